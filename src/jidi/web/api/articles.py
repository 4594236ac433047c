"""Articles with pictures: written, illustrated and handed in by a program; handed in they count for the duty of the period."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema

from jidi.audit.services import About
from jidi.bases.queries.bases import base_for
from jidi.common.say import Say
from jidi.returns import services
from jidi.returns.enums import ArticleState
from jidi.returns.models import Article
from jidi.returns.queries.articles import listed, pictures_of
from jidi.returns.queries.duties import article_for
from jidi.web.api.door import KEY, KEY_SAID, actor_of, moment_of, unreadable
from jidi.web.api.duties import REFUSED, SIZE
from jidi.web.api.sending import FileOut, Sent, file_told, keep

router = Router(tags=["articles"])


class Written(Schema):
    """An article: title, text, the base it is about; ``urgent`` ones say why and go straight to whoever receives them last."""

    title: str
    body: str
    base: int | None = None
    urgent: bool = False
    urgent_why: str = ""


class ArticleOut(Schema):
    """An article as it stands: draft, filed, accepted, returned or declined, the duty it counts for, the reviewer's words."""

    id: int
    title: str
    state: str
    base: int | None
    area: str
    urgent: bool
    duty: int | None
    filed_on: str | None
    opinion: str
    pictures: int


class ArticlesOut(Schema):
    """A page of articles, and how many there are in all."""

    total: int
    page: int
    pages: int
    articles: list[ArticleOut]


class WholeArticle(ArticleOut):
    """One article with its text and its pictures."""

    body: str
    files: list[FileOut]


@router.get("/articles", response={200: ArticlesOut, **REFUSED}, summary="信息 · Articles")
def articles(request: HttpRequest, state: str = Query(""), page: int = Query(1)) -> dict[str, Any]:
    """The articles the person may read, a hundred a page. ``state``: draft, filed, accepted, returned or declined."""
    if state and state not in ArticleState.values:
        raise unreadable(Say(f"state 没有「{state[:40]}」", f"state: no {state[:40]!r}"))
    shown = Paginator(listed(actor_of(request), state), SIZE).get_page(page)
    return {
        "total": shown.paginator.count, "page": shown.number, "pages": shown.paginator.num_pages,
        "articles": [_told(one) for one in shown],
    }  # fmt: skip


@router.get("/articles/{int:article_id}", response={200: WholeArticle, **REFUSED}, summary="一篇信息 · One article")
def article(request: HttpRequest, article_id: int) -> dict[str, Any]:
    """One article."""
    found = article_for(actor_of(request), article_id)
    return {**_told(found), "body": found.body, "files": [file_told(one) for one in pictures_of(found)]}


@router.post("/articles", response={200: ArticleOut, **REFUSED}, summary="写信息 · Write an article")
def write(
    request: HttpRequest, sent: Written,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Write an article: a draft until it is handed in."""
    return _write(request, sent, key, None)


@router.put("/articles/{int:article_id}", response={200: ArticleOut, **REFUSED}, summary="改信息 · Change an article")
def rewrite(
    request: HttpRequest, article_id: int, sent: Written,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Change a draft, or what was returned."""
    return _write(request, sent, key, article_for(actor_of(request), article_id))


@router.post("/articles/{int:article_id}/pictures", response={200: FileOut, **REFUSED}, summary="配图 · Add a picture")
def picture(
    request: HttpRequest, article_id: int, file: Sent,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Add a picture."""
    actor, (at, _) = actor_of(request), moment_of(request)
    found = article_for(actor, article_id)
    return keep(
        request, file, key, About("article", str(found.pk), found.area_code), f"article:{found.pk}",
        lambda name, content: services.attach_picture(actor=actor, article=found, name=name, content=content, at=at),
    )  # fmt: skip


@router.post(
    "/articles/{int:article_id}/hand-in", response={200: ArticleOut, **REFUSED}, summary="报送信息 · Hand it in"
)
def file(
    request: HttpRequest, article_id: int,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Hand it in: it counts for the duty of the running period; what is urgent goes up at once."""
    actor, (at, on) = actor_of(request), moment_of(request)
    made = services.file_article(actor=actor, article=article_for(actor, article_id), on=on, at=at, once_key=key)
    return _told(made)


def _write(request: HttpRequest, sent: Written, key: str, before: Article | None) -> dict[str, Any]:
    actor, (at, on) = actor_of(request), moment_of(request)
    base = base_for(actor, sent.base, on) if sent.base is not None else None
    made = services.write_article(
        actor=actor, article=before, title=sent.title, body=sent.body, base=base, at=at, once_key=key, urgent=sent.urgent,
        urgent_why=sent.urgent_why if sent.urgent else "",
    )  # fmt: skip
    return _told(made)


def _told(one: Article) -> dict[str, Any]:
    return {
        "id": one.pk, "title": one.title, "state": one.state, "base": one.base_id, "area": one.area_code,
        "urgent": one.urgent, "duty": one.duty_id, "filed_on": one.filed_on.isoformat() if one.filed_on else None,
        "opinion": one.opinion, "pictures": one.pictures_count,
    }  # fmt: skip
