"""Who asks: the person logged in, in the post they chose, as the ``Actor`` every service and query takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.accounts.queries import actors_held
from jidi.accounts.services import login
from jidi.common.clock import clock, day_of

LAYOUT = "desk/base.html"
"""What stands around the pages of somebody who acts in a post."""
_NOT_ASKED = object()


def now_of(request: HttpRequest) -> datetime:
    """The moment of this request: the clock is read once, so that a page cannot disagree with itself."""
    found: Any = getattr(request, "jd_now", None)
    if not isinstance(found, datetime):
        found = clock.now()
        request.jd_now = found  # type: ignore[attr-defined]
    return found


def today_of(request: HttpRequest) -> date:
    """The day of this request in Beijing."""
    return day_of(now_of(request))


def person_of(request: HttpRequest) -> Person | None:
    """The person who is logged in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) and user.is_authenticated else None


def posts_of(request: HttpRequest) -> list[Actor]:
    """Everything the person may act as today, regular posts first; asked once per request."""
    found: list[Actor] | None = getattr(request, "jd_posts", None)
    if found is None:
        person = person_of(request)
        found = actors_held(person, today_of(request)) if person else []
        request.jd_posts = found  # type: ignore[attr-defined]
    return found


def actor_of(request: HttpRequest) -> Actor | None:
    """The person in the post they chose, asked once per request; None while nobody is logged in or nothing chosen."""
    found: Any = getattr(request, "actor", _NOT_ASKED)
    if found is _NOT_ASKED:
        found = login.actor_of(request=request, held=posts_of(request)) if person_of(request) else None
        request.actor = found  # type: ignore[attr-defined]
    return found if isinstance(found, Actor) else None
