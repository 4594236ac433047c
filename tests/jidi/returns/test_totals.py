"""How the figures of several returns become one: by what the form says of each, else by its unit; never a ratio added up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jidi.returns.queries.covering import Sender, letter
from jidi.returns.queries.totals import Totals, columns_of, parts_of, together
from policycore.forms import Aggregation, Form

FIELDS: list[dict[str, Any]] = [
    {"id": "output", "zh": "1.总产值（亿元）", "kind": "number", "unit": "亿元"},
    {"id": "strength", "zh": "2.投入强度（元/亩）", "kind": "number", "unit": "元/亩"},
    {"id": "margin", "zh": "3.利润水平", "kind": "percent", "aggregate": "mean", "weight": "output"},
    {"id": "share", "zh": "4.占比", "kind": "percent"},
    {"id": "brands", "zh": "5.品牌", "kind": "named-count", "unit": "个", "columns": [{"id": "name", "zh": "名称"}]},
    {"id": "firms", "zh": "6.企业", "kind": "table", "rows-are": "enterprise", "columns": [
        {"id": "name", "zh": "企业名称"}, {"id": "sales", "zh": "销售额", "kind": "number", "unit": "亿元"},
        {"id": "part", "zh": "占比", "kind": "percent"},
    ]},
]  # fmt: skip
ONE = {
    "output": Decimal(100), "strength": Decimal(500), "margin": Decimal(10), "share": Decimal(40), "brands": Decimal(2),
    "firms.1.name": "甲公司", "firms.1.sales": Decimal(30), "firms.2.name": "乙公司", "firms.2.sales": Decimal(5),
}  # fmt: skip
TWO = {
    "output": Decimal(300), "strength": Decimal(900), "margin": Decimal(20), "share": Decimal(60), "brands": Decimal(3),
    "firms.1.name": "甲公司", "firms.1.sales": Decimal(30),
}  # fmt: skip


def form(fields: list[dict[str, Any]]) -> Form:
    section = {"id": "s", "zh": "数据", "fields": fields}
    return Form.model_validate({"id": "yearly", "zh": "年报", "basis": "house", "sections": [section]})


def test_money_counts_and_tables_add_up_a_weighted_mean_is_one_and_a_ratio_has_no_sum() -> None:
    columns = tuple(columns_of(form(FIELDS)))
    every = [parts_of(values, columns, "2025") for values in (ONE, TWO)]
    sums = {column.called: together(column, [parts[i] for parts in every]) for i, column in enumerate(columns)}
    assert sums == {
        "总产值": Decimal(400), "投入强度": None, "利润水平": Decimal("17.5"), "品牌": Decimal(5),
        # 甲公司 stands in both tables and is counted once.
        "企业：销售额": Decimal(35),
    }  # fmt: skip


def test_a_mean_names_what_it_is_weighted_by_and_that_must_be_a_field() -> None:
    margin = {"id": "margin", "zh": "利润水平", "kind": "percent", "aggregate": "mean"}
    with pytest.raises(ValueError, match="weight"):
        form([margin])
    with pytest.raises(ValueError, match="no field of this form is called area"):
        form([{**margin, "weight": "area"}])


def test_the_unit_says_it_where_the_form_does_not() -> None:
    said = {one.id: one.aggregation for one in form(FIELDS).fields()}
    assert said["strength"] is Aggregation.NONE
    assert said["output"] is said["brands"] is Aggregation.SUM


def test_the_unit_stands_once_beside_a_label_that_prints_it() -> None:
    output, strength, *_ = columns_of(form(FIELDS))
    assert (output.unit_beside, strength.unit_beside) == ("", "")
    (plain,) = columns_of(form([{"id": "trade", "zh": "进出口额", "kind": "number", "unit": "万元"}]))
    assert plain.unit_beside == "万元"


def test_a_letter_of_many_sums_writes_one_a_line() -> None:
    def lines(count: int) -> list[str]:
        fields = [{"id": f"f{n}", "zh": f"{n}.产品{n}", "kind": "number", "unit": "万元"} for n in range(count)]
        columns = tuple(columns_of(form(fields)))
        found = Totals("季度数据", "2025-Q1", columns, (), tuple(Decimal(n + 1) for n in range(count)))
        return letter(found, Sender("大连市商务局", "我市", "辽宁省商务厅"), date(2025, 4, 12)).splitlines()

    assert "    经汇总，产品0合计 1.00 万元，产品1合计 2.00 万元。" in lines(2)
    assert "    经汇总：" in lines(7)
    assert [one.strip() for one in lines(7)].count("产品3合计 4.00 万元；") == 1
    assert "    产品6合计 7.00 万元。" in lines(7)
