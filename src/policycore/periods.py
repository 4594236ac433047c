"""Reporting periods: a year, a half, a quarter or a month, and how to step between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PARTS: Final = {"year": 1, "half": 2, "quarter": 4, "month": 12}
_MARK: Final = {"year": "", "half": "H", "quarter": "Q", "month": "M"}
_PERIOD = re.compile(r"^(\d{4})(?:-([HQM])(\d{1,2}))?$")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A whole period of the calendar. ``part`` counts from 1 and is 1 for a year."""

    year: int
    cycle: str = "year"
    part: int = 1

    def __post_init__(self) -> None:
        if self.cycle not in PARTS:
            raise ValueError(f"unknown cycle {self.cycle!r}; allowed: {', '.join(PARTS)}")
        if not 1 <= self.part <= PARTS[self.cycle]:
            raise ValueError(f"a {self.cycle} has parts 1 to {PARTS[self.cycle]}, found {self.part}")

    def __str__(self) -> str:
        if self.cycle == "year":
            return str(self.year)
        width = 2 if self.cycle == "month" else 1
        return f"{self.year}-{_MARK[self.cycle]}{self.part:0{width}d}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2018``, ``2019-H1``, ``2023-Q2`` or ``2023-M05``; raise ValueError otherwise."""
        found = _PERIOD.match(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no period; write 2018, 2019-H1, 2023-Q2 or 2023-M05")
        year, mark, part = found.groups()
        if mark is None:
            return cls(int(year))
        cycle = next(name for name, letter in _MARK.items() if letter == mark)
        return cls(int(year), cycle, int(part))

    @classmethod
    def containing(cls, day: date, cycle: str = "year") -> Period:
        """Return the period of ``cycle`` that ``day`` falls in."""
        months = 12 // PARTS[cycle]
        return cls(day.year, cycle, (day.month - 1) // months + 1)

    def step(self, count: int) -> Period:
        """Return the period ``count`` steps later (earlier when negative), of the same cycle."""
        parts = PARTS[self.cycle]
        index = self.year * parts + self.part - 1 + count
        return Period(index // parts, self.cycle, index % parts + 1)

    def year_before(self) -> Period:
        """Return the same part of the year before: what 同比 compares with."""
        return Period(self.year - 1, self.cycle, self.part)

    @property
    def starts_on(self) -> date:
        """The first day of the period."""
        months = 12 // PARTS[self.cycle]
        return date(self.year, (self.part - 1) * months + 1, 1)

    @property
    def ends_on(self) -> date:
        """The last day of the period."""
        return self.step(1).starts_on - timedelta(days=1)
