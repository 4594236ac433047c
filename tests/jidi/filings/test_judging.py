"""What the rules say of a form: hardest first, each at its place, nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jidi.filings.definition import form_data, written
from jidi.filings.judging import FoundKind, Judged, Rules, judge
from jidi.filings.spots import layout_of
from jidi.filings.state import Cell, Entry, FormState
from policycore.forms import Form, Severity
from tests.jidi.filings.conftest import FORM, GOOD


def judged(rules: Rules, form: Form, **texts: str) -> Judged:
    every = {**GOOD, **{name.replace("__", "."): text for name, text in texts.items()}}
    layout = layout_of(written(form)[0], "2025")
    return judge(FormState(layout, {address: Cell(Entry(text)) for address, text in every.items()}), rules)


def with_check(**more: object) -> Form:
    checks = [{**FORM["checks"][0], **more}]  # type: ignore[dict-item,index]
    return Form.model_validate({**FORM, "checks": checks})


def test_a_form_reads_back_from_its_data(form: Form) -> None:
    assert form_data(Form.model_validate(form_data(form))) == form_data(form)
    assert form_data(form)["sections"][0]["fields"][1]["of-which"] == "total"


def test_a_good_form_has_nothing_against_it(rules: Rules, form: Form) -> None:
    assert judged(rules, form).found == ()


def test_computed_fields_follow_their_formula_in_their_unit(rules: Rules, form: Form) -> None:
    assert judged(rules, form).computed["share.2025"] == Decimal("89.1")


def test_a_computed_field_of_something_missing_is_missing(rules: Rules, form: Form) -> None:
    assert "share.2024" not in judged(rules, form, total__2024="").computed
    assert "share.2024" not in judged(rules, form, total__2024="0").computed


def test_a_failed_check_says_both_figures_and_its_rule(rules: Rules, form: Form) -> None:
    (found,) = judged(rules, form, special__2025="216.05").missing
    assert (found.severity, found.address, found.check) == (Severity.MUST, "special.2025", "part")
    assert "216.05" in found.trace[0].zh
    assert "214.3" in found.trace[0].zh
    assert "总产值" in found.rule.zh
    assert found.citation.articles == ("14",)


def test_a_check_that_waits_for_an_empty_field_is_not_said_twice(rules: Rules, form: Form) -> None:
    found = judged(rules, form, total__2025="").found
    assert [(one.kind, one.address) for one in found] == [(FoundKind.EMPTY, "total.2025")]


def test_a_dash_in_a_figure_that_is_needed_asks_for_zero_or_a_number(rules: Rules, form: Form) -> None:
    (found,) = judged(rules, form, total__2023="—").missing
    assert "请写 0" in found.say.zh


def test_a_check_to_explain_is_settled_by_an_explanation_that_says_something(rules: Rules, form: Form) -> None:
    jump = {"total__2025": "400"}
    assert [one.severity for one in judged(rules, form, **jump).missing] == [Severity.EXPLAIN]
    explained = judged(rules, form, **jump, **{"why:jump": "蜀蔬公司 6 月起自营进口，2.9 亿元"})
    assert explained.missing == ()
    assert explained.found[0].settled is not None


@pytest.mark.parametrize("phrase", ["核实无误。", "属实", "无", "经核实无误！", "数据属实"])
def test_an_explanation_that_says_nothing_is_refused(rules: Rules, form: Form, phrase: str) -> None:
    (found,) = judged(rules, form, total__2025="400", **{"why:jump": phrase}).missing
    assert found.kind is FoundKind.REASON


def test_a_superior_releases_what_may_be_released(rules: Rules) -> None:
    form = with_check(severity="releasable")
    assert len(judged(rules, form, special__2025="216.05").missing) == 1
    assert judged(replace(rules, released=frozenset({"part"})), form, special__2025="216.05").missing == ()


def test_a_tolerance_of_the_rule_is_allowed_for(rules: Rules) -> None:
    assert judged(rules, with_check(tolerance="1%"), special__2025="216.05").missing == ()
    assert len(judged(rules, with_check(tolerance="0.5%"), special__2025="216.05").missing) == 1
    assert judged(rules, with_check(tolerance=2), special__2025="216.05").missing == ()


def test_hints_stand_last_and_stop_nothing(rules: Rules) -> None:
    form = with_check(severity="hint")
    found = judged(rules, form, special__2025="216.05", total__2023="").found
    assert [one.severity for one in found] == [Severity.MUST, Severity.HINT]
    assert not found[1].blocks


def test_a_check_over_an_optional_empty_field_cannot_be_judged_and_says_why(rules: Rules) -> None:
    form = with_check(must="[从业人数] > 0")
    (found,) = judged(rules, form).found
    assert found.severity is Severity.HINT
    assert "不能判断" in found.say.zh
    assert "从业人数" in found.say.zh


def test_names_have_to_be_as_many_as_their_count(rules: Rules, form: Form) -> None:
    names = "标准一\n\n标准二\n"
    assert judged(rules, form, standards="2", standards__names=names).found == ()
    (found,) = judged(rules, form, standards="3", standards__names=names).missing
    assert "填 3，名称写了 2 条" in found.say.zh


def test_a_row_somebody_began_needs_its_required_cells(rules: Rules, form: Form) -> None:
    (found,) = judged(rules, form, rows__3__name="甲").missing
    assert found.address == "rows.3.sales"
    assert found.label.zh == "龙头企业 第 3 行 销售额"


def test_a_table_that_is_required_needs_a_row(rules: Rules) -> None:
    data = form_data(Form.model_validate(FORM))
    data["sections"][2]["fields"][0].pop("required")
    (found,) = judged(rules, Form.model_validate(data)).missing
    assert "至少一行" in found.say.zh


def test_growth_looks_at_the_year_before_and_at_nothing_else(rules: Rules) -> None:
    """A figure asked for once has no last year: its growth is unknown, never zero."""
    form = with_check(must="YOY([从业人数]) <= 10%")
    (found,) = judged(rules, form, staff="5").found
    assert found.severity is Severity.HINT


def test_rows_are_counted_with_their_units(rules: Rules) -> None:
    form = with_check(must="COUNT(rows WHERE research > 0.01 亿元) = 1")
    assert judged(rules, form, rows__1__name="甲", rows__1__sales="1", rows__1__research="300").found == ()


def test_what_is_missing_is_called_by_its_printed_label_and_never_by_its_code_name(rules: Rules) -> None:
    found = judged(rules, with_check(must="YOY([从业人数]) <= 10%")).found
    said = " ".join(f"{one.say.zh} {one.rule.zh} {' '.join(line.zh for line in one.trace)}" for one in found)
    assert "还没有「特色产品产业从业人数」" in said or "还没有「从业人数」" in said
    for field in with_check().fields():
        assert f"「{field.id}」" not in said
