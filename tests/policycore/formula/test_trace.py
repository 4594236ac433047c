"""The trace: what was looked at and what it gave, in words."""

from __future__ import annotations

from typing import Any

from policycore.formula import Condition, Env, evaluate, parse

from .given import Given, period
from .test_conformance import WORDS


def traced(formula: str, at: str = "", **given: Any) -> list[str]:
    """Evaluate a formula and return its trace, one line each."""
    env = Env(Given(WORDS, **given), "self", period(at))
    evaluate(parse(formula), env)
    return [f"{line.say.zh}: {line.value}" for line in env.trace]


def test_a_comparison_shows_both_sides_and_the_answer() -> None:
    assert traced("[exports] >= 5 亿元", facts={"exports": 3}) == ["出口额（亿元） 不小于 5 亿元: 3 亿元 ≥ 5 亿元 → 否"]


def test_a_missing_side_shows_that_it_cannot_be_judged() -> None:
    assert traced("[exports] >= 5 亿元") == ["出口额（亿元） 不小于 5 亿元: 不能判断 ≥ 5 亿元 → 不能判断"]


def test_growth_is_a_rounded_percentage_with_the_figure_it_is_compared_with() -> None:
    lines = traced("GROWTH([exports]) <= 50%", at="2025", facts={"exports": {"2025": 9412, "2024": 1000}})
    assert lines == [
        "出口额（亿元）比上年同期的增长率: 841.2%（9412 亿元，对比的是 1000 亿元）",
        "出口额（亿元）比上年同期的增长率 不大于 50%: 841.2% ≤ 50% → 否",
    ]  # fmt: skip


def test_every_part_of_a_condition_is_shown_also_when_one_decides() -> None:
    assert len(traced("[a] > 1 OR [b] > 1", facts={"a": 2, "b": 0})) == 2


def test_a_count_with_an_unknown_row_shows_its_bounds() -> None:
    rows = [{"kind": "quality"}, {"on": None}]
    assert traced("COUNT(incidents WHERE kind = quality) >= 2", facts={"incidents": rows})[-1].endswith(
        "1～2 ≥ 2 → 不能判断"
    )


def test_a_rank_shows_place_ties_and_members_without_a_figure() -> None:
    line = traced(
        "RANK([a], AMONG counties) <= 3",
        facts={"a": 5},
        populations={"counties": ["self", "x", "y", "z"]},
        others={"x": {"a": 9}, "y": {"a": 5}},
    )[0]
    assert line.endswith(": 第 2 名 / 4，并列 1，缺数 1")


def test_a_run_of_periods_shows_each_one() -> None:
    rows = [{"period": "2023-Q1", "status": "accepted"}, {"period": "2023-Q2", "status": "missed"}]
    lines = traced("IN_A_ROW(report, missed) >= 2", facts={"report": rows})
    assert [line.rpartition(": ")[2] for line in lines] == ["是", "否", "1 ≥ 2 → 否"]


def test_the_source_that_was_used_is_shown_and_that_another_differs() -> None:
    lines = traced("FIRST_OF([a], [b], [c]) > 1", facts={"b": 2, "c": 3})
    assert lines == ["乙数: 2", "c: 3 ≠ 2", "甲数、乙数、c中第一个有数的 大于 1: 2 > 1 → 是"]


def test_sources_that_agree_are_not_shown_twice() -> None:
    assert traced("FIRST_OF([a], [b])", facts={"a": 2, "b": 2}) == ["甲数: 2"]


def test_a_reading_shows_which_one_was_decided() -> None:
    condition = Condition.read({"reading": {"open": "meaning", "choices": {"strict": "[a] = 1", "wide": "[b] = 1"}}})
    env = Env(Given(WORDS, facts={"a": 1}, decisions={"meaning": "strict"}), "self")
    evaluate(condition.node, env)
    assert env.trace[0].value == "strict"


def test_rows_are_not_traced_one_by_one() -> None:
    rows = [{"kind": "quality"}] * 50
    assert len(traced("COUNT(incidents WHERE kind = quality) > 0", facts={"incidents": rows})) == 1
