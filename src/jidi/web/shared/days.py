"""Days on a page: short dates, how many days are left, which day of the week."""

from __future__ import annotations

from datetime import date, datetime

from jidi.common.clock import BEIJING
from jidi.common.say import Say

_WEEK_ZH = "一二三四五六日"
_WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday(on: date) -> Say:
    """The day of the week: 周一, Mon."""
    return Say(f"周{_WEEK_ZH[on.weekday()]}", _WEEK_EN[on.weekday()])


def short(on: date, today: date) -> str:
    """The day as 10-15, with its year when that is another than today's."""
    return f"{on:%m-%d}" if on.year == today.year else f"{on:%Y-%m-%d}"


def moment(at: datetime, today: date | None = None) -> str:
    """A moment in Beijing time: 10-09 17:42 within today's year, else with the year."""
    local = at.astimezone(BEIJING)
    same = today is not None and local.year == today.year
    return f"{local:%m-%d %H:%M}" if same else f"{local:%Y-%m-%d %H:%M}"


def left(on: date, today: date) -> Say:
    """How far off a day is, in calendar days: 还有 3 天, 今天, 逾期 12 天."""
    days = (on - today).days
    if days < 0:
        return Say(f"逾期 {-days} 天", f"{_days(-days)} overdue")
    if days == 0:
        return Say("今天截止", "due today")
    return Say(f"还有 {days} 天", f"{_days(days)} left")


def working_left(count: int) -> Say:
    """How many working days are left, today included."""
    if count <= 0:
        return Say("期限已到", "time is up")
    return Say(f"剩 {count} 个工作日（含今天）", f"{count} working day{'' if count == 1 else 's'} left, today included")


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
