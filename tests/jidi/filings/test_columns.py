"""The analytic copy holds what was filed, is swapped whole, and answers by base, city, product and period."""

from __future__ import annotations

import csv
import io
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as site
from django.db import connection

from jidi.accounts.acting import Permit
from jidi.common.say import Say
from jidi.filings import queries
from jidi.filings.columns import build as building
from jidi.filings.columns.agree import check
from jidi.filings.columns.ask import By, by_group, indicators, periods
from jidi.filings.columns.build import rebuild, refresh
from jidi.filings.columns.export import to_csv, to_excel, to_sdmx
from jidi.filings.columns.gather import Document, Wide
from jidi.filings.columns.place import Copy, current_copy, root
from jidi.filings.enums import Status
from jidi.filings.judging import Rules
from jidi.filings.models import Filing, Version
from jidi.filings.services import set_status
from policycore.forms import Form, FormField
from tests.cast import Cast
from tests.jidi.filings.columns_world import ON, World, build
from tests.jidi.filings.conftest import AT
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "DATA", tmp_path)


@pytest.fixture
def world(cast: Cast, rules: Rules) -> World:
    return build(cast, rules)


def everything() -> list[int]:
    return list(Filing.objects.values_list("pk", flat=True))


def ask(copy: Copy, indicator: str, by: By, *wanted: str, **more: Any) -> dict[str, list[Any]]:
    answer = by_group(copy, indicator, by, wanted, more.pop("fence", None) or everything(), **more)
    return {line.name: list(line.cells) for line in answer.lines}


def test_one_row_for_each_subject_period_and_filing_and_a_column_for_each_field(world: World) -> None:
    import duckdb

    copy = rebuild(AT)
    part = next(one for one in copy.parts if not one.table)
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT period, vintage, exports, rate, event, status FROM read_parquet('{copy.path(part.file)}') "  # noqa: S608
            f"WHERE subject_key = '{world.bases['sea'].pk}' ORDER BY vintage, period"
        ).fetchall()
    assert rows == [
        ("2023", "2024", Decimal(900000), None, None, "filed"),
        ("2024", "2024", Decimal(1000000), Decimal("0.055"), None, "filed"),
        ("2024", "2025", Decimal(1000000), None, None, "filed"),
        ("2025", "2025", Decimal(1500000), None, 0, "filed"),
    ]


def test_an_indicator_by_base_with_change_share_and_rank(world: World) -> None:
    copy = rebuild(AT)
    found = ask(copy, "exports", By.BASE, "2025")
    assert [(name, cells[0].amount, cells[0].rank) for name, cells in found.items()] == [
        ("大石桥基地", Decimal("200.5"), 1),
        ("庄河市外贸转型升级基地（海产品）", Decimal(150), 2),
        ("金州基地", Decimal(50), 3),
    ]
    sea = found["庄河市外贸转型升级基地（海产品）"][0]
    assert (sea.change, round(sea.share, 2)) == (50, Decimal("37.45"))
    assert found["大石桥基地"][0].change is None  # nothing to compare with: it was zero


def test_cities_add_their_bases_and_products_stand_apart(world: World) -> None:
    copy = rebuild(AT)
    assert {name: cells[0].amount for name, cells in ask(copy, "exports", By.CITY, "2025").items()} == {
        "大连市": 200,
        "营口市": Decimal("200.5"),
    }
    assert set(ask(copy, "exports", By.PRODUCT, "2025")) == {"海产品", "机械", "镁"}
    answer = by_group(copy, "exports", By.PROVINCE, ["2024", "2025"], everything())
    assert [cell.amount for cell in answer.total] == [140, Decimal("400.5")]


def test_what_cannot_be_added_stands_only_where_it_stands_alone(world: World) -> None:
    world.file("gold", "2024", {"exports.2023": "1", "exports.2024": "40", "rate": "9"}, "sister_county_officer")
    copy = rebuild(AT)
    assert {cells[0].amount for cells in ask(copy, "card.rate", By.BASE, "2024").values()} == {Decimal("5.5"), 9}
    assert [cells[0].amount for cells in ask(copy, "card.rate", By.CITY, "2024").values()] == [None]


def test_an_enterprise_in_several_bases_counts_once_above_them(world: World) -> None:
    copy = rebuild(AT)
    assert indicators(copy)["firm-sales"].rows
    assert {cells[0].amount for cells in ask(copy, "firm-sales", By.BASE, "2025").values()} == {
        Decimal("15.01"),
        Decimal("12.51"),
        Decimal("10.01"),
    }
    assert [cells[0].amount for cells in ask(copy, "firm-sales", By.PROVINCE, "2025").values()] == [Decimal("17.51")]
    cities = by_group(copy, "firm-sales", By.CITY, ["2025"], everything())
    assert [line.cells[0].amount for line in cities.lines] == [Decimal("17.51"), Decimal("10.01")]
    assert cities.total[0].amount == Decimal("17.51")
    # Both cities name one of them: what overlaps is no share of the whole.
    assert [line.cells[0].share for line in cities.lines] == [None, None]


def test_nobody_gets_an_answer_from_a_filing_outside_their_fence(world: World) -> None:
    copy = rebuild(AT)
    mine = list(Filing.objects.filter(area_id="210283").values_list("pk", flat=True))
    assert list(ask(copy, "exports", By.BASE, "2025", fence=mine)) == ["庄河市外贸转型升级基地（海产品）"]
    assert by_group(copy, "exports", By.BASE, ["2025"], []).lines == ()
    assert periods(copy, "exports", []) == []
    assert periods(copy, "exports", mine) == ["2025", "2024", "2023"]


def test_only_accepted_figures_on_request_and_none_that_was_handed_back(world: World) -> None:
    actor = world.cast.city_officer
    versions = {one.owner_key: one.versions.get() for one in Filing.objects.all()}
    for key, status in (("sea-2025", Status.ACCEPTED), ("gold-2025", Status.RETURNED)):
        permit = Permit(actor, "case.edit", "case", key, Say("测试", "test"))
        set_status(version=versions[key], status=status, actor=actor, permit=permit, at=AT)
    copy = rebuild(AT)
    assert set(ask(copy, "exports", By.BASE, "2025", accepted_only=True)) == {"庄河市外贸转型升级基地（海产品）"}
    assert "金州基地" not in ask(copy, "exports", By.BASE, "2025")


def test_a_copy_is_made_anew_only_when_something_changed(world: World) -> None:
    first = refresh(AT)
    assert first is not None
    assert refresh(AT) is None
    world.file("gold", "2024", {"exports.2023": "1", "exports.2024": "40"}, "sister_county_officer")
    second = refresh(AT)
    assert second is not None
    assert current_copy() == second
    assert first.folder.is_dir()  # who reads it now may finish


def test_a_copy_that_fails_half_way_leaves_the_old_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rebuild(AT)
    monkeypatch.setattr(building, "_write_bases", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuild(AT)
    assert current_copy() == first
    assert [one.name for one in root().glob("copy-*")] == [first.folder.name]


def test_without_anything_filed_there_is_no_copy(cast: Cast) -> None:
    assert refresh(AT) is None
    assert current_copy() is None


def test_the_same_answer_as_csv_excel_and_sdmx(world: World) -> None:
    answer = by_group(rebuild(AT), "exports", By.BASE, ["2024", "2025"], everything())
    rows = list(csv.reader(io.StringIO(to_csv(answer).decode("utf-8-sig"))))
    assert rows[0][:3] == ["基地", "2024 万元", "2024 同比（%）"]
    assert rows[1][0] == "大石桥基地"
    sheet = openpyxl.load_workbook(io.BytesIO(to_excel(answer))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:2] == ["大石桥基地", 0]
    told = list(csv.DictReader(io.StringIO(to_sdmx(answer).decode())))
    assert {one["STRUCTURE"] for one in told} == {"dataflow"}
    assert [one["OBS_VALUE"] for one in told if one["TIME_PERIOD"] == "2025"] == ["200.5", "150", "50"]
    assert {one["OBS_STATUS"] for one in told} == {"P"}


def test_share_and_place_are_live_formulas_that_show_what_was_answered(world: World, tmp_path: Path) -> None:
    answer = by_group(rebuild(AT), "exports", By.BASE, ["2024", "2025"], everything())
    path = tmp_path / "answer.xlsx"
    path.write_bytes(to_excel(answer))
    written = openpyxl.load_workbook(path).active
    assert written is not None
    assert (written["E3"].value, written["D3"].value) == ("=RANK(B3,B$3:B$5)", "=ROUND(B3*100/B$6,2)")
    assert written["J4"].value == "=RANK(G4,G$3:G$5)"
    shown = [openpyxl.load_workbook(path, data_only=True).active]
    if SOFFICE is None:
        print(WHY_NOT)
    else:
        shown.append(openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True).active)
    for sheet in shown:
        assert sheet is not None
        for place, line in enumerate(answer.lines, 3):
            for letters, cell in zip(("DE", "IJ"), line.cells, strict=True):
                share, rank = sheet[f"{letters[0]}{place}"].value, sheet[f"{letters[1]}{place}"].value
                assert rank == cell.rank
                assert (share is None) == (cell.share is None)
                assert share is None or abs(Decimal(str(share)) - round(cell.share or 0, 2)) < Decimal("0.001")


def test_parts_add_up_to_the_whole_at_every_level(world: World) -> None:
    rebuild(AT)
    assert list(check(ON)) == []


def test_a_sum_that_is_not_that_of_its_parts_is_found(world: World) -> None:
    rebuild(AT)
    with connection.cursor() as cursor:
        for version in Version.objects.all():
            values = queries.values_of(version)
            changed = {key: f"9{text}" for key, text in values.items() if key.startswith(("exports.2025", "firms."))
                       and text.replace(".", "").isdigit()}  # fmt: skip
            text = json.dumps({**values, **changed}, ensure_ascii=False)
            cursor.execute("UPDATE filings_version SET values_json = %s WHERE id = %s", [text, version.pk])
    found = {(one.code, one.thing.split(" ")[0]) for one in check(ON)}
    assert found == {("I5", "exports"), ("I5", "firm-sales")}


def test_a_copy_older_than_what_was_filed_is_not_compared(world: World) -> None:
    rebuild(AT)
    world.file("gold", "2024", {"exports.2023": "1", "exports.2024": "40"}, "sister_county_officer")
    assert list(check(ON)) == []


@pytest.mark.parametrize(
    ("unit", "kind", "scale", "filed", "base"),
    [
        ("亿元", "number", 2, "214.30", "21430000000"),
        ("亿元", "number", 8, "0.00000001", "1"),
        ("万元", "number", 2, "-12.5", "-125000"),
        ("", "percent", 1, "6.1", "0.061"),
        ("平方米", "number", 2, "2.5", "0.00375"),
        ("亿元", "number", 2, "123456789012345678.12", "12345678901234567812000000"),
        ("人", "integer", 2, "3500", "3500"),
    ],
)
def test_a_figure_lies_in_the_copy_in_base_units_to_the_last_digit(
    unit: str, kind: str, scale: int, filed: str, base: str
) -> None:
    import duckdb

    field = FormField.model_validate({"id": "area", "zh": "数", "kind": kind, "unit": unit, "scale": scale})
    form = Form.model_validate(
        {"id": "f", "zh": "表", "basis": "house", "sections": [{"id": "s", "zh": "节", "fields": [field]}]}
    )
    with duckdb.connect() as db:
        wide = Wide(db, form, [field])
        keys = (1, 2, "base", "42", "210283", "2025", AT, "filed")
        wide.add([Document(keys, {"area": filed}), Document((3, *keys[1:]), {})])
        to = Path(site.DATA) / "one.parquet"
        assert wide.write(to) == 2
        found = db.execute(f"SELECT area_, area FROM read_parquet('{to}') ORDER BY version").fetchall()  # noqa: S608
    assert found == [(Decimal(base), "210283"), (None, "210283")]


def test_old_copies_go_but_never_one_that_may_still_be_read_or_written(world: World) -> None:
    unfinished = root() / "copy-abc"
    unfinished.mkdir(parents=True)
    first, second = rebuild(AT), rebuild(AT)
    assert unfinished.is_dir()
    for folder in (unfinished, first.folder, second.folder):
        os.utime(folder, (1, 1))
    rebuild(AT)
    assert not unfinished.exists()
    assert not first.folder.exists()
    assert second.folder.is_dir()
