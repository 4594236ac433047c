"""Who asks: the person logged in, in the post they chose, as the ``Actor`` every service and query takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.accounts.queries import as_actor, posts_held
from jidi.accounts.services import login
from jidi.common.clock import clock
from jidi.web.shared import errors
from jidi.web.shared.http import View

P = ParamSpec("P")

LAYOUT = "desk/base.html"
LOGIN, CHOOSE, PASSWORD = "desk:login", "desk:choose-post", "desk:password"
_NOT_ASKED = object()


def person_of(request: HttpRequest) -> Person | None:
    """The person who is logged in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) and user.is_authenticated else None


def posts_of(request: HttpRequest) -> list[Actor]:
    """Everything the person may act as today, regular posts first."""
    person = person_of(request)
    return [as_actor(held) for held in posts_held(person, clock.today())] if person else []


def actor_of(request: HttpRequest) -> Actor | None:
    """The person in the post they chose, asked once per request; None while nobody is logged in or nothing chosen."""
    found: Any = getattr(request, "actor", _NOT_ASKED)
    if found is _NOT_ASKED:
        found = login.actor_of(request=request, on=clock.today()) if hasattr(request, "user") else None
        request.actor = found  # type: ignore[attr-defined]
    return found if isinstance(found, Actor) else None


def actor_required(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> View[P]:
    """Give the view its actor as the second argument, or lead to what is missing first.

    Not logged in: reading goes to the log-in page, writing to a page that keeps what was typed (401). A first password
    must be changed, and one of several posts chosen, before anything else.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = person_of(request)
        if person is None:
            return errors.lost_session(request) if _wants_no_detour(request) else _lead(request, LOGIN)
        if person.must_change_password:
            return _lead(request, PASSWORD)
        actor = actor_of(request)
        if actor is None:
            return _lead(request, CHOOSE)
        request.jd_layout = LAYOUT  # type: ignore[attr-defined]
        return view(request, actor, *args, **kwargs)

    return guarded


def _wants_no_detour(request: HttpRequest) -> bool:
    return request.method == "POST" or "X-Autosave" in request.headers or "HX-Request" in request.headers


def _lead(request: HttpRequest, name: str) -> HttpResponseRedirect:
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{resolve_url(name)}?next={quote(back)}")
