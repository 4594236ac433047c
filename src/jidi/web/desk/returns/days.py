"""A day as a form of this room sends it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from jidi.common.say import Refused, Say, house


def day_sent(request: HttpRequest, name: str) -> date:
    """Return the day sent under a name. Raises Refused where it is none."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as wrong:
        raise Refused(
            Say("没有保存。", "It was not saved."),
            Say("日期写成 2026-03-15。", "A day reads 2026-03-15."),
            Say("请改好后再提交。", "Correct it and send it again."),
            cite=house("日期写法", "how a day is written"),
            status=422,
            code="bad-day",
        ) from wrong
