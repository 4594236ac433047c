"""One's own tokens: the list, making one (its secret is shown on that one page only), ending one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.accounts.queries import tokens_visible_to
from jidi.accounts.services.tokens import LONGEST, Made, end_token, make_token
from jidi.common.say import Refused, Say
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.saidforms import Said


class NewToken(Said):
    """What a new token is for, and for how long."""

    LABELS = {"name": Say("给哪个程序用", "For which program"), "days": Say("有效天数", "Valid for, days")}

    name = forms.CharField(max_length=60)
    days = forms.IntegerField(min_value=1, max_value=LONGEST, initial=90)


@reads
@actor_required
def tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tokens of a person, and the form for a new one."""
    return _page(request, actor, NewToken())


def _page(
    request: HttpRequest, actor: Actor, form: NewToken, made: Made | None = None, refused: Refused | None = None
) -> HttpResponse:
    on = today_of(request)
    rows = [
        {"token": one, "living": one.ended_at is None and one.expires_on >= on} for one in tokens_visible_to(actor)[:50]
    ]
    context: dict[str, Any] = {"rows": rows, "form": form, "made": made, "refused": refused, "longest": LONGEST}
    wrong = refused or form.errors
    return page(request, "desk/tokens/tokens.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else 200)


@writes
@actor_required
def make(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Make a token and show its secret, once."""
    form = NewToken(request.POST)
    if not form.is_valid():
        return _page(request, actor, form)
    try:
        made = make_token(actor=actor, key=once_of(request), at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        return _page(request, actor, form, refused=refused)
    return _page(request, actor, NewToken(), made)


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, token: int) -> HttpResponseBase:
    """End a token at once."""
    ended = end_token(actor=actor, token_id=token, at=now_of(request))
    done(request, Say(f"令牌「{ended.name}」已停用。", f"The token “{ended.name}” opens no door any more."))
    return redirect("desk:tokens")
