"""The one clock. Only the edge (views, commands, workers) reads it and passes the moment down; services never do.

In the demo it can be moved: the offset lies in the database, so that all workers agree. Outside the demo the offset
is neither read nor settable.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from jidi.common.models import ClockOffset
from jidi.common.say import Refused, Say, house

BEIJING = ZoneInfo("Asia/Shanghai")
"""Days are counted in Beijing time everywhere; moments are stored in UTC."""


def day_of(moment: datetime) -> date:
    """The day a moment falls on in Beijing. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(BEIJING).date()


class Clock:
    """Tells the present moment and day."""

    def now(self) -> datetime:
        """The present moment in UTC, moved by the demo's offset where there is one."""
        return datetime.now(UTC) + self.offset()

    def today(self) -> date:
        """The present day in Beijing."""
        return day_of(self.now())

    def offset(self) -> timedelta:
        """How far the demo clock stands from the real one; zero outside the demo."""
        if not settings.DEMO:
            return timedelta()
        seconds = ClockOffset.objects.filter(pk=ClockOffset.ONLY).values_list("seconds", flat=True).first()
        return timedelta(seconds=seconds or 0)

    def move_to(self, moment: datetime) -> None:
        """Set the demo clock to a moment, from which it runs on. Raises Refused outside the demo."""
        self._set(moment - datetime.now(UTC))

    def move_by(self, step: timedelta) -> None:
        """Move the demo clock on (or back). Raises Refused outside the demo."""
        self._set(self.offset() + step)

    def back_to_now(self) -> None:
        """Let the demo clock show real time again. Raises Refused outside the demo."""
        self._set(timedelta())

    def _set(self, offset: timedelta) -> None:
        if not settings.DEMO:
            raise Refused(
                Say("时钟没有移动。", "The clock was not moved."),
                Say("只有演示环境可以移动时钟。", "Only a demo can move its clock."),
                Say("请在演示环境中操作。", "Do this in a demo."),
                cite=house("业务时间不可更改", "working time cannot be changed"),
                code="clock-not-demo",
            )
        ClockOffset.objects.update_or_create(pk=ClockOffset.ONLY, defaults={"seconds": int(offset.total_seconds())})


clock = Clock()
