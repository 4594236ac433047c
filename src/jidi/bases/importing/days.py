"""Days and batches as lists print them: 2019-09, 2021年新认定(…), ≤2022, 约2012, 2013-12/2014-01, 第三批."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date

from jidi.bases.enums import Exactness
from jidi.bases.values import When

_BRACKETS = re.compile(r"[(（](.*?)[)）]")
_DAY = re.compile(
    r"(?P<mark>[≤<]|约|不晚于)?\s*(?P<y>(?:19|20)\d\d)(?:[-年./](?P<m>\d{1,2})(?:[-月./](?P<d>\d{1,2}))?)?(?!\d)"
)
_RANGE = re.compile(r"[/至~—]\s*$")
_ELSEWHERE = re.compile(r"报道|网页|自述|启动|对.*的")
"""In brackets these words say that the day is that of something else."""
_BATCH = re.compile(r"第([一二三四五六七八九十]+|\d+)批")
_FIRST_TIME = re.compile(r"((?:19|20)\d\d)年?首次")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


class NoSuchDayError(ValueError):
    """A text that looks like a day, of a month that has none."""


def when_in(text: str, today: date) -> When | None:
    """Read the day a list gives, as exactly as it does; None where it gives none.

    What is only a month or a year is its last day, but not later than today. Raises NoSuchDayError for 2021-02-30.
    """
    outside = _BRACKETS.sub(" ", text)
    found = _read(outside, today)
    inside = [_read(part, today) for part in _BRACKETS.findall(text) if not _ELSEWHERE.search(part)]
    given = [when for when in inside if when is not None]
    if found is None:
        found = given[0] if given else None
    elif found.exact is Exactness.YEAR:
        # 2022(…,2022-11-01公布): the bracket says the day of the same year.
        exact = (when for when in given if when.exact in _EXACT and when.on.year == found.on.year)
        found = next(exact, found)
    return replace(found, words=text[:80]) if found else None


_EXACT = (Exactness.DAY, Exactness.MONTH)


def first_time_in(text: str) -> When | None:
    """The year in which a list says a base was first designated (2012首次获批)."""
    found = _FIRST_TIME.search(text)
    return When(date(int(found[1]), 12, 31), Exactness.YEAR, found[0]) if found else None


def batch_in(text: str) -> int | None:
    """The number of the batch; None where there is none, or where a list leaves open which (第一或第二批)."""
    found = _BATCH.findall(text)
    if len(found) != 1 or "或" in text.split("批")[0]:
        return None
    return int(found[0]) if found[0].isdigit() else _chinese(found[0])


def _read(text: str, today: date) -> When | None:
    found = list(_DAY.finditer(text))
    if not found:
        return None
    here = found[0]
    # A range (2013-12/2014-01) is surely over at its end.
    if len(found) > 1 and _RANGE.search(text[here.end() : found[1].start()] or ""):
        here = found[1]
    return _when(here, today)


def _when(found: re.Match[str], today: date) -> When:
    year, month, day = (int(found[name]) if found[name] else None for name in ("y", "m", "d"))
    assert year is not None
    try:
        if day is not None and month is not None:
            last, exact = date(year, month, day), Exactness.DAY
        else:
            to = 12 if month is None else month
            last, exact = date(year, to, calendar.monthrange(year, to)[1]), Exactness.MONTH if month else Exactness.YEAR
    except (ValueError, calendar.IllegalMonthError) as wrong:
        raise NoSuchDayError(found[0]) from wrong
    mark = found["mark"]
    if mark:
        exact = Exactness.ABOUT if mark == "约" else Exactness.BY
    if exact is not Exactness.DAY and last.year == today.year:
        last = min(last, today)
    return When(last, exact)


def _chinese(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS.get(text, 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0)
