"""What the record of each kind of step holds. Pure: shapes and what is wrong with data that should have one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jidi.common.say import Say
from policycore.procedures import StepKind


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paper(_Record):
    """Paper that has to arrive beside the file: how many copies, sent when."""

    copies: int = Field(ge=1)
    sent_on: date


class Common(_Record):
    """What any record may hold: the statement that goes with the answer, the paper sent."""

    statement: bool | str = False
    paper: Paper | None = None


class Fill(Common):
    """Nothing of its own: the forms and documents are kept by their rooms."""


class Review(Common):
    """A review may note in words what was looked at."""

    note: str = ""


class Panel(Review):
    """The panel keeps its own sheets."""


class Visit(Common):
    """A visit: when, by whom, where, what was found."""

    visited_on: date
    people: list[str] = Field(min_length=1)
    place: str = Field(min_length=1)
    findings: str = Field(min_length=1)


class Confirm(Common):
    """A receipt or confirmation."""

    received_on: date | None = None
    note: str = ""


class Asked(_Record):
    """What one who was asked answered."""

    who: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    text: str = ""
    on: date


class Consult(Common):
    """A consultation: whom, when, what came back from those outside the system.

    ``offices`` (worked out) are those asked that have people here and answer themselves: their organ, by name.
    """

    asked: list[str] = Field(min_length=1)
    sent_on: date
    answers: list[Asked] = Field(default_factory=list)
    offices: dict[str, str] = Field(default_factory=dict)


class Notice(Common):
    """A public notice: from which day, where; its last day is computed (``last_day``)."""

    published_on: date
    where: str = Field(min_length=1)
    last_day: date | None = None


class Meeting(Common):
    """A meeting: when, which body, who was there, what it resolved, where the minutes are."""

    held_on: date
    body: str = Field(min_length=1)
    present: list[str] = Field(min_length=1)
    absent: list[str] = Field(default_factory=list)
    minutes: str = Field(min_length=1)
    resolution: str = Field(min_length=1)


class Act(Common):
    """An act: its title, its number, its day."""

    act: str = Field(min_length=1)
    act_number: str = Field(min_length=1)
    issued_on: date


class Outside(Common):
    """What somebody outside decided: who, by which act, on which day."""

    who: str = Field(min_length=1)
    act: str = Field(min_length=1)
    act_number: str = ""
    act_date: date
    document: str = ""
    decision: str = Field(min_length=1)


class Wait(Common):
    """Nothing: time runs."""


SHAPES: Final[dict[StepKind, type[Common]]] = {
    StepKind.FILL: Fill,
    StepKind.REVIEW: Review,
    StepKind.PANEL: Panel,
    StepKind.VISIT: Visit,
    StepKind.CONFIRM: Confirm,
    StepKind.CONSULT: Consult,
    StepKind.NOTICE: Notice,
    StepKind.MEETING: Meeting,
    StepKind.ACT: Act,
    StepKind.WAIT: Wait,
    StepKind.OUTSIDE: Outside,
}
NEEDED: Final = frozenset({
    StepKind.VISIT, StepKind.CONSULT, StepKind.NOTICE, StepKind.MEETING, StepKind.ACT, StepKind.OUTSIDE,
})  # fmt: skip
"""Kinds of step whose answer stands on a record."""
OF_REFUSAL: Final = NEEDED - {StepKind.VISIT, StepKind.ACT}
"""Kinds whose record stands whichever way it goes: what was resolved, asked, published or decided elsewhere. A visit or an
act that is refused has not come about."""
WITH_ANY: Final = frozenset({"statement"})
"""What of a record is the opinion itself and goes with every answer that decides."""

DAY_OF: Final = {
    StepKind.VISIT: "visited_on", StepKind.CONFIRM: "received_on", StepKind.CONSULT: "sent_on",
    StepKind.NOTICE: "published_on", StepKind.MEETING: "held_on", StepKind.ACT: "issued_on",
    StepKind.OUTSIDE: "act_date",
}  # fmt: skip
"""The day a record speaks of; it cannot lie ahead."""

WORDS: Final[dict[str, Say]] = {
    "visited_on": Say("考察日期", "day of the visit"),
    "people": Say("考察人员", "who went"),
    "place": Say("考察地点", "where"),
    "findings": Say("考察情况", "what was found"),
    "received_on": Say("接收日期", "day of receipt"),
    "note": Say("说明", "note"),
    "asked": Say("征求意见的部门", "who was asked"),
    "sent_on": Say("发出日期", "day it was sent"),
    "offices": Say("在本系统内自行回复的", "who answers here themselves"),
    "answers": Say("回复", "answers"),
    "published_on": Say("公示起始日", "first day of the notice"),
    "where": Say("公示位置", "where it is published"),
    "last_day": Say("公示截止日", "last day of the notice"),
    "held_on": Say("会议日期", "day of the meeting"),
    "body": Say("会议名称", "which body met"),
    "present": Say("出席人员", "who was present"),
    "absent": Say("缺席人员", "who was absent"),
    "minutes": Say("会议纪要", "minutes"),
    "resolution": Say("决议", "resolution"),
    "act": Say("文件名称", "title of the act"),
    "act_number": Say("文号", "number of the act"),
    "issued_on": Say("印发日期", "day of issue"),
    "who": Say("决定机关", "who decided"),
    "act_date": Say("文件日期", "day of the act"),
    "document": Say("文件", "the document"),
    "decision": Say("决定内容", "what was decided"),
    "statement": Say("意见或说明", "statement"),
    "paper": Say("纸质材料", "paper copies"),
    "copies": Say("份数", "copies"),
    "answer": Say("意见", "answer"),
    "text": Say("内容", "text"),
    "on": Say("日期", "day"),
}


AS_WRITTEN: Final = Say("；要写年-月-日，如 2026-01-31", "; write year-month-day, such as 2026-01-31")
"""How a day is written, for whoever wrote it otherwise."""

COMPUTED: Final = frozenset({"last_day", "offices"})
"""What is worked out, never entered."""


def entered(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a person entered of a record, without what is worked out."""
    return {key: value for key, value in data.items() if key not in COMPUTED}


def checked(
    kind: StepKind, data: Mapping[str, Any], on: date, since: date | None = None
) -> tuple[dict[str, Any], list[tuple[str, Say]]]:
    """Check the data of a record; return it with days as days, and (key, what is wrong) for everything wrong with it.

    ``since`` is the day the matter began: nothing of it was held, received or issued before (a year mistyped). What others
    decided outside may be older.
    """
    try:
        record = SHAPES[kind].model_validate(dict(data))
    except ValidationError as error:
        return {}, [_problem(kind, item) for item in error.errors(include_url=False)]
    found = record.model_dump(exclude_none=True)
    key = DAY_OF.get(kind, "")
    day = found.get(key)
    if isinstance(day, date) and day > on:
        return found, [(key, Say(f"{WORDS[key].zh} {day} 还没有到", f"{WORDS[key].en} {day} is yet to come"))]
    if isinstance(day, date) and since is not None and day < since and kind is not StepKind.OUTSIDE:
        early = Say(
            f"{WORDS[key].zh} {day} 早于本案开始的 {since}，请核对",
            f"{WORDS[key].en} {day} is before {since}, when it began",
        )
        return found, [(key, early)]
    if isinstance(record, Consult):
        return found, [
            ("answers", _too_early(one, record.sent_on)) for one in record.answers if one.on < record.sent_on
        ]
    return found, []


def _too_early(answer: Asked, sent_on: date) -> Say:
    return Say(
        f"{answer.who}的回函日期 {answer.on} 早于发出日期 {sent_on}，请核对",
        f"the answer of {answer.who} is dated {answer.on}, before the question ({sent_on})",
    )


def _problem(kind: StepKind, item: Any) -> tuple[str, Say]:
    key = str(item["loc"][0]) if item["loc"] else ""
    words = WORDS.get(str(item["loc"][-1]) if item["loc"] else "", WORDS.get(key, Say(key, key)))
    if item["type"] == "extra_forbidden":
        allowed = "、".join(SHAPES[kind].model_fields)
        return key, Say(f"没有「{key}」这一项，可填：{allowed}", f"{key!r} is no key here; allowed: {allowed}")
    if item["type"] in {"missing", "string_too_short", "too_short"}:
        return key, Say(f"「{words.zh}」还没有填", f"“{words.en}” is empty")
    how = AS_WRITTEN if str(item["type"]).startswith("date") else Say("", "")
    wrong = item.get("input")
    return key, Say(f"「{words.zh}」写法不对：{wrong}{how.zh}", f"“{words.en}” cannot be read: {wrong}{how.en}")
