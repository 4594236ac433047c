"""Comparing what is on the register with published counts: area, level, day, number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.db.models import Q

from jidi.accounts.codes import NATION, span
from jidi.accounts.gazetteer import Gazetteer
from jidi.bases.enums import TitleAct
from jidi.bases.importing.days import NoSuchDayError, when_in
from jidi.bases.importing.table import Row, read
from jidi.bases.importing.words import Words
from jidi.bases.models import TitleHolding
from jidi.bases.values import TitleNamed
from jidi.common.say import Say

_BRACKETS = re.compile(r"[(（].*?[)）]")
_STOCK, _NEW = re.compile("累计|在册|共有"), re.compile("新认定|新增|首批")
NEEDED = ("area", "level", "as_of", "count")


class Measure(StrEnum):
    """What a published count counts."""

    STOCK = "stock"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class CountCheck:
    """A published count beside the register's; ``held`` is None where they cannot be compared, and ``why`` says so.

    ``perhaps`` are titles of that year whose day is not known: they may or may not have been held on the day.
    """

    number: int
    area: str
    level: str
    as_of: str
    stated: int | None
    held: int | None
    why: Say
    perhaps: int = 0

    @property
    def agrees(self) -> bool:
        """Whether the register may be the same as the published count."""
        return self.held is not None and self.stated is not None and 0 <= self.stated - self.held <= self.perhaps


def check_counts(path: Path, words: Words, today: date) -> list[CountCheck]:
    """Compare each line of a file of counts (area, level, as_of, count, meaning) with the register."""
    gazetteer = Gazetteer.load()
    return [_check(row, words, gazetteer, today) for row in read(path, NEEDED).rows]


def _check(row: Row, words: Words, gazetteer: Gazetteer, today: date) -> CountCheck:
    code = _area(row["area"], gazetteer)
    title = words.title_in(_BRACKETS.sub("", row["level"]), f"{row['level']} {row['meaning']}")
    measure = _measure(row["meaning"])
    try:
        when = when_in(row["as_of"], today)
    except NoSuchDayError:
        when = None
    stated = int(row["count"]) if row["count"].isdigit() else None
    reason = _incomparable(row, code, title is not None, measure, when is not None and when.on <= today, stated)
    if reason or title is None or when is None or code is None or measure is None:
        return CountCheck(row.number, row["area"], row["level"], row["as_of"], stated, None, reason or Say("—"))
    held, perhaps = _held(title.title, code, when.on, measure)
    why = _told(stated or 0, held, perhaps)
    return CountCheck(row.number, row["area"], row["level"], row["as_of"], stated, held, why, perhaps)


def _area(text: str, gazetteer: Gazetteer) -> str | None:
    if _BRACKETS.sub("", text) == "全国":
        return NATION
    found = gazetteer.find(text).division
    return found.code if found else None


def _measure(meaning: str) -> Measure | None:
    if _STOCK.search(meaning):
        return Measure.STOCK
    return Measure.NEW if _NEW.search(meaning) else None


def _incomparable(
    row: Row, code: str | None, title: bool, measure: Measure | None, past: bool, stated: int | None
) -> Say | None:
    for missing, zh, en in (
        (code is None, f"没有认出地区“{row['area']}”", f"no area {row['area']!r}"),
        (not title or (bool(_BRACKETS.search(row["level"])) and "示范" not in row["level"]),
         f"“{row['level']}”不是登记的一个级别", f"{row['level']!r} is no level of the register"),
        (measure is None, f"“{row['meaning']}”既不是累计也不是新认定", "it is neither a stock nor new designations"),
        (not past, f"“{row['as_of']}”不是已过去的日期", f"{row['as_of']!r} is no day of the past"),
        (stated is None, f"“{row['count']}”不是数", f"{row['count']!r} is no number"),
    ):  # fmt: skip
        if missing:
            return Say(f"无法比较：{zh}。", f"Not compared: {en}.")
    return None


def _held(title: TitleNamed, code: str, on: date, measure: Measure) -> tuple[int, int]:
    """How many were surely held on the day (or begun in its year by then), and how many of that year perhaps."""
    first, last = span(code)
    here = TitleHolding.objects.filter(
        scheme=title.scheme, title=title.title, area_code__gte=first, area_code__lte=last, held_from__isnull=False
    )
    if measure is Measure.STOCK:
        here = here.filter(Q(held_until__isnull=True) | Q(held_until__gt=on))
    else:
        # What was only found on record did not begin then.
        here = here.filter(held_from__year=on.year, events__act=TitleAct.DESIGNATED).distinct()
    sure = here.filter(held_from__lte=on).count()
    return sure, here.filter(held_from__gt=on, held_from__year=on.year, from_exact=False).count()


def _told(stated: int, held: int, perhaps: int) -> Say:
    also = Say(f"（另有 {perhaps} 个只知当年）", f" ({perhaps} more of that year, day unknown)") if perhaps else Say("")
    if held <= stated <= held + perhaps:
        return Say(f"一致{also.zh}。", f"They agree{also.en}.")
    if stated > held:
        lacks = stated - held - perhaps
        return Say(
            f"登记至少少 {lacks} 个{also.zh}，请补录。", f"The register lacks at least {lacks}{also.en}; enter them."
        )
    return Say(f"登记多 {held - stated} 个，请核对。", f"The register has {held - stated} more; check them.")
