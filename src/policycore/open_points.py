"""Open points: what a document leaves open, declared and bounded; and the dated decisions that fill them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Self

from pydantic import Field, model_validator

from .calendar import DayUnit
from .citation import BothWords, Rule, Slug, Strict
from .say import Say
from .units import UNITS, duration


class PointKind(StrEnum):
    """What a decision on the point supplies."""

    VALUE = "value"
    SET = "set"
    WINDOW = "window"
    WEIGHTS = "weights"
    CHECKLIST = "checklist"
    FORM = "form"
    CRITERIA = "criteria"
    TRANCHES = "tranches"
    READING = "reading"


class Scope(StrEnum):
    """How far one decision reaches; the narrower one wins."""

    CASE = "case"
    ROUND = "round"
    AREA = "area"
    YEAR = "year"
    PACK = "pack"


NARROWEST_FIRST: Final = (Scope.CASE, Scope.ROUND, Scope.AREA, Scope.YEAR, Scope.PACK)


class Choice(Strict):
    """One of the values a point may take, in words."""

    zh: str = Field(min_length=1)
    en: str = ""


class WindowRule(Strict):
    """A length of time as a decision or a pack states it: ``7 workdays``, first day counted or not."""

    length: int = Field(ge=1)
    unit: DayUnit
    count_first: bool = False


class OpenOr(Strict):
    """Either a fixed value or an open point."""

    open: Slug | None = None
    value: int | str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.open is None) == (self.value is None):
            raise ValueError("write either open: the point, or value:")
        return self


class OpenPoint(Rule):
    """Something the text leaves open: its kind, its bounds, its scope and who may decide it.

    ``decider`` is ``issuer`` (who interprets the document) or an actor of the pack named by the article.
    """

    kind: PointKind = PointKind.VALUE
    type: str = "integer"
    min: Decimal | None = None
    max: Decimal | None = None
    choices: dict[Slug, Choice] | None = None
    scope: Scope = Scope.PACK
    decider: Slug = "issuer"
    why: BothWords
    unit: str = ""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.type not in VALUE_TYPES:
            raise ValueError(f"type: found {self.type!r}; allowed: {', '.join(VALUE_TYPES)}")
        needs_choices = self.kind is PointKind.READING or (self.kind is PointKind.VALUE and self.type == "choice")
        if needs_choices and not self.choices:
            raise ValueError(
                f"a {self.kind} of this sort needs choices: {{one: {{zh: its words}}, another: {{zh: …}}}}"
            )
        if self.choices and not needs_choices:
            raise ValueError("choices belong to kind: reading, or to kind: value with type: choice")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        numeric = self.kind is PointKind.VALUE and self.type in {"integer", "number", "percent"}
        if not numeric and (self.min is not None or self.max is not None or self.unit):
            raise ValueError("min, max and unit belong to kind: value with type: integer, number or percent")
        if self.unit not in UNITS:
            raise ValueError(f"unit: found {self.unit!r}; allowed: {', '.join(u for u in UNITS if u)}")
        return self

    def nearest(self, amount: int) -> int:
        """Return a whole number, or the nearest one within the bounds: a document may be of years to come or gone."""
        low = amount if self.min is None else max(amount, math.ceil(self.min))
        return low if self.max is None else min(low, math.floor(self.max))

    def problems_with(self, value: Any) -> list[Say]:
        """Say why ``value`` cannot decide this point; an empty list means it can."""
        return _PROBLEMS[self.kind](self, value)


VALUE_TYPES: Final = ("integer", "number", "percent", "date", "month-day", "text", "flag", "choice", "duration")


@dataclass(frozen=True, slots=True)
class Decision:
    """A dated act that fills an open point. ``target`` names the round, area, year or case it is limited to."""

    point: str
    value: Any
    act: str = ""
    number: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    scope: Scope = Scope.PACK
    target: str = ""
    by: str = ""
    key: str = ""
    demo: bool = False

    def in_force(self, on: date) -> bool:
        """Tell whether the decision holds on a day (its last day included)."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


def area_prefix(code: str) -> str:
    """Return what the codes inside an area begin with: two digits of a province's code, four of a city's, all of a county's.

    Not by its zeros alone: 211000 is a city and holds 211002, but not 211102.
    """
    return code[:2] if code.endswith("0000") else (code[:4] if code.endswith("00") else code)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a question is asked: which round, area, year and case decisions may be limited to."""

    case: str = ""
    round: str = ""
    area: str = ""
    year: str = ""

    def matches(self, decision: Decision) -> bool:
        """Tell whether a decision's scope and target cover this place (an area covers the areas inside it)."""
        if decision.scope is Scope.PACK:
            return True
        here = str(getattr(self, decision.scope.value))
        if decision.scope is Scope.AREA:
            return bool(here) and here.startswith(area_prefix(decision.target))
        return bool(here) and here == decision.target


@dataclass(frozen=True, slots=True)
class DecisionBook:
    """All decisions known, asked by point, day and place."""

    decisions: tuple[Decision, ...] = field(default=())
    _by_point: dict[str, list[Decision]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for decision in self.decisions:
            self._by_point.setdefault(decision.point, []).append(decision)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> DecisionBook:
        """Make a book of decisions in the order they were taken."""
        return cls(tuple(decisions))

    def find(self, point: str, on: date, where: Where) -> Decision | None:
        """Return the decision that fills ``point``: the narrowest scope first, then the latest start."""
        fitting = [d for d in self._by_point.get(point, ()) if d.in_force(on) and where.matches(d)]
        if not fitting:
            return None
        order = {scope: place for place, scope in enumerate(NARROWEST_FIRST)}
        return min(enumerate(fitting), key=lambda pair: (order[pair[1].scope], _later_first(pair[1]), -pair[0]))[1]


def _later_first(decision: Decision) -> int:
    return -(decision.valid_from or decision.decided_on or date.min).toordinal()


def _value_problems(point: OpenPoint, value: Any) -> list[Say]:
    if point.type in {"integer", "number", "percent"}:
        return _number_problems(point, value)
    if point.type == "choice":
        return _choice_problems(point, value)
    fits = {
        "date": isinstance(value, date),
        "month-day": isinstance(value, str) and is_month_day(value),
        "text": isinstance(value, str) and bool(value.strip()),
        "flag": isinstance(value, bool),
        "duration": isinstance(value, str) and _is_duration(value),
    }[point.type]
    if fits:
        return []
    return [
        Say(
            f"填的是「{value}」，这里要{_TYPE_WORDS[point.type].zh}",
            f"found {value!r}, needs {_TYPE_WORDS[point.type].en}",
        )
    ]


def _number_problems(point: OpenPoint, value: Any) -> list[Say]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        return [Say(f"填的是「{value}」，这里要一个数", f"found {value!r}, needs a number")]
    amount = Decimal(str(value))
    if point.type == "integer" and amount != amount.to_integral_value():
        return [Say(f"填的是 {value}，这里要整数", f"found {value}, needs a whole number")]
    if point.min is not None and amount < point.min:
        return [Say(f"{value} 小于下限 {point.min}", f"{value} is below the bound {point.min}")]
    if point.max is not None and amount > point.max:
        return [Say(f"{value} 大于上限 {point.max}", f"{value} is above the bound {point.max}")]
    return []


def _choice_problems(point: OpenPoint, value: Any) -> list[Say]:
    choices = point.choices or {}
    if isinstance(value, str) and value in choices:
        return []
    listed = "、".join(f"{key}（{words.zh}）" for key, words in choices.items())
    return [Say(f"填的是「{value}」，只能选：{listed}", f"found {value!r}; allowed: {', '.join(choices)}")]


def _window_problems(_: OpenPoint, value: Any) -> list[Say]:
    return _model_problems(WindowRule, value)


def _set_problems(_: OpenPoint, value: Any) -> list[Say]:
    if isinstance(value, list | tuple) and all(isinstance(item, str) and item for item in value):
        return []
    return [Say(f"填的是「{value}」，这里要一列名称", f"found {value!r}, needs a list of names")]


def _weights_problems(_: OpenPoint, value: Any) -> list[Say]:
    if not isinstance(value, dict) or not value:
        return [Say("要写出每项指标的权重", "needs a weight for each criterion")]
    wrong = [key for key, weight in value.items() if isinstance(weight, bool) or not isinstance(weight, int | Decimal)]
    if wrong:
        return [Say(f"这些指标的权重不是数：{'、'.join(wrong)}", f"these weights are no numbers: {', '.join(wrong)}")]
    total = sum(Decimal(weight) for weight in value.values())
    return (
        []
        if total == 100
        else [Say(f"权重合计 {total}，须为 100", f"the weights add up to {total}, they must make 100")]
    )


def _listed_problems(_: OpenPoint, value: Any) -> list[Say]:
    # The shape of forms, checklists, criteria and tranches is checked above this module (policycore.forms, .decided).
    if isinstance(value, list | tuple | dict) and value:
        return []
    return [Say("还是空的", "is empty")]


def _model_problems(model: type[Strict], value: Any) -> list[Say]:
    try:
        model.model_validate(value)
    except ValueError as error:
        first = str(error).splitlines()
        return [Say(f"写法不对：{' '.join(first[1:3])}", " ".join(first))]
    return []


def is_month_day(value: str) -> bool:
    """Tell whether a text is a day of the year: ``03-15`` or ``02-month-end`` (29 February is none: not every year has it)."""
    month, _, day = value.partition("-")
    if day == "month-end":
        return month.isdecimal() and 1 <= int(month) <= 12
    try:
        date(2023, int(month), int(day))
    except ValueError:
        return False
    return True


def _is_duration(value: str) -> bool:
    try:
        duration(value)
    except ValueError:
        return False
    return True


_TYPE_WORDS: Final = {
    "date": Say("一个日期", "a date"),
    "month-day": Say("月-日，如 03-15 或 02-month-end", "a day of the year like 03-15 or 02-month-end"),
    "text": Say("一段文字", "a text"),
    "flag": Say("是或否", "true or false"),
    "duration": Say("一段时间，如 3 years", "a length of time such as 3 years"),
}
_PROBLEMS: Final = {
    PointKind.VALUE: _value_problems,
    PointKind.READING: _choice_problems,
    PointKind.WINDOW: _window_problems,
    PointKind.SET: _set_problems,
    PointKind.WEIGHTS: _weights_problems,
    PointKind.CHECKLIST: _listed_problems,
    PointKind.FORM: _listed_problems,
    PointKind.CRITERIA: _listed_problems,
    PointKind.TRANCHES: _listed_problems,
}
