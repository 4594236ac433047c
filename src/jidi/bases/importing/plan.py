"""Understanding one row: which base, which title, which event on which day; or why not, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from jidi.bases.enums import Exactness, TitleAct
from jidi.bases.importing.days import NoSuchDayError, batch_in, first_time_in, when_in
from jidi.bases.importing.hosts import Found, Hosts, NotFound
from jidi.bases.importing.table import Row
from jidi.bases.importing.words import EventWord, TitleWord, Words
from jidi.bases.values import ProductNamed, TitleNamed, When, living_key, product_key, products_in
from jidi.common.say import Say


@dataclass(frozen=True, slots=True)
class Planned:
    """A row understood: what ``run`` writes."""

    row: Row
    scheme: str
    name: str
    host: Found
    products: tuple[ProductNamed, ...]
    title: TitleWord
    event: EventWord
    when: When
    batch: int | None
    batch_words: str
    first_time: When | None
    before: TitleNamed | None
    source: str
    note: str
    remarks: tuple[Say, ...]

    @property
    def key(self) -> str:
        """The living key of the base the row means."""
        return living_key(self.scheme, self.host.host.key, product_key(self.products))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be placed, and what to do about it."""

    why: Say
    next_step: Say


def understand(row: Row, words: Words, hosts: Hosts, today: date) -> Planned | list[Problem]:
    """Make out what a row says. Returns everything that stands in the way, not only the first."""
    problems: list[Problem] = []
    if row.torn:
        return [
            Problem(
                Say("单元格数与首行列数不同。", "It has another number of cells than the head."),
                Say("请检查该行的逗号和引号。", "Check the commas and quotes of the row."),
            )
        ]
    problems += _empty(row)
    title = words.title_in(row["level"], f"{row['base_name']} {row['batch_or_year']}")
    if title is None:
        problems.append(_unknown("level", row["level"], words.levels))
    event = words.event_in(row["event"])
    if event is None:
        problems.append(_unknown("event", row["event"], words.events_known))
    when = _when(row, today, problems)
    host = hosts.find(row)
    if isinstance(host, NotFound):
        problems.append(Problem(host.why, host.next_step))
    before = _before(event[1] if event else "", words, problems)
    if problems or title is None or event is None or when is None or isinstance(host, NotFound):
        return problems
    main = words.main_title(row["level"]) or title.title
    products = products_in(row["product"])
    return Planned(
        row=row,
        scheme=main.scheme,
        name=row["base_name"],
        host=host,
        products=products,
        title=title,
        event=event[0],
        when=when,
        batch=batch_in(row["batch_or_year"]),
        batch_words=row["batch_or_year"][:120],
        first_time=first_time_in(row["event"]),
        before=before,
        source=_source(row),
        note=row["note"],
        remarks=(*host.remarks, *_remarks(when, event[0].act, products)),
    )


def _empty(row: Row) -> list[Problem]:
    asked = {"base_name": "基地名称 name", "source_url": "来源 source"}
    return [
        Problem(
            Say(f"{column} 为空（{label.split(' ')[0]}）。", f"{column} is empty."),
            Say(f"请填写 {column}。", f"Fill in {column}."),
        )
        for column, label in asked.items()
        if not row[column]
    ]


def _unknown(column: str, found: str, allowed: tuple[str, ...]) -> Problem:
    zh, en = "、".join(allowed), ", ".join(allowed)
    return Problem(
        Say(f"{column} 的“{found}”不能识别。", f"{found!r} in {column} is not understood."),
        Say(f"可用：{zh}；其他说法请加入词表。", f"Use one of {en}, or add the wording to the tables of words."),
    )


def _when(row: Row, today: date, problems: list[Problem]) -> When | None:
    text = row["batch_or_year"]
    next_step = Say("请在 batch_or_year 写明年份或日期。", "Write the year or the day in batch_or_year.")
    try:
        found = when_in(text, today)
    except NoSuchDayError as wrong:
        problems.append(Problem(Say(f"没有“{wrong}”这一天。", f"There is no such day: {wrong}."), next_step))
        return None
    if found is None:
        problems.append(
            Problem(Say(f"“{text}”没有写明年份或日期。", f"{text!r} gives neither a year nor a day."), next_step)
        )
    elif found.on > today:
        problems.append(Problem(Say(f"{found.on} 晚于今天。", f"{found.on} lies ahead."), next_step))
        return None
    return found


def _before(name: str, words: Words, problems: list[Problem]) -> TitleNamed | None:
    if not name:
        return None
    found = words.predecessor(name)
    if found is None:
        problems.append(
            Problem(
                Say(f"原称号“{name}”不在称号词表内。", f"The predecessor title {name!r} is not in the table."),
                Say("请在 titles.csv 加入该称号。", "Add the title to titles.csv."),
            )
        )
        return None
    return TitleNamed(found.title.scheme, found.title.title, found.title.tier, name)


def _source(row: Row) -> str:
    grade = f"（可信程度 {row['grade']}）" if row["grade"] else ""
    return f"{row['source_url']}{grade}"[:400]


_KNOWN: Final = {
    Exactness.MONTH: Say("日期只到月", "Only the month is known"),
    Exactness.YEAR: Say("日期只到年", "Only the year is known"),
    Exactness.BY: Say("只知不晚于该日", "Only known: not later"),
    Exactness.ABOUT: Say("日期为大约", "The day is about"),
}
_NOTICE_DAY = re.compile(r"\d公示")


def _remarks(when: When, act: TitleAct, products: tuple[ProductNamed, ...]) -> list[Say]:
    found = []
    if when.exact in _KNOWN:
        known = _KNOWN[when.exact]
        found.append(
            Say(
                f"{known.zh}，按 {when.on} 登记，原文“{when.words}”保留。",
                f"{known.en}; entered as {when.on}, the printed words are kept.",
            )
        )
    if act is not TitleAct.ANNOUNCED and _NOTICE_DAY.search(when.words):
        found.append(
            Say(
                f"{when.on} 是公示的日期，认定日期待补。",
                f"{when.on} is the day of the public notice; the day of the decision is to be completed.",
            )
        )
    if not products:
        found.append(Say("来源没有写明产品，请补充。", "The source does not state the products; complete them."))
    return found
