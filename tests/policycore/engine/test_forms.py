"""Forms judged by the core: computed fields, years side by side, tolerance everywhere, and speed."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policycore.engine import form_findings, rules_of
from policycore.engine.form_rules import shape_of
from policycore.forms import Form, Severity
from policycore.formula.book import Book
from policycore.formula.closure import run
from policycore.formula.lower import lower
from policycore.open_points import Decision, DecisionBook
from policycore.pack import Pack, load_pack
from policycore.periods import Period

from ..pack.packs import FIXTURE

ON = date(2025, 2, 1)
Y2024 = Period(2024)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FIXTURE)


def number(key: str, zh: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "zh": zh, "kind": "number", "unit": "万元", "required": False} | more


def form(*fields: dict[str, Any], checks: list[dict[str, Any]] | None = None) -> Form:
    section = {"id": "all", "zh": "全部", "fields": list(fields)}
    own = [{"basis": "house"} | check for check in checks or []]
    return Form.model_validate(
        {"id": "figures", "basis": "house", "every": "year", "sections": [section], "checks": own}
    )


def found(
    pack: Pack, of: Form, values: dict[str, Any], period: Period | None = Y2024, **decided: Any
) -> list[tuple[str, str]]:
    book = DecisionBook.of(Decision(point, value, "通知", "1") for point, value in decided.items())
    return [(one.field, one.severity.value) for one in form_findings(pack, of, values, ON, book, period)]


TRADE = number("trade", "贸易额")
EXPORTS = number("exports-of", "出口额本表", years=3)
TOLERANT = [
    ("=", "1%", 99, 100, True),
    ("=", "1%", "98.9", 100, False),
    ("=", "0.5 万元", "99.5", 100, True),
    ("=", "0.5 万元", "99.4", 100, False),
    ("=", "5000 元", "99.5", 100, True),
    ("=", 0.5, "99.5", 100, True),
    ("=", 0.5, "99.4", 100, False),
    ("<=", 0.5, "100.5", 100, True),
    ("<=", 0.5, "100.6", 100, False),
    ("<", 0.5, "100.5", 100, True),
    (">=", "1%", 99, 100, True),
    (">=", "1%", "98.9", 100, False),
    (">", "1%", 101, 100, True),
]


@pytest.mark.parametrize(("op", "tolerance", "left", "right", "holds"), TOLERANT)
def test_a_tolerance_is_a_share_an_amount_or_a_number_in_the_unit_it_is_compared_in(
    pack: Pack, op: str, tolerance: Any, left: Any, right: Any, holds: bool
) -> None:
    value = Decimal(str(tolerance)) if isinstance(tolerance, float) else tolerance
    check = {"id": "agree", "must": f"[trade] {op} [other]", "tolerance": value}
    of = form(TRADE, number("other", "另一数"), checks=[check])
    assert found(pack, of, {"trade": Decimal(left), "other": Decimal(right)}) == ([] if holds else [("agree", "must")])


def test_a_tolerance_reaches_every_comparison_joined_by_and(pack: Pack) -> None:
    check = {"id": "agree", "must": {"all": ["[trade] = [other]", "[other] >= 10 万元"]}, "tolerance": "1 万元"}
    of = form(TRADE, number("other", "另一数"), checks=[check])
    assert found(pack, of, {"trade": 10, "other": 9}) == []
    assert found(pack, of, {"trade": 10, "other": 8}) == [("agree", "must")]


def test_what_is_missing_is_not_within_a_tolerance(pack: Pack) -> None:
    of = form(
        TRADE, number("other", "另一数"), checks=[{"id": "agree", "must": "[trade] = [other]", "tolerance": "1%"}]
    )
    assert found(pack, of, {"trade": 10}) == [("agree", Severity.HINT.value)]


def test_a_tolerance_may_be_decided(pack: Pack) -> None:
    check = {"id": "agree", "must": "[trade] = [other]", "tolerance": {"open": "answer-days"}}
    point = next(p for p in pack.open_points.values() if p.type == "integer" and not p.unit)
    check["tolerance"] = {"open": point.id}
    of = form(TRADE, number("other", "另一数"), checks=[check])
    values = {"trade": 10, "other": 12}
    assert found(pack, of, values, **{point.id: 2}) == []
    assert found(pack, of, values, **{point.id: 1}) == [("agree", "must")]
    assert found(pack, of, values) == [("agree", "hint")]


def test_the_years_of_a_form_are_compared_with_each_other(pack: Pack) -> None:
    of = form(EXPORTS, checks=[{"id": "jump", "must": "ABS(YOY([exports-of])) <= 50%", "severity": "explain"}])
    years = {"2022": 90, "2023": 100}
    assert found(pack, of, {"exports-of": years | {"2024": 150}}) == []
    assert found(pack, of, {"exports-of": years | {"2024": 151}}) == [("jump", "explain")]
    assert found(pack, of, {"exports-of": {"2024": 151}}) == [("jump", "hint")]


def test_a_figure_without_a_year_is_of_the_year_at_hand_and_of_no_other(pack: Pack) -> None:
    of = form(TRADE, checks=[{"id": "jump", "must": "YOY([trade]) <= 50%"}])
    assert found(pack, of, {"trade": 100}) == [("jump", "hint")]


def test_computed_fields_stand_on_each_other_whichever_is_printed_first(pack: Pack) -> None:
    of = form(
        number("half", "一半", kind="derived", formula="[sum] / 2", scale=1),
        number("sum", "总数", kind="derived", formula="[trade] + [other]"),
        TRADE,
        number("other", "另一数"),
        checks=[{"id": "line", "must": "[half] = 2.3 万元"}],
    )
    assert found(pack, of, {"trade": 2, "other": Decimal("2.5")}) == []  # 2.25, rounded half up to one decimal
    assert found(pack, of, {"trade": 2}) == [("line", "hint")]


def test_computed_fields_have_their_years(pack: Pack) -> None:
    of = form(
        number("trade", "贸易额", years=2),
        number("double", "两倍", kind="derived", formula="[trade] * 2", years=2),
        checks=[{"id": "grew", "must": "[double] - [double, y-1] = 4 万元"}],
    )
    assert found(pack, of, {"trade": {"2023": 1, "2024": 3}}) == []


def test_a_computed_column_is_added_up(pack: Pack) -> None:
    columns = [number("price", "单价"), {"id": "count", "zh": "数量", "kind": "integer", "unit": "件", "required": False},
               number("worth", "金额", kind="derived", formula="price * count")]  # fmt: skip
    table = {"id": "goods", "zh": "货物", "kind": "table", "columns": columns, "required": False}
    of = form(table, TRADE, checks=[{"id": "adds-up", "must": "SUM(worth, OF goods) = [trade]"}])
    rows = [{"price": Decimal("1.5"), "count": 2}, {"price": 1, "count": 1}]
    assert found(pack, of, {"goods": rows, "trade": 4}) == []
    assert found(pack, of, {"goods": rows, "trade": 5}) == [("adds-up", "must")]
    assert found(pack, of, {"goods": [], "trade": 5}) == [("adds-up", "hint")]


def test_a_column_by_its_label_is_the_column(pack: Pack) -> None:
    table = {"id": "goods", "zh": "货物", "kind": "table", "columns": [number("price", "单价")], "required": False}
    of = form(table, checks=[{"id": "dear", "must": "最大值(单价 其中 单价 > 1 万元, OF 货物) <= 3 万元"}])
    assert found(pack, of, {"goods": [{"price": 1}, {"price": 3}]}) == []
    assert found(pack, of, {"goods": [{"price": 1}, {"price": 4}]}) == [("dear", "must")]


def test_what_the_form_does_not_hold_is_asked_and_open_where_nobody_answers(pack: Pack) -> None:
    of = form(TRADE, checks=[{"id": "holds", "must": "[trade] > 1 万元 AND HOLDS(pavilion)"}])
    assert rules_of(pack, of, "2024").looks_around
    assert found(pack, of, {"trade": 1}) == [("holds", "must")]
    assert found(pack, of, {"trade": 2}) == [("holds", "hint")]


def test_the_rules_of_a_form_are_compiled_once(pack: Pack) -> None:
    of = form(TRADE, checks=[{"id": "some", "must": "[trade] > 1 万元"}])
    assert rules_of(pack, of, "2024") is rules_of(pack, of, "2023")
    assert rules_of(pack, of, "2024") is not rules_of(pack, of, "2024-Q1")


def test_a_hundred_and_ten_rules_on_one_return_stay_far_below_five_milliseconds(pack: Pack) -> None:
    fields = [number(f"f{i}", f"数{i}") for i in range(100)]
    rules = [{"id": f"r{i}", "must": f"[f{i % 100}] <= [f{(i + 1) % 100}] + [f{(i + 2) % 100}]"} for i in range(110)]
    of = form(*fields, checks=rules)
    book, facts = rules_of(pack, of, "2024").book, {f"f{i}": Decimal(i + 100) for i in range(100)}
    start = time.process_time()
    for _ in range(20):
        assert all(book.judge(book.values(facts, "2024")).values())
    assert (time.process_time() - start) / 20 < 0.005


def test_a_percent_field_counts_in_hundredths(pack: Pack) -> None:
    rate = {"id": "rate", "zh": "比率", "kind": "percent", "required": False}
    of = form(rate, checks=[{"id": "line", "must": "[rate] = 12.5%"}])
    assert found(pack, of, {"rate": Decimal("12.5")}) == []
    shape = shape_of(pack, of, "year")
    low = lower(of.checks[0].must.node, shape)
    book = Book.of({"line": of.checks[0].must.node}, shape)
    assert (low.kind, shape.fields["rate"].base_decimals) == ("truth", 4)
    assert run(book.runs["line"], book.values({"rate": Decimal("12.6")}, "2024")) is False
