"""The door of the API: who asks, with what key, and how a refusal is answered.

A program acts by a token (``Authorization: Bearer jidi_…``) in the name of a person in one post, never by a session: a
page of another site could send a session along, a token it does not have. Whatever writes carries an
``Idempotency-Key``; sent again, it is answered as the first time.
"""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.security import HttpBearer

from jidi.accounts.acting import Actor
from jidi.accounts.services.tokens import actor_by
from jidi.common.say import HOUSE, Cite, Refused, Say, house
from jidi.web.shared.acting import now_of, today_of

BY_TOKEN = house("程序凭本人的访问令牌办理", "a program acts by the token of a person")
NO_TOKEN = Refused(
    Say("没有办理。", "Nothing was done."),
    Say("没有访问令牌，或者令牌已失效。", "There is no token, or it opens no door any more."),
    Say("请在「访问令牌」页生成一个，放在 Authorization: Bearer 里。", "Make one on the page of tokens and send it as Authorization: Bearer."),
    cite=BY_TOKEN, status=HTTPStatus.UNAUTHORIZED, code="no-token",
)  # fmt: skip


class Words(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class Cited(Schema):
    """What an answer rests on: an article of a pack, another act, or a rule of this house."""

    text: Words
    basis: str
    pack: str = ""
    article: str = ""


class Problem(Schema):
    """Why something was not done: what happened, why (with what it rests on), what to do next."""

    code: str
    what: Words
    why: Words
    next: Words
    cite: Cited


class Token(HttpBearer):
    """Lets in whoever shows a living token; the actor it stands for is ``request.auth``."""

    openapi_name = "token"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor of the token, or None."""
        return actor_by(secret=token, at=now_of(request))


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    actor = getattr(request, "auth", None)
    assert isinstance(actor, Actor)
    return actor


def moment_of(request: HttpRequest) -> tuple[datetime, date]:
    """The moment and the day of this request."""
    return now_of(request), today_of(request)


KEY: Final = r"^[A-Za-z0-9_-]{16,64}$"
"""What a key of a program looks like; the same as that of a page."""
KEY_SAID: Final = (
    "必带。每次报送新取一个 16–64 位的字母、数字、-、_；没有收到答复时用同一个键重发，只执行一次。"
    "Required: 16–64 letters, digits, - or _, new for each command; send it again unchanged where no answer came."
)


def bad_key() -> Refused:
    """A program sent no key, or one that is none."""
    return Refused(
        Say("没有办理。", "Nothing was done."),
        Say(
            "请求头里没有 Idempotency-Key，或者它不是 16–64 位的字母、数字、-、_。",
            "There is no Idempotency-Key header, or it is not 16–64 letters, digits, - or _.",
        ),
        Say("每次报送新取一个键；重发时用同一个。", "Take a new key for each command, the same one to send it again."),
        cite=house("同一操作只执行一次", "one command is carried out once"), status=HTTPStatus.BAD_REQUEST, code="bad-key",
    )  # fmt: skip


def words(say: Say) -> dict[str, str]:
    """A sentence as the API writes it."""
    return {"zh": say.zh, "en": say.en or say.zh}


def cited(cite: Cite) -> dict[str, Any]:
    """A citation as the API writes it."""
    return {"text": words(cite.printed), "basis": cite.basis.value, "pack": cite.pack, "article": cite.article}


def problem(refused: Refused) -> dict[str, Any]:
    """A refusal as the API writes it."""
    return {
        "code": refused.code, "what": words(refused.what), "why": words(refused.why), "next": words(refused.next_step),
        "cite": cited(refused.cite),
    }  # fmt: skip


def unreadable(found: Say) -> Refused:
    """The request does not have the form the description asks for."""
    return Refused(
        Say("没有办理。", "Nothing was done."),
        Say(f"请求的格式不对：{found.zh}", f"The request is not as described: {found.en}"),
        Say("请对照 /api/v1/openapi.json 改正后再发。", "Compare it with /api/v1/openapi.json and send it again."),
        cite=HOUSE, status=HTTPStatus.UNPROCESSABLE_ENTITY, code="unreadable",
    )  # fmt: skip


def no_store(response: HttpResponse) -> HttpResponse:
    """What is answered to a token leaves no copy on the way."""
    response.headers["Cache-Control"] = "no-store, private"
    return response
