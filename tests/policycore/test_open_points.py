"""Open points: what may be decided, and which of several decisions holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from policycore.open_points import Decision, DecisionBook, OpenPoint, Scope, Where, is_month_day


def point(**body: Any) -> OpenPoint:
    return OpenPoint.model_validate({"id": "it", "why": "原文没有写明", "cite": "1"} | body)


FITTING = [
    ({"type": "integer", "min": 3, "max": 9}, [3, 9, 5]),
    ({"type": "number", "min": Decimal("0.5")}, [Decimal("0.5"), 2]),
    ({"type": "percent", "max": 100}, [0, 100]),
    ({"type": "date"}, [date(2024, 2, 29)]),
    ({"type": "month-day"}, ["03-15", "02-month-end", "12-31"]),
    ({"type": "text"}, ["第三会议室"]),
    ({"type": "flag"}, [True, False]),
    ({"type": "duration"}, ["3 years", "7 个工作日"]),
    ({"type": "choice", "choices": {"a": {"zh": "甲"}, "b": {"zh": "乙"}}}, ["a", "b"]),
    ({"kind": "reading", "choices": {"narrow": {"zh": "从严"}, "wide": {"zh": "从宽"}}}, ["narrow"]),
    ({"kind": "set"}, [["甲", "乙"], []]),
    ({"kind": "window"}, [{"length": 7, "unit": "workday"}, {"length": 1, "unit": "month", "count-first": True}]),
    ({"kind": "weights"}, [{"x": 40, "y": 60}]),
    ({"kind": "checklist"}, [[{"id": "a", "zh": "甲"}]]),
    ({"kind": "form"}, [{"id": "f"}]),
]


@pytest.mark.parametrize(("body", "values"), FITTING)
def test_a_value_within_its_bounds_decides(body: dict[str, Any], values: list[Any]) -> None:
    assert [point(**body).problems_with(value) for value in values] == [[]] * len(values)


WRONG = [
    ({"type": "integer", "min": 3}, 2, "2 小于下限 3"),
    ({"type": "integer", "max": 9}, 10, "10 大于上限 9"),
    ({"type": "integer"}, Decimal("2.5"), "填的是 2.5，这里要整数"),
    ({"type": "integer"}, "五", "填的是「五」，这里要一个数"),
    ({"type": "integer"}, True, "填的是「True」，这里要一个数"),
    ({"type": "date"}, "2024", "填的是「2024」，这里要一个日期"),
    ({"type": "month-day"}, "02-30", "填的是「02-30」，这里要月-日，如 03-15 或 02-month-end"),
    ({"type": "text"}, " ", "填的是「 」，这里要一段文字"),
    ({"type": "flag"}, "yes", "填的是「yes」，这里要是或否"),
    ({"type": "duration"}, "三年", "填的是「三年」，这里要一段时间，如 3 years"),
    ({"type": "choice", "choices": {"a": {"zh": "甲"}, "b": {"zh": "乙"}}}, "c", "填的是「c」，只能选：a（甲）、b（乙）"),
    ({"kind": "set"}, "甲", "填的是「甲」，这里要一列名称"),
    ({"kind": "weights"}, {"x": 40, "y": 50}, "权重合计 90，须为 100"),
    ({"kind": "weights"}, {"x": "多"}, "这些指标的权重不是数：x"),
    ({"kind": "weights"}, {}, "要写出每项指标的权重"),
    ({"kind": "checklist"}, [], "还是空的"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "value", "words"), WRONG)
def test_a_value_outside_is_told_why(body: dict[str, Any], value: Any, words: str) -> None:
    assert [say.zh for say in point(**body).problems_with(value)] == [words]


def test_a_window_that_is_none_is_told_what_is_wrong() -> None:
    [said] = point(kind="window").problems_with({"length": 0, "unit": "workday"})
    assert "length" in said.en


REFUSED = [
    ({"type": "integer", "min": 9, "max": 3}, "min 9 is above max 3"),
    ({"type": "whole"}, "type: found 'whole'; allowed: integer, number, "),
    ({"kind": "reading"}, "a reading of this sort needs choices: {one: {zh: its words}, another: "),
    ({"type": "choice"}, "a value of this sort needs choices: "),
    ({"kind": "set", "choices": {"a": {"zh": "甲"}}}, "choices belong to kind: reading, or to kind: value with type: choice"),
    ({"type": "text", "max": 3}, "min, max and unit belong to kind: value with type: integer, number or percent"),
    ({"kind": "window", "min": 3}, "min, max and unit belong to kind: value with type: integer, number or percent"),
    ({"type": "number", "unit": "丈"}, "unit: found '丈'; allowed: "),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), REFUSED)
def test_a_point_that_contradicts_itself_is_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        point(**body)
    assert words in str(caught.value)


def test_the_day_of_a_year_is_one_every_year_has() -> None:
    assert is_month_day("02-28")
    assert not is_month_day("02-29")
    assert not is_month_day("month-end")
    assert not is_month_day("13-month-end")
    assert not is_month_day("1")


ON = date(2024, 6, 1)
HERE = Where(case="c1", round="r1", area="210300", year="2024")


def found(*decisions: Decision, where: Where = HERE, on: date = ON) -> Any:
    decision = DecisionBook.of(decisions).find("it", on, where)
    return None if decision is None else decision.value


def test_without_a_decision_there_is_none() -> None:
    assert found() is None
    assert found(Decision("another", 1)) is None


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (Decision("it", "case", scope=Scope.CASE, target="c1"), Decision("it", "round", scope=Scope.ROUND, target="r1")),
        (Decision("it", "round", scope=Scope.ROUND, target="r1"), Decision("it", "area", scope=Scope.AREA, target="210300")),
        (Decision("it", "area", scope=Scope.AREA, target="210300"), Decision("it", "year", scope=Scope.YEAR, target="2024")),
        (Decision("it", "year", scope=Scope.YEAR, target="2024"), Decision("it", "pack")),
    ],
)  # fmt: skip
def test_the_narrower_decision_wins_in_whatever_order_they_were_taken(narrow: Decision, wide: Decision) -> None:
    assert found(narrow, wide) == found(wide, narrow) == narrow.value


def test_the_later_of_two_alike_wins() -> None:
    old = Decision("it", "old", valid_from=date(2023, 1, 1))
    new = Decision("it", "new", valid_from=date(2024, 1, 1))
    assert found(old, new) == found(new, old) == "new"
    assert found(old, new, on=date(2023, 12, 31)) == "old"


def test_of_two_on_the_same_day_the_one_recorded_last_wins() -> None:
    assert found(Decision("it", 1, decided_on=ON), Decision("it", 2, decided_on=ON)) == 2


def test_a_decision_holds_from_its_first_day_to_its_last() -> None:
    decision = Decision("it", 1, valid_from=date(2024, 1, 1), valid_until=date(2024, 6, 30))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1)]
    assert [found(decision, on=day) for day in days] == [None, 1, 1, None]


def test_a_decision_for_another_round_case_or_year_does_not_hold_here() -> None:
    for scope, target in ((Scope.ROUND, "r2"), (Scope.CASE, "c2"), (Scope.YEAR, "2023"), (Scope.AREA, "210400")):
        assert found(Decision("it", 1, scope=scope, target=target)) is None


def test_a_decision_of_a_province_covers_its_cities_and_counties() -> None:
    assert found(Decision("it", 1, scope=Scope.AREA, target="210000")) == 1
    assert found(Decision("it", 1, scope=Scope.AREA, target="210000"), where=Where(area="210381")) == 1
    assert found(Decision("it", 1, scope=Scope.AREA, target="210381"), where=Where(area="210300")) is None


def test_where_nothing_is_known_only_the_whole_pack_is_decided() -> None:
    assert found(Decision("it", 1, scope=Scope.ROUND, target=""), where=Where()) is None
    assert found(Decision("it", 1), where=Where()) == 1


@pytest.mark.parametrize(("low", "high", "wanted", "found"), [(None, None, 2026, 2026), (2029, None, 2026, 2029),
                                                              (None, 2019, 2026, 2019), (2020, 2030, 2026, 2026)])  # fmt: skip
def test_the_nearest_year_a_point_allows(low: int | None, high: int | None, wanted: int, found: int) -> None:
    point = OpenPoint.model_validate(
        {"id": "year", "zh": "年度", "type": "integer", "min": low, "max": high, "why": "没有写", "cite": "1"}
    )
    assert point.nearest(wanted) == found
