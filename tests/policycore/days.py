"""The working days the tests count by: the weeks around two autumns' holidays, as a table of days would hold them."""

from __future__ import annotations

from datetime import date

from policycore.calendar import WorkCalendar

HOLIDAYS = [
    *(date(2025, 10, day) for day in range(1, 9)),
    date(2026, 9, 25),
    *(date(2026, 10, day) for day in range(1, 8)),
]
MAKE_UP = [date(2025, 9, 28), date(2025, 10, 11), date(2026, 9, 20), date(2026, 10, 10)]
CALENDAR = WorkCalendar(
    dict.fromkeys(HOLIDAYS, False) | dict.fromkeys(MAKE_UP, True), frozenset({2023, 2024, 2025, 2026}), "2026-a"
)
