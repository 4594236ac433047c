"""Many returns with what does not fit on one line: rows of tables on further sheets, and explanations of what is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from jidi.common.say import Refused
from jidi.filings import invariants, queries
from jidi.filings.judging import Rules
from jidi.filings.models import Batch, Explanation, Named, Version
from jidi.filings.series import read
from jidi.filings.workbooks import batch_marks, batches, lots
from jidi.filings.workbooks.child.marking import RED
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.conftest import GOOD
from tests.jidi.filings.workbooks.lots import KIND, Desk, Firms, as_csv, as_workbook

pytestmark = pytest.mark.django_db
ROWS_HEAD = ["编号", "企业名称", "销售额（亿元）", "研发投入（万元）"]
ROWS = [ROWS_HEAD, ["k00000", "甲公司", 1.5, 20], ["k00001", "乙公司", 2, ""], ["k00000", "丙公司", 0.25, ""]]
WHY_HEAD = ["编号", "核实项", "说明"]
ASKED = "总产值同比超过 ±50%，请说明"
REASON = "蜀蔬公司 6 月起自营进口，2.9 亿元"


@pytest.fixture
def bulk(cast: Cast, rules: Rules, form: Form, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    firms = Firms(rules, form, [f"k{n:05d}" for n in range(4)])
    monkeypatch.setitem(lots._lots, KIND, firms)
    return Desk(cast, firms)


def rows(**changes: dict[str, str]) -> list[dict[str, Any]]:
    return [{"#key": f"k{n:05d}", **GOOD, **changes.get(f"k{n}", {})} for n in range(4)]


def told(batch: Batch) -> list[tuple[str, str, str]]:
    return [(cell, key, zh) for cell, key, _, _, zh, *_ in json.loads(batch.problems_json)]


def unused(batch: Batch, lost: bool = True) -> list[str]:
    return [zh for zh, _, gone in json.loads(batch.unused_json) if gone is lost]


def looked(bulk: Desk, content: bytes, name: str = "批量.xlsx") -> Batch:
    return bulk.work(bulk.take(content, name))


def why(*lines: Sequence[str]) -> dict[str, Any]:
    return {"核实说明": [WHY_HEAD, *lines]}


# --- tables ---------------------------------------------------------------------------------------------------------


def test_rows_of_a_table_stand_on_a_sheet_of_their_own_and_are_handed_in_with_the_return(bulk: Desk) -> None:
    batch = looked(bulk, as_workbook(rows(), 龙头企业=ROWS))
    assert (batch.state, batch.rows, told(batch), unused(batch)) == ("checked", 4, [], [])
    batch = bulk.work(bulk.choose(batch, "all"))
    assert (batch.state, batch.done_rows) == ("done", 4)
    values = queries.values_of(bulk.firms.told["k00000"])
    assert {key: text for key, text in values.items() if key.startswith("rows.")} == {
        "rows.1.name": "甲公司", "rows.1.sales": "1.5", "rows.1.research": "20", "rows.1.intensity": "0.13",
        "rows.2.name": "丙公司", "rows.2.sales": "0.25",
    }  # fmt: skip
    assert queries.values_of(bulk.firms.told["k00001"])["rows.1.name"] == "乙公司"
    draft = queries.draft_state(bulk.firms.told["k00000"].filing)
    assert (draft.text("rows.2.name"), draft.text("rows.1.intensity")) == ("丙公司", "")
    assert not list(invariants.check())


def test_whom_a_table_names_is_found(bulk: Desk, monkeypatch: pytest.MonkeyPatch, form: Form) -> None:
    data = json.loads(json.dumps(_with_enterprises()))
    bulk.firms.form = Form.model_validate(data)
    bulk.work(bulk.choose(looked(bulk, as_workbook(rows(), 龙头企业=ROWS)), "all"))
    assert Named.objects.count() == 3
    assert {one.number for one in read(subjects=[Subject("enterprise", "甲公司")])} >= {150_000_000}


def _with_enterprises() -> dict[str, Any]:
    from tests.jidi.filings.conftest import FORM

    data: dict[str, Any] = json.loads(json.dumps(FORM))
    data["sections"][2]["fields"][0] |= {"rows-are": "enterprise"}
    return data


def test_every_bad_cell_of_a_table_is_named_on_its_sheet(bulk: Desk) -> None:
    lines = [
        ROWS_HEAD, ["k00000", "甲公司", "很多", 20], ["k00001", "", 2, ""], ["", "丁公司", 2, ""], ["k00077", "戊公司", 1, ""],
        ["k00002", "", "", ""],
    ]  # fmt: skip
    batch = looked(bulk, as_workbook(rows(), 龙头企业=lines))
    assert batch.bad_rows == 2
    assert [(cell, key) for cell, key, _ in told(batch)] == [
        ("龙头企业!C2", "k00000"), ("龙头企业!B3", "k00001"), ("龙头企业!A4", ""), ("龙头企业!A5", ""),
    ]  # fmt: skip
    words = [zh for *_, zh in told(batch)]
    for number, said in enumerate(["只写一个数", "还没有填", "没有编号", "没有这个编号"]):
        assert said in words[number]
    with pytest.raises(Refused) as refused:
        bulk.choose(batch, "all")
    assert refused.value.code == "not-clean"
    red = _red(batch, bulk)
    assert red["龙头企业"] == {"C2", "B3", "A4", "A5"}
    assert bulk.work(bulk.choose(batch, "valid")).done_rows == 2


def test_lines_that_are_nobodys_alone_keep_all_from_being_stored(bulk: Desk) -> None:
    batch = looked(bulk, as_workbook(rows(), 龙头企业=[ROWS_HEAD, ["k00077", "戊公司", 1, ""]]))
    assert (batch.bad_rows, batch.problems) == (0, 1)
    with pytest.raises(Refused):
        bulk.choose(batch, "all")
    assert bulk.work(bulk.choose(batch, "valid")).done_rows == 4


def test_a_table_that_must_have_a_row_is_missed_in_a_csv_too(bulk: Desk) -> None:
    data = _with_enterprises()
    data["sections"][2]["fields"][0]["required"] = True
    bulk.firms.form = Form.model_validate(data)
    batch = looked(bulk, as_csv(rows()), "批量.csv")
    assert batch.bad_rows == 4
    assert "至少一行" in told(batch)[0][2]
    assert any("CSV 装不下明细表「龙头企业」" in one for one in unused(batch, lost=False))


# --- explanations -----------------------------------------------------------------------------------------------------


def test_what_is_asked_can_be_explained_on_a_sheet_and_is_judged_like_any_explanation(bulk: Desk) -> None:
    jumped = rows(k1={"total.2025": "400"}, k2={"total.2025": "400"})
    batch = looked(bulk, as_workbook(jumped, **why(["k00001", ASKED, REASON])))
    ((_, key, words),) = told(batch)
    assert key == "k00002"
    assert "核实说明" in words
    assert ASKED in words
    batch = looked(bulk, as_workbook(jumped, **why(["k00001", ASKED, REASON], ["k00002", "jump", REASON + "。"])))
    assert told(batch) == []
    bulk.work(bulk.choose(batch, "all"))
    said = {one.version.filing.owner_key: one for one in Explanation.objects.select_related("version__filing")}
    assert set(said) == {"k00001", "k00002"}
    one = said["k00001"]
    assert (one.check_id, one.topic, one.body, one.ruling) == ("jump", "jump", REASON, "open")
    assert "说明" in one.asked
    assert queries.values_of(bulk.firms.told["k00001"])["why:jump"] == REASON
    assert not list(invariants.check())


@pytest.mark.parametrize("phrase", ["核实无误", "无", "aaaaaaaaaa"])
def test_an_explanation_that_says_nothing_is_refused_where_it_stands(bulk: Desk, phrase: str) -> None:
    batch = looked(bulk, as_workbook(rows(k1={"total.2025": "400"}), **why(["k00001", ASKED, phrase])))
    ((cell, key, words),) = told(batch)
    assert (cell, key) == ("核实说明!C2", "k00001")
    assert "看不出原因" in words


def test_of_what_nobody_asks_or_twice_is_named(bulk: Desk) -> None:
    lines = [
        ["k00001", "别的", REASON],
        ["k00002", ASKED, REASON],
        ["k00002", ASKED, REASON],
        ["k00009", ASKED, REASON],
    ]
    batch = looked(bulk, as_workbook(rows(k2={"total.2025": "400"}), **why(*lines)))
    assert [(cell, key) for cell, key, _ in told(batch)] == [
        ("核实说明!B2", "k00001"), ("核实说明!C4", "k00002"), ("核实说明!A5", ""),
    ]  # fmt: skip


def test_a_csv_explains_in_columns(bulk: Desk) -> None:
    head = f"核实说明：{ASKED}"
    listed = [one | {head: ""} for one in rows(k1={"total.2025": "400"}, k2={"total.2025": "400"})]
    batch = looked(bulk, as_csv(listed), "批量.csv")
    assert [(key, "加一列" in words) for _, key, words in told(batch)] == [("k00001", True), ("k00002", True)]
    for one in listed[1:3]:
        one[head] = REASON
    batch = looked(bulk, as_csv(listed), "批量.csv")
    assert (told(batch), unused(batch)) == ([], [])
    bulk.work(bulk.choose(batch, "all"))
    assert Explanation.objects.filter(body=REASON).count() == 2


def test_one_column_explains_the_one_thing_asked_and_never_several(bulk: Desk) -> None:
    data = _with_enterprises()
    data["checks"].append(
        {"id": "low", "zh": "特色产品总产值偏低，请说明", "must": "[特色产品总产值] >= 100 亿元", "severity": "explain", "basis": "house"}
    )  # fmt: skip
    bulk.firms.form = Form.model_validate(data)
    listed = [
        one | {"核实说明": REASON if n < 3 else ""}
        for n, one in enumerate(
            rows(k1={"total.2025": "400"}, k2={"total.2025": "400", "special.2025": "90"})
        )
    ]  # fmt: skip
    batch = looked(bulk, as_csv(listed), "批量.csv")
    both = [(key, words) for _, key, words in told(batch) if key == "k00002"]
    assert {key for _, key, _ in told(batch)} == {"k00002"}
    assert any("要各写各的说明" in words for _, words in both)
    assert any("这一份没有要说明的" in one for one in unused(batch))
    bulk.work(bulk.choose(batch, "valid", agreed=True))
    assert [one.version.filing.owner_key for one in Explanation.objects.all()] == ["k00001"]


def test_what_the_house_asks_about_an_earlier_year_can_be_explained_too(bulk: Desk) -> None:
    bulk.work(bulk.choose(looked(bulk, as_csv(rows()), "批量.csv"), "all"))
    bulk.firms.told.clear()
    monthly = bulk.firms.lot
    later = {"total.2024": "198.65", "total.2025": "214.31", "total.2026": "230", "special.2024": "180.12",
             "special.2025": "191.02", "special.2026": "200", "brand": "自主品牌 9 个。"}  # fmt: skip
    bulk.firms.lot = lambda: _next_year(monthly())  # type: ignore[method-assign]
    listed = [{"#key": "k00000", **later}]
    batch = looked(bulk, as_workbook(listed))
    ((_, _, words),) = told(batch)
    assert "总产值 2025 以前年份的数不同" in words
    marked = load_workbook(BytesIO(batch_marks.marked(actor=bulk.cast.county_officer, batch=batch).content))
    asked = next(row for row in marked["核实说明"].iter_rows(values_only=True) if row[0] == "k00000")
    assert asked[2] == "总产值 2025 以前年份的数不同"
    batch = looked(bulk, as_workbook(listed, **why(["k00000", asked[2], "上年把甲公司的 100 万元漏报了，这次补上"])))
    assert told(batch) == []
    bulk.work(bulk.choose(batch, "all"))
    assert Explanation.objects.get().check_id == "restated:total.2025"


def _next_year(lot: lots.Lot) -> lots.Lot:
    return lots.Lot(lot.kind, lot.key, lot.name, lot.form, "2026")


def test_the_marked_workbook_lists_what_is_to_be_explained_and_can_be_sent_again(bulk: Desk) -> None:
    jumped = rows(k1={"total.2025": "400"}, k2={"total.2025": "400"})
    batch = looked(bulk, as_workbook(jumped, 龙头企业=ROWS))
    given = batch_marks.marked(actor=bulk.cast.county_officer, batch=batch)
    book = load_workbook(BytesIO(given.content))
    sheet = book["核实说明"]
    listed = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert (listed["k00001"][2], listed["k00002"][2]) == (ASKED, ASKED)
    assert looked(bulk, given.content).bad_rows == 2  # listed, nothing written yet
    for row in sheet.iter_rows(min_row=2):
        assert row[3].fill.start_color.rgb == RED
        row[3].value = REASON
    out = BytesIO()
    book.save(out)
    batch = looked(bulk, out.getvalue())
    assert (told(batch), batch.rows) == ([], 4)


# --- nothing silently -------------------------------------------------------------------------------------------------


def test_columns_and_sheets_nobody_asked_for_are_named_and_have_to_be_confirmed(bulk: Desk) -> None:
    listed = [one | {"备注": "见附件" if one["#key"] == "k00001" else "", "空": ""} for one in rows()]
    lines = [[*ROWS_HEAD, "电话"], ["k00000", "甲公司", 1, 2, "0411"]]
    batch = looked(bulk, as_workbook(listed, 龙头企业=lines, 草稿=[["随便写的"]]))
    named = unused(batch)
    assert [("「备注」" in one, "「电话」" in one, "「草稿」" in one) for one in named] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        bulk.choose(batch, "all")
    assert refused.value.code == "not-agreed"
    assert Version.objects.count() == 0
    assert bulk.work(bulk.choose(batch, "all", agreed=True)).done_rows == 4


def test_a_column_that_is_not_there_is_named_and_counts_as_empty(bulk: Desk) -> None:
    batch = looked(bulk, as_csv(rows()), "批量.csv")
    assert any("没有「从业人数」一列" in one for one in unused(batch, lost=False))
    assert bulk.work(bulk.choose(batch, "all")).done_rows == 4


def test_the_blank_table_has_a_sheet_for_each_table_and_one_for_explanations(bulk: Desk) -> None:
    given = batches.blank(actor=bulk.cast.county_officer, lot=bulk.firms.lot(), on=bulk.clock.date())
    book = load_workbook(BytesIO(given.content))
    assert book.sheetnames == ["批量填报", "龙头企业", "核实说明"]
    main = book["批量填报"]
    columns = {main.cell(4, col).value: col for col in range(1, main.max_column + 1)}
    for number, one in enumerate(rows(k1={"total.2025": "400"})):
        for address, value in one.items():
            main.cell(5 + number, columns[address]).value = float(value) if address[0] in "ts" else value
    table, asked = book["龙头企业"], book["核实说明"]
    assert [table.cell(3, col).value for col in range(1, 6)] == ["编号", "名称", *ROWS_HEAD[1:]]
    assert [table.cell(5 + n, 1).value for n in range(4)] == [f"k{n:05d}" for n in range(4)]
    table.cell(6, 3).value, table.cell(6, 4).value = "甲公司", 3
    for col, text in enumerate(["k00001", "", ASKED, REASON], 1):
        asked.cell(5, col).value = text
    out = BytesIO()
    book.save(out)
    batch = looked(bulk, out.getvalue())
    assert (batch.rows, told(batch), unused(batch)) == (4, [], [])
    bulk.work(bulk.choose(batch, "all"))
    assert queries.values_of(bulk.firms.told["k00001"])["rows.1.sales"] == "3"


def _red(batch: Batch, bulk: Desk) -> dict[str, set[str]]:
    book = load_workbook(BytesIO(batch_marks.marked(actor=bulk.cast.county_officer, batch=batch).content))
    return {
        sheet.title: {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.start_color.rgb == RED}
        for sheet in book
    }
