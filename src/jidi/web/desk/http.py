"""A page of the desk: the shared guards, with the desk's bars around the content.

@reads
@actor_required
def matter(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    return page(request, "desk/applications/matter.html", {"matter": …}, room="applications")
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from jidi.common.say import Say
from jidi.web.shared import http
from jidi.web.shared.acting import LAYOUT, now_of, today_of
from jidi.web.shared.http import actor_required, once_of, reads, sent_of, writes
from jidi.web.shared.language import spoken

__all__ = ["actor_required", "done", "now_of", "once_of", "page", "reads", "sent_of", "today_of", "writes"]


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    room: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page inside the desk's bars. ``room`` is the key of the room it stands in (see ``nav.ROOMS``)."""
    return http.page(request, template, {"room": room, **(context or {})}, layout=LAYOUT, status=status)


def done(request: HttpRequest, words: Say) -> None:
    """Say on the next page what was done, in one sentence without praise."""
    messages.success(request, spoken(words))
