"""Who a token acts for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jidi.web.api.door import actor_of, moment_of

router = Router(tags=["me"])


class Me(Schema):
    """The person, the post and the office a token stands for, and the day the site works on."""

    name: str
    post: str
    organisation: str
    area: str
    duty: str
    today: str


@router.get("/me", response=Me, summary="令牌代表谁 · Who the token acts for")
def me(request: HttpRequest) -> dict[str, Any]:
    """The actor of the token."""
    actor, (_, on) = actor_of(request), moment_of(request)
    return {
        "name": actor.name, "post": actor.post_name, "organisation": actor.organisation_name, "area": actor.area_code,
        "duty": actor.duty.value, "today": on.isoformat(),
    }  # fmt: skip
