"""系统: where the administrators' pages are found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.permissions import SEPARATION
from jidi.common.say import Say
from jidi.web.desk.http import actor_required, page, reads
from jidi.web.shared.parts import Link, WorkRow

ROOM = "system"
PAGES = (
    (
        "desk:holidays",
        Say("放假和调休", "Holidays"),
        Say("各年放假、补班安排；期限按它计算", "holidays and make-up days of each year; due dates are counted by it"),
    ),
)
"""Pages of the administrators: address, name, what it is for."""


def require_administrator(actor: Actor) -> None:
    """Raise Denied for anybody but the three administrators."""
    if not actor.is_administrator:
        raise Denied(
            Say("这一页由系统的三名管理员使用。", "This page is for the three administrators."),
            cite=SEPARATION,
            what=Say("您不能打开这一页。", "You cannot open this page."),
        )


@reads
@actor_required
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list of pages."""
    require_administrator(actor)
    rows = [WorkRow(name, why=why, href=reverse(view)) for view, name, why in PAGES]
    return page(request, "desk/system/home.html", {"rows": rows}, room=ROOM)


def crumbs() -> list[Link]:
    """The way to a page of 系统."""
    return [Link(Say("系统", "System"), reverse("desk:system"))]
