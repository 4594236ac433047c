"""What the house finds on the page stands on the sheet of checks too: alive, or by name 「由系统核对」."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jidi.common.say import Say
from jidi.filings.background import Background
from jidi.filings.definition import written
from jidi.filings.findings import report
from jidi.filings.found import FoundKind, Rules
from jidi.filings.judging import Judged, judge
from jidi.filings.locks import OPEN
from jidi.filings.spots import Layout, layout_of
from jidi.filings.state import Cell, Entry, FormState
from jidi.filings.workbooks.formulas import Formulas, formulas_of
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.house_lines import BY_SYSTEM
from jidi.filings.workbooks.plan import CHECKS, MAIN, plan_of
from jidi.filings.workbooks.reading import read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import Stamp
from jidi.filings.workbooks.writer import Content, write
from jidi.web.shared.formfindings import findings_of
from jidi.web.shared.formview import Maker
from policycore.forms import Form
from tests.jidi.filings.test_housefindings import FIELDS, FULL, filed
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated

ALIVE = {FoundKind.EMPTY, FoundKind.PART, FoundKind.COUNT, FoundKind.COMPUTED, FoundKind.RESTATED}
TABLE = {
    "id": "firms",
    "zh": "企业",
    "kind": "table",
    "rows-are": "enterprise",
    "columns": [{"id": "name", "zh": "名称"}, {"id": "output", "zh": "产值", "kind": "number", "unit": "亿元"}],
}
CHECK = {
    "id": "jump",
    "zh": "总产值同比超过 ±50%，请说明",
    "must": "ABS(YOY([总产值])) <= 50%",
    "severity": "explain",
    "basis": "house",
}
FILLED = {**FULL, "growth.2025": "5", "firms.1.name": "甲公司", "firms.1.output": "3"}
BROUGHT = Say("2024 期所报 2025-02-11", "as filed for 2024")


def layout() -> Layout:
    section = {"id": "all", "zh": "统计", "fields": [*FIELDS, TABLE]}
    form = {"id": "yearly", "zh": "年报", "basis": "house", "sections": [section], "checks": [CHECK]}
    return layout_of(written(Form.model_validate(form))[0], "2025")


def judged_of(rules: Rules, changes: Mapping[str, str], background: Background | None = None) -> Judged:
    cells = {address: Cell(Entry(text)) for address, text in {**FILLED, **changes}.items() if text}
    if "brought" in changes:
        cells["platforms.names"] = replace(cells["platforms.names"], source=BROUGHT)
    if "twice" in changes:
        cells["output.2025"] = replace(cells["output.2025"], also=(Entry("7", "李强", "9:p", rev=2),))
    kept = {address: cell for address, cell in cells.items() if address not in {"brought", "twice"}}
    return judge(FormState(layout(), kept, background=background or Background()), rules)


FAULTS: dict[FoundKind, tuple[dict[str, str], Background | None]] = {
    FoundKind.EMPTY: ({"output.2023": ""}, None),
    FoundKind.UNREADABLE: ({"output.2023": "约二百"}, None),
    FoundKind.TWICE: ({"twice": "x"}, None),
    FoundKind.CHECK: ({"output.2025": "900"}, None),
    FoundKind.PART: ({"special.2024": "216.05"}, None),
    FoundKind.COUNT: ({"platforms.2025": "3"}, None),
    FoundKind.NEGATIVE: ({"platforms.2025": "-2"}, None),
    FoundKind.NAMED: ({"platforms.names": "甲平台\t研发\n乙平台"}, None),
    FoundKind.REPEATED: ({"firms.2.name": "甲 公司", "firms.2.output": "5"}, None),
    FoundKind.COMPUTED: ({"growth.2025": "9"}, None),
    FoundKind.RESTATED: ({}, filed("output.2024", "198.65")),
    FoundKind.REASON: ({"output.2025": "900", "why:jump": "核实无误"}, None),
    FoundKind.CARRIED: ({"brought": "x"}, None),
    FoundKind.OTHERS: ({}, Background(others={("甲公司", "yearly.firms.output", "2025"): (Decimal("9e8"),)})),
}
"""For each kind of finding a form that has it."""


def formulas(judged: Judged) -> Formulas:
    return formulas_of(plan_of(judged.state.layout, {"firms": [1]}), judged)


@pytest.mark.parametrize("kind", FoundKind)
def test_each_kind_of_finding_stands_on_the_page_in_the_workbook_and_in_the_api(rules: Rules, kind: FoundKind) -> None:
    judged = judged_of(rules, *FAULTS[kind])
    (found, *_) = [one for one in judged.found if one.kind is kind]
    on_page = {one.finding.sentence for one in findings_of(judged, Maker(judged))}
    assert found.say in on_page or kind is FoundKind.EMPTY  # counted above and marked in its cell
    assert {"zh": found.say.zh, "en": found.say.en} in [
        one["say"] for one in report(judged)["findings"] if one["kind"] == kind.value
    ]
    made = formulas(judged)
    if kind is FoundKind.CHECK:
        assert made.checks[found.check]
        return
    lines = [one for one in made.house if one.sort is kind]
    assert lines
    assert any(one.alive for one in lines) == (kind in ALIVE)
    assert all(one.alive or one.result == BY_SYSTEM.zh for one in lines)


def book_of(judged: Judged, path: Path) -> Path:
    digest = written(judged.state.layout.form)[1]
    stamp = Stamp(judged.state.layout.form.id, digest, 1, "case:1", "base:42", "2025", 0, "庄河基地")
    texts = {address: cell.text for address, cell in judged.state.cells.items()}
    made = formulas(judged)
    plan = replace(plan_of(judged.state.layout, {"firms": [1]}), asked=made.asked)
    path.write_bytes(write(Content(plan, stamp, texts, formulas=made, name="庄河基地")))
    return path


def lines_on(path: Path) -> dict[str, tuple[str, str]]:
    """Result and sentence by the words of the line."""
    book: Any = load_workbook(path, data_only=True)
    rows = book[CHECKS].iter_rows(min_row=5, values_only=True)
    return {str(row[1]): (str(row[2] or ""), str(row[3] or "")) for row in rows if row[0]}


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [ALIVE])
def test_in_libreoffice_each_living_line_says_what_the_page_says(
    rules: Rules, kinds: Iterable[FoundKind], tmp_path: Path
) -> None:
    """All faults at once, so that one run of LibreOffice shows them all."""
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    changes = {key: text for kind in sorted(kinds) for key, text in FAULTS[kind][0].items()}
    judged = judged_of(rules, changes, FAULTS[FoundKind.RESTATED][1])
    found = [one for one in judged.found if one.kind in kinds]
    assert {one.kind for one in found} == set(kinds)
    clean = judged_of(rules, {}, filed("output.2024", "200"))
    assert not clean.found
    before, after = (
        lines_on(recalculated(book_of(one, tmp_path / f"{n}.xlsx"), tmp_path)) for n, one in enumerate([clean, judged])
    )
    words = {kind: [one.words for one in formulas(judged).house if one.sort is kind and one.alive] for kind in kinds}
    for one in found:
        results = [after[line] for line in words[one.kind]]
        if one.kind is FoundKind.EMPTY:
            assert ("待填", "再填 1 格") in results
        else:
            assert any(result == "不符" and one.say.zh in says for result, says in results), (one.say.zh, results)
    assert {result for lines in words.values() for line in lines for result, _ in [before[line]]} <= {
        "通过",
        "待填",
        "不能判断",
    }
    assert before["投入强度增长率 2025：所填的数与按公式算的一致"] == ("通过", "")
    assert before["总产值 2024：与当时所报一致"] == ("通过", "")


@pytest.mark.slow
def test_a_computed_line_left_empty_is_offered_what_follows(rules: Rules, tmp_path: Path) -> None:
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    path = recalculated(book_of(judged_of(rules, {"growth.2025": ""}), tmp_path / "a.xlsx"), tmp_path)
    assert lines_on(path)["投入强度增长率 2025：所填的数与按公式算的一致"] == ("通过", "按公式为 5")


def test_what_was_filed_then_stands_on_the_hidden_sheet(rules: Rules, tmp_path: Path) -> None:
    judged = judged_of(rules, {}, filed("output.2024", "198.65"))
    book: Any = load_workbook(book_of(judged, tmp_path / "a.xlsx"))
    assert [cell.value for cell in book["往期"][2]] == ["总产值", "2024", "亿元", 198.65]
    assert book["往期"].sheet_state == "hidden"


def test_an_explanation_written_at_a_line_of_the_house_is_read_back(rules: Rules, tmp_path: Path) -> None:
    background = filed("output.2024", "198.65")
    judged = judged_of(rules, {"growth.2025": "9"}, background)
    path = book_of(judged, tmp_path / "a.xlsx")
    book = load_workbook(path)
    why = {
        "why:computed:growth.2025": "按新的统计口径折算，甲公司另计",
        "why:restated:output.2024": "蜀蔬公司并入，补计 1.35 亿元",
    }
    find(book, CHECKS, "投入强度增长率 2025：所填的数与按公式算的一致", 3).value = why["why:computed:growth.2025"]
    find(book, CHECKS, "总产值 2024：与当时所报一致", 3).value = why["why:restated:output.2024"]
    find(book, MAIN, "总产值", 4).value = 201
    book.save(path)
    text, digest = written(judged.state.layout.form)
    raw, _ = run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
    stamp = Stamp("yearly", digest, 1, "case:1", "base:42", "2025", 0, "庄河基地")
    found = read_upload(
        grids_of(raw), plan=plan_of(layout_of(text, "2025")), expected=stamp, state=judged.state, locks=OPEN, page="1:x"
    )
    assert {one.address: one.new for one in found.changes} == {**why, "output.2025": "201"}
    assert (found.bad, found.gaps) == ((), ())


def test_what_no_formula_says_is_named(rules: Rules) -> None:
    named = [one.words for one in formulas(judged_of(rules, {})).house if not one.alive]
    assert all(re.search(r"[一-鿿]{4}", one) for one in named)
    assert "其余以前年份的数与当时所报一致" in named
