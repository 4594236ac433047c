"""The guards of a view: reading views cannot write, writing views are POST only, and a refusal becomes a page.

@reads                       @writes
def matter(request, …):      def return_matter(request, …):
    return page(…)               services.return_for_correction(…, key=once_of(request))
                                 return redirect(…)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from jidi.accounts.acting import Actor
from jidi.accounts.passwords import must_change
from jidi.common.say import Refused
from jidi.web.shared import errors
from jidi.web.shared.acting import actor_of, now_of, person_of, today_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

PART_LAYOUT = "jd/part.html"
"""What an htmx request gets: the content without the shell."""
LOGIN, CHOOSE, PASSWORD = "desk:login", "desk:choose-post", "desk:password"
_READING = ("SELECT", "WITH", "EXPLAIN", "PRAGMA")


class WroteWhileReadingError(RuntimeError):
    """A reading view sent something other than SELECT to the database; the sentence is in the message."""


def reads(view: View[P]) -> View[P]:
    """Mark a view that only reads: GET and HEAD, and whatever it sends to the database must read.

    No transaction either: on SQLite even a reading one takes the write lock and makes writers wait.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return errors.wrong_method(request, ("GET", "HEAD"))
        try:
            with connection.execute_wrapper(_reading_only):
                return view(request, *args, **kwargs)
        except Refused as refused:
            return errors.refusal(request, refused)

    return guarded


def writes(view: View[P]) -> View[P]:
    """Mark a view that writes: POST only, carrying its key (``once_of``). It opens nothing: services open what they need."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return errors.wrong_method(request, ("POST",))
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return errors.refusal(request, refused)

    return guarded


def actor_required(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> View[P]:
    """Give the view its actor as the second argument, or lead to what is missing first.

    Not logged in: reading goes to the log-in page, writing to a page that keeps what was typed (401). A first password, or one
    that has run out, must be changed, and one of several posts chosen, before anything else.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_of(request)
        if person is None:
            return errors.lost_session(request) if _wants_no_detour(request) else _lead(request, LOGIN)
        if must_change(person, today_of(request)):
            return _lead(request, PASSWORD)
        actor = actor_of(request)
        if actor is None:
            return _lead(request, CHOOSE)
        return view(request, actor, *args, **kwargs)

    return guarded


def _wants_no_detour(request: HttpRequest) -> bool:
    return request.method == "POST" or "X-Autosave" in request.headers or "HX-Request" in request.headers


def _lead(request: HttpRequest, name: str) -> HttpResponseRedirect:
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{resolve_url(name)}?next={quote(back)}")


def _reading_only(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
    said = sql.lstrip(" (\n\t").upper()
    if not said.startswith(_READING) or " FOR UPDATE" in said:
        raise WroteWhileReadingError(f"a view marked @reads sent: {sql[:200]}")
    return execute(sql, params, many, context)


def once_of(request: HttpRequest) -> str:
    """The idempotency key the page carried; "" when it carried none, which every service refuses with a reason."""
    return request.POST.get("once", "")


def sent_of(request: HttpRequest) -> dict[str, list[str]]:
    """What the page sent, but for its tokens: the same for a second arrival, whatever has happened in between."""
    return {name: values for name, values in request.POST.lists() if name not in {"once", "csrfmiddlewaretoken"}}


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asked, and so only a part of a page is wanted."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    layout: str = "jd/bare.html",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page. Its template begins with ``{% extends layout %}``, so that htmx gets the content alone.

    Every page knows ``now`` and ``today`` of the one clock.
    """
    values = {
        "layout": PART_LAYOUT if is_part(request) else layout,
        "now": now_of(request),
        "today": today_of(request),
        **(context or {}),
    }
    return render(request, template, values, status=status)
