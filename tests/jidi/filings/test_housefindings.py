"""What any form must keep: parts and wholes, formulas beside typed figures, names beside counts, earlier years."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jidi.common.say import Say
from jidi.filings.background import Background, Earlier
from jidi.filings.definition import written
from jidi.filings.enums import Status
from jidi.filings.findings import next_step, report, verdict_line
from jidi.filings.found import Found, FoundKind, Rules
from jidi.filings.housefindings import counts
from jidi.filings.judging import Judged, judge
from jidi.filings.series import Figure
from jidi.filings.spots import layout_of
from jidi.filings.state import Cell, Entry, FormState
from jidi.web.shared.formcells import draw
from jidi.web.shared.formview import Maker
from policycore.facts import Subject
from policycore.forms import Form, FormField, Severity
from policycore.units import UNITS, Quantity

FIELDS: list[dict[str, Any]] = [
    {"id": "output", "zh": "总产值", "kind": "number", "unit": "亿元", "years": 3},
    {"id": "special", "zh": "其中：特色产品总产值", "kind": "number", "unit": "亿元", "years": 3, "of-which": "output"},
    {"id": "density", "zh": "投入强度", "kind": "number", "unit": "元/亩", "years": 3},
    {
        "id": "growth",
        "zh": "投入强度增长率",
        "kind": "percent",
        "scale": 1,
        "years": 3,
        "formula": "YOY([投入强度])",
        "required": False,
    },
    {
        "id": "platforms",
        "zh": "公共服务平台",
        "kind": "named-count",
        "unit": "个",
        "years": 3,
        "columns": [
            {"id": "name", "zh": "名称"},
            {"id": "kind", "zh": "类型", "kind": "choice", "choices": {"rd": "研发", "test": "检测"}},
        ],
    },
]
FULL = {
    f"{name}.{year}": value for name, value in (("output", "200"), ("special", "150")) for year in (2023, 2024, 2025)
}
FULL |= {"density.2023": "400", "density.2024": "410", "density.2025": "430.5"}
FULL |= {
    "platforms.2023": "1",
    "platforms.2024": "1",
    "platforms.2025": "2",
    "platforms.names": "甲平台\t研发\n乙平台｜检测",
}


def form_of(checks: list[dict[str, Any]] | None = None) -> Form:
    section = {"id": "all", "zh": "统计", "fields": FIELDS}
    return Form.model_validate(
        {"id": "yearly", "zh": "年报", "basis": "house", "sections": [section], "checks": checks or []}
    )


def look(
    rules: Rules, changes: dict[str, str], form: Form | None = None, background: Background | None = None
) -> Judged:
    layout = layout_of(written(form or form_of())[0], "2025")
    cells = {address: Cell(Entry(text)) for address, text in {**FULL, **changes}.items()}
    return judge(FormState(layout, cells, background=background or Background()), rules)


def only(judged: Judged) -> Found:
    assert len(judged.found) == 1, [one.say.zh for one in judged.found]
    return judged.found[0]


def filed(address: str, value: str, unit: str = "亿元") -> Background:
    field, _, year = address.partition(".")
    number = Decimal(value) * UNITS[unit].factor
    figure = Figure(
        Subject("base", "42"),
        f"yearly.{field}",
        year,
        year,
        number,
        unit,
        Status.ACCEPTED,
        1,
        1,
        "yearly",
        "",
        date(2025, 2, 11),
        address,
    )
    return Background(restated={address: Earlier(figure, Say("2024 期（2025-02-11 报）", "the return of 2024"))})


def test_a_full_form_has_nothing_against_it(rules: Rules) -> None:
    judged = look(rules, {})
    assert judged.found == ()
    assert verdict_line(judged).zh == "可以报送"


def test_a_part_above_its_whole_is_found_in_the_year_it_is_so(rules: Rules) -> None:
    one = only(look(rules, {"special.2024": "216.05"}))
    assert (one.severity, one.address) == (Severity.MUST, "special.2024")
    assert "216.05 大于「总产值」200" in one.say.zh


def test_a_part_is_compared_in_one_unit_and_equal_is_not_above(rules: Rules) -> None:
    assert look(rules, {"special.2024": "200.00"}).found == ()


def test_a_check_of_the_form_that_says_the_same_is_not_doubled(rules: Rules) -> None:
    check = {"id": "part", "zh": "大于", "must": "[其中：特色产品总产值] <= [总产值]", "basis": "house"}
    judged = look(rules, {"special.2025": "216"}, form_of([check]))
    assert only(judged).check == "part"


def test_a_growth_rate_people_type_is_compared_with_what_it_follows_from(rules: Rules) -> None:
    one = only(look(rules, {"growth.2025": "4.5"}))
    assert (one.severity, one.check) == (Severity.EXPLAIN, "computed:growth.2025")
    assert "填了 4.5，按公式为 5" in one.say.zh


def test_within_half_of_the_last_digit_it_agrees(rules: Rules) -> None:
    assert look(rules, {"growth.2025": "5.0", "growth.2024": "2.5"}).found == ()


def test_what_cannot_be_computed_is_compared_with_nothing(rules: Rules) -> None:
    assert look(rules, {"growth.2023": "88"}).found == ()


def test_what_was_filed_before_the_forms_own_years_counts_in_formulas(rules: Rules) -> None:
    earlier = {"density": {"2022": Quantity(Decimal(320), UNITS["元/亩"])}}
    one = only(look(rules, {"growth.2023": "88"}, background=Background(earlier=earlier)))
    assert "按公式为 25" in one.say.zh


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("甲平台\t研发", "填 2，名称写了 1 条"),
        ("甲平台\t研发\n乙平台", "还缺类型"),
        ("甲平台\t研发\n乙平台\t展览", "只能选：研发、检测"),
        ("甲平台\t研发\n乙平台\t检测\t大连", "多了一部分"),
        ("甲平台\t研发\n甲 平台\t检测", "与第 1 条相同"),
    ],
)
def test_names_agree_with_the_count_and_bring_what_is_asked(rules: Rules, names: str, words: str) -> None:
    found = look(rules, {"platforms.names": names}).found
    assert any(words in one.say.zh and one.blocks for one in found)


def test_no_names_at_all_do_not_make_a_count(rules: Rules) -> None:
    assert "名称写了 0 条" in only(look(rules, {"platforms.names": ""})).say.zh
    assert look(rules, {"platforms.2025": "0", "platforms.names": ""}).found == ()


def test_an_earlier_year_that_changed_asks_why_with_both_figures_and_the_filing(rules: Rules) -> None:
    one = only(look(rules, {}, background=filed("output.2024", "198.65")))
    assert (one.severity, one.address, one.check) == (Severity.EXPLAIN, "output.2024", "restated:output.2024")
    assert "2024 期（2025-02-11 报）报 198.65，这次报 200" in one.say.zh


def test_the_same_figure_written_otherwise_did_not_change(rules: Rules) -> None:
    assert look(rules, {"output.2024": "200.00"}, background=filed("output.2024", "200")).found == ()


def test_an_earlier_year_explained_no_longer_stands_in_the_way(rules: Rules) -> None:
    why = {"why:restated:output.2024": "蜀蔬公司 2024 年并入，补计产值 1.35 亿元"}
    judged = look(rules, why, background=filed("output.2024", "198.65"))
    assert only(judged).settled == Say("已说明，待判定", "explained, to be judged")
    assert not judged.missing


def test_words_that_explain_nothing_are_refused_beside_the_finding(rules: Rules) -> None:
    one = only(look(rules, {"why:restated:output.2024": "经核实，无误！"}, background=filed("output.2024", "198.65")))
    assert one.kind is FoundKind.REASON
    assert "看不出原因" in one.say.zh
    assert "198.65" in one.say.zh


def test_an_explanation_of_a_spot_the_form_does_not_have_is_no_place(rules: Rules) -> None:
    layout = layout_of(written(form_of())[0], "2025")
    assert layout.spot("why:restated:output.2024") is not None
    assert layout.spot("why:restated:output.2019") is None
    assert layout.spot("why:anything:output.2024") is None


def test_the_report_is_plain_data_with_the_verdict_on_top(rules: Rules) -> None:
    judged = look(rules, {"special.2025": "300", "output.2023": ""})
    told = report(judged)
    assert told["verdict"]["zh"] == "还不能报送"
    assert told["verdict"]["next"]["zh"] == next_step(judged).zh == "先改 1 条强制，再填 1 格"
    assert [one["severity"] for one in told["findings"]] == ["must", "must"]
    assert told["counts"]["must"] == told["to_fill"] == 1


def test_an_earlier_year_stated_as_before_is_not_asked_for_again(rules: Rules) -> None:
    before = filed("growth.2024", "9", "%")
    assert look(rules, {"growth.2024": "9"}, background=before).found == ()
    assert {one.check for one in look(rules, {"growth.2024": "8"}, background=before).found} == {
        "restated:growth.2024",
        "computed:growth.2024",
    }


def test_a_check_over_a_table_waits_for_the_rows_that_are_being_filled_in(rules: Rules) -> None:
    table = {
        "id": "firms",
        "zh": "企业",
        "kind": "table",
        "columns": [{"id": "name", "zh": "名称"}, {"id": "output", "zh": "产值", "kind": "number", "unit": "亿元"}],
    }
    section = {"id": "all", "zh": "统计", "fields": [*FIELDS, table]}
    check = {"id": "sum", "zh": "和", "must": "SUM(output, OF firms) <= [output]", "basis": "house"}
    form = Form.model_validate(
        {"id": "yearly", "zh": "年报", "basis": "house", "sections": [section], "checks": [check]}
    )
    found = look(rules, {"firms.1.name": "甲"}, form).found
    assert [one.kind for one in found] == [FoundKind.EMPTY]


def test_what_follows_from_other_figures_is_offered_at_the_cell_until_it_stands_there(rules: Rules) -> None:
    def offered(text: str) -> str:
        judged = look(rules, {"growth.2025": text})
        spot = judged.state.layout.fixed["growth.2025"]
        cell = Maker(judged).cell(spot)
        return re.sub(r"<[^>]+>", "", draw(cell))

    assert "按公式为 5" in offered("")
    assert "按公式为 5" in offered("4.5")
    assert "按公式" not in offered("5")


@pytest.mark.parametrize(
    ("leaf", "counted"),
    [
        ({"zh": "企业数", "kind": "number", "unit": "家"}, True),
        ({"zh": "企业数", "kind": "integer"}, True),
        ({"zh": "从业人数", "kind": "integer", "unit": "人"}, True),
        ({"zh": "企业净增数", "kind": "integer", "unit": "家"}, False),
        ({"zh": "利润", "kind": "number", "unit": "亿元"}, False),
        ({"zh": "增幅", "kind": "percent"}, False),
    ],
)
def test_what_is_counted_is_never_below_none(leaf: dict[str, Any], counted: bool) -> None:
    assert counts(FormField.model_validate({"id": "one", **leaf})) is counted
