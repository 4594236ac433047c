"""系统: where the administrators' pages are found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.enums import Duty
from jidi.accounts.permissions import SEPARATION
from jidi.common.say import Say
from jidi.web.desk.http import actor_required, page, reads
from jidi.web.shared.parts import Link, WorkRow

ROOM = "system"
PAGES: tuple[tuple[str, Say, dict[Duty, Say]], ...] = (
    (
        "desk:people",
        Say("人员和账户", "People and accounts"),
        {
            Duty.SYSTEM_ADMIN: Say("建立账户、重设口令、停用", "make accounts, reset passwords, switch off"),
            Duty.SECURITY_ADMIN: Say("启用他人建立的账户、停用", "activate accounts others made, switch off"),
        },
    ),
    (
        "desk:organisations",
        Say("机构和岗位", "Organisations and posts"),
        {
            Duty.SYSTEM_ADMIN: Say(
                "建立、变更、撤销机构、岗位和议事机构", "make, change and end offices, posts, bodies"
            ),
            Duty.SECURITY_ADMIN: Say("任职、移交、结束任职", "appoint, hand over, end appointments"),
        },
    ),
    (
        "desk:holidays",
        Say("放假和调休", "Holidays"),
        dict.fromkeys(
            (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN),
            Say(
                "各年放假、补班安排；期限按它计算",
                "holidays and make-up days of each year; due dates are counted by it",
            ),
        ),
    ),
    (
        "desk:audit",
        Say("审计记录", "Audit trail"),
        {
            Duty.AUDIT_ADMIN: Say(
                "管理员的操作和对账户、机构的变更", "what administrators did, and what was done to accounts"
            )
        },
    ),
)
"""Pages of the administrators: address, name, and what each of them does there; who is not named has no such page."""


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
    rows = [WorkRow(name, why=why[actor.duty], href=reverse(view)) for view, name, why in PAGES if actor.duty in why]
    return page(request, "desk/system/home.html", {"rows": rows}, room=ROOM)


def crumbs() -> list[Link]:
    """The way to a page of 系统."""
    return [Link(Say("系统", "System"), reverse("desk:system"))]
