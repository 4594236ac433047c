"""Writing, illustrating, handing in, reviewing, adopting an article."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.bases.models import Base
from jidi.bases.queries.bases import base_for
from jidi.common.say import Refused, Say
from jidi.returns import services
from jidi.returns.enums import ArticleState
from jidi.returns.models import Article
from jidi.returns.queries.articles import own_article
from jidi.returns.queries.duties import article_for
from jidi.returns.rights import RULE
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.news import Typed, writing_page


@writes
@actor_required
def write(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """A new draft."""
    return _write(request, actor, None)


@writes
@actor_required
def rewrite(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Change a draft."""
    return _write(request, actor, article_for(actor, pk))


def _write(request: HttpRequest, actor: Actor, article: Article | None) -> HttpResponseBase:
    """Save it; where something is missing the same page comes back with everything typed and ticked."""
    urgent = bool(request.POST.get("urgent"))
    why = request.POST.get("urgent_why", "")
    base = _base(request, actor)
    try:
        made = services.write_article(
            actor=actor, article=article, title=request.POST.get("title", ""), body=request.POST.get("body", ""), base=base,
            urgent_why=why if urgent else "", urgent=urgent, at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
    except Refused as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        typed = Typed(
            request.POST.get("title", ""), request.POST.get("body", ""), base.pk if base else None, urgent, why
        )
        return writing_page(request, actor, typed, article, refused)
    done(request, Say("已保存。", "Saved."))
    return redirect("desk:news-page", made.pk)


def _base(request: HttpRequest, actor: Actor) -> Base | None:
    asked = request.POST.get("base", "")
    return base_for(actor, int(asked), today_of(request)) if asked.isdecimal() and len(asked) < 10 else None


@writes
@actor_required
def picture(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Add pictures."""
    article, files = article_for(actor, pk), request.FILES.getlist("file")
    if not files:
        raise Refused(
            Say("没有添加。", "Nothing was added."),
            Say("还没有选图片。", "No picture was chosen."),
            Say("请选图片后再上传。", "Choose one, then upload."),
            cite=RULE,
            status=422,
            code="no-file",
        )
    for one in files:
        services.attach_picture(
            actor=actor, article=article, name=one.name or "", content=one.chunks(), at=now_of(request)
        )
    done(request, Say(f"已添加 {len(files)} 张图片。", f"{len(files)} pictures added."))
    return redirect("desk:news-page", pk)


@writes
@actor_required
def unpicture(request: HttpRequest, actor: Actor, pk: int, key: str) -> HttpResponseBase:
    """Take a picture back."""
    services.detach_picture(actor=actor, article=article_for(actor, pk), key=key, at=now_of(request))
    done(request, Say("已撤下图片。", "Took the picture back."))
    return redirect("desk:news-page", pk)


@writes
@actor_required
def file(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Hand it in."""
    made = services.file_article(
        actor=actor, article=article_for(actor, pk), on=today_of(request), at=now_of(request), once_key=once_of(request)
    )
    urgent = Say("已作为重要信息直接报省级，不排队。", "Handed in as urgent: it went straight to the province.")
    done(request, urgent if made.urgent else Say("已报送。", "Handed in."))
    return redirect("desk:news-page", pk)


@writes
@actor_required
def discard(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Throw a draft away."""
    services.discard_article(actor=actor, article=own_article(actor, pk), at=now_of(request), once_key=once_of(request))
    done(request, Say("草稿已丢弃，留痕可查。", "The draft was thrown away; it stays in the trail."))
    return redirect("desk:news")


@writes
@actor_required
def review(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take it up, return it, or not take it up."""
    verdicts = {"accept": ArticleState.ACCEPTED, "return": ArticleState.RETURNED, "decline": ArticleState.DECLINED}
    verdict = verdicts.get(request.POST.get("verdict", ""))
    article = article_for(actor, pk)
    if verdict is None:
        raise Refused(
            Say("没有办理。", "It was not done."),
            Say("没有选审阅意见。", "No verdict was chosen."),
            Say("请选一项再提交。", "Choose one and send it again."),
            cite=RULE,
            status=422,
            code="no-verdict",
        )
    services.review_article(
        actor=actor, article=article, verdict=verdict, opinion=request.POST.get("opinion", ""), on=today_of(request),
        at=now_of(request), once_key=once_of(request),
    )  # fmt: skip
    done(request, Say("已审阅。", "Reviewed."))
    return redirect("desk:news-page", pk)


@writes
@actor_required
def adopt(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Adopt it for publication."""
    services.adopt_article(
        actor=actor, article=article_for(actor, pk), on=today_of(request), at=now_of(request), once_key=once_of(request)
    )
    done(request, Say("已采用，可以发布。", "Adopted for publication."))
    return redirect("desk:news-page", pk)
