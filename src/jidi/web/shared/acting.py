"""Who asks: the person logged in, in the post they chose, as the ``Actor`` every service and query takes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.accounts.queries import as_actor, posts_held
from jidi.accounts.services import login
from jidi.common.clock import clock

LAYOUT = "desk/base.html"
"""What stands around the pages of somebody who acts in a post."""
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
        found = login.actor_of(request=request, on=clock.today()) if person_of(request) else None
        request.actor = found  # type: ignore[attr-defined]
    return found if isinstance(found, Actor) else None
