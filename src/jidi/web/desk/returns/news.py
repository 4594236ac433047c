"""信息与文章: the list, one article, a new one, the parcel for another platform."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit, require
from jidi.bases.queries.bases import visible_to as bases_of
from jidi.common.say import Refused, Say
from jidi.returns.enums import ArticleState
from jidi.returns.models import Article
from jidi.returns.queries.articles import listed, pictures_of
from jidi.returns.queries.articles import parcel as parcel_of
from jidi.returns.queries.duties import article_for
from jidi.returns.rights import may_adopt, may_discard, may_review, may_write
from jidi.returns.services.articles import URGENT_WHY
from jidi.returns.words import title_of
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.returns.words import ROOM, tabs
from jidi.web.shared.parts import Badge, Filter, Link, Problem, State

SIZE = 30
_STATES = {
    ArticleState.DRAFT: State.WAIT,
    ArticleState.FILED: State.GOING,
    ArticleState.RETURNED: State.BACK,
    ArticleState.ACCEPTED: State.DONE,
    ArticleState.DECLINED: State.NONE,
    ArticleState.DISCARDED: State.NONE,
}


_SAID = {
    ArticleState.RETURNED: Say("退回修改：", "Returned: "),
    ArticleState.DECLINED: Say("没有采纳：", "Not taken up: "),
    ArticleState.ACCEPTED: Say("采纳：", "Taken up: "),
}
"""What stands before the opinion of whoever reviewed it."""


def badge(article: Article) -> Badge:
    """The state word of an article."""
    state = ArticleState(article.state)
    if article.adopted_at is not None:
        return Badge(State.DONE, Say("已采用发布", "adopted"))
    return Badge(_STATES[state], state.say)


@reads
@actor_required
def news(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The articles one may read; urgent ones first."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    pages = Paginator(listed(actor, state if state in ArticleState.values else "", text), SIZE)
    found = pages.get_page(request.GET.get("page"))
    options = (("", Say("全部", "All")), *((s.value, s.say) for s in ArticleState if s != ArticleState.DISCARDED))
    context = {
        "tabs": tabs("news", actor),
        "pager": found,
        "rows": [(article, badge(article)) for article in found],
        "filters": (Filter("state", Say("状态", "State"), options, state),),
        "may_write": isinstance(may_write(actor, None), Permit),
        "count": pages.count,
    }
    return page(request, "desk/returns/news.html", context, room=ROOM)


@reads
@actor_required
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new article."""
    require(may_write(actor, None))
    return writing_page(request, actor, None)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the page of an article, saved or not."""

    title: str
    body: str
    base_id: int | None
    urgent: bool
    urgent_why: str


def writing_page(
    request: HttpRequest, actor: Actor, typed: Typed | None, article: Article | None = None, refused: Refused | None = None
) -> HttpResponse:  # fmt: skip
    """The page to write an article on: empty, or with what was typed and what is missing in it."""
    context = {
        "article": typed,
        "action": reverse("desk:news-rewrite", args=[article.pk]) if article else reverse("desk:news-write"),
        "bases": list(bases_of(actor, today_of(request)).filter(ended_on__isnull=True)[:200]),
        "crumbs": [Link(Say("信息与文章", "Articles"), reverse("desk:news"))],
        "problems": [Problem(refused.why, "urgent_why" if refused.code == URGENT_WHY else "title")] if refused else [],
    }
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/returns/news_write.html", context, room=ROOM, status=status)


@reads
@actor_required
def page_of(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One article: to change while it is one's own, to review above."""
    article, today = article_for(actor, pk), today_of(request)
    crumbs = [Link(Say("信息与文章", "Articles"), reverse("desk:news"))]
    context: dict[str, Any] = {
        "article": article,
        "badge": badge(article),
        "pictures": pictures_of(article),
        "said": _SAID.get(ArticleState(article.state)) if article.opinion else None,
        "crumbs": crumbs,
        "duty": (article.duty, title_of(article.duty)) if article.duty else None,
        "discards": isinstance(may_discard(actor, article), Permit),
        "writes": isinstance(may_write(actor, article), Permit),
        "reviews": isinstance(may_review(actor, article, today), Permit),
        "adopts": isinstance(may_adopt(actor, article), Permit)
        and article.state == ArticleState.ACCEPTED
        and article.adopted_at is None,
        "bases": list(bases_of(actor, today).filter(ended_on__isnull=True)[:200]),
    }
    return page(request, "desk/returns/news_page.html", context, room=ROOM)


@reads
@actor_required
def parcel(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Text and pictures as a zip, to be put on another platform by hand."""
    article = article_for(actor, pk)
    response = HttpResponse(parcel_of(article), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(article.title)}.zip"
    return response
