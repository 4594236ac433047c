"""The whole table of divisions loads in one call, twice without doing anything twice, and names are found in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from jidi.accounts.enums import Tier
from jidi.accounts.gazetteer import Gazetteer, current_code, resolve_place
from jidi.accounts.models import Division, DivisionChange
from jidi.accounts.queries import cities_of, counties_of
from jidi.accounts.services.divisions import Loaded, load_divisions, read_table, surely_gone
from jidi.audit.models import Entry

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TABLE = settings.ROOT / "data" / "divisions"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The names of the whole table."""
    return Gazetteer.of(*read_table(TABLE))


@pytest.mark.django_db
def test_loading_is_one_call_and_a_second_one_adds_nothing() -> None:
    assert load_divisions(at=AT) == Loaded(added=3354, changed=0, divisions=3354, former=5)
    assert load_divisions(at=AT) == Loaded(added=0, changed=0, divisions=3354, former=5)
    assert [entry.action for entry in Entry.objects.all()] == ["divisions.load"]

    assert Division.objects.filter(tier=Tier.PROVINCE).count() == 31
    assert cities_of("210000").count() == 14
    assert [city.name for city in cities_of("110000")] == []
    assert counties_of("110000").count() == 16
    assert counties_of("429000").count() == 4
    county = Division.objects.get(pk="429004")
    assert county.parent is not None
    assert (county.parent.name, county.parent.is_virtual) == ("省直辖县级行政区划", True)
    assert Division.objects.get(pk="410171").is_zone


@pytest.mark.django_db
def test_a_place_of_former_name_is_kept_with_the_day_it_was_surely_gone() -> None:
    load_divisions(at=AT)
    old = Division.objects.get(pk="430521")
    assert (old.name, old.valid_to) == ("邵东县", date(2020, 1, 1))
    assert DivisionChange.objects.get(old_code="130429").source.startswith("国函〔2016〕157号")
    assert current_code("430521") == "430582"
    assert current_code("210882") == "210882"


@pytest.mark.django_db
def test_a_changed_name_in_the_table_is_taken_over_and_said(tmp_path: Path) -> None:
    for name in ("provinces.csv", "cities.csv", "areas.csv", "changes.csv"):
        lines = (TABLE / name).read_text("utf-8").splitlines(keepends=True)
        kept = [lines[0], *(line for line in lines if line.startswith("11"))]
        (tmp_path / name).write_text("".join(kept), "utf-8")
    load_divisions(at=AT, folder=tmp_path)
    areas = tmp_path / "areas.csv"
    areas.write_text(areas.read_text("utf-8").replace("东城区", "东新区"), "utf-8")

    loaded = load_divisions(at=AT, folder=tmp_path)

    assert (loaded.added, loaded.changed) == (0, 1)
    assert Division.objects.get(pk="110101").name == "东新区"
    assert Entry.objects.last().detail["changed"] == ["110101"]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_torn_row_is_named_with_file_and_line(tmp_path: Path) -> None:
    for name in ("provinces.csv", "cities.csv", "areas.csv", "changes.csv"):
        (tmp_path / name).write_text((TABLE / name).read_text("utf-8"), "utf-8")
    (tmp_path / "provinces.csv").write_text('code,name\n11,"北京市"\n12\n', "utf-8")
    with pytest.raises(ValueError, match=r"provinces\.csv:3: a cell is empty or missing"):
        load_divisions(at=AT, folder=tmp_path)


@pytest.mark.parametrize(
    ("since", "gone"),
    [
        ("2019", date(2020, 1, 1)),
        ("2016-09", date(2016, 10, 1)),
        ("2019-12", date(2020, 1, 1)),
        ("2020-06-23", date(2020, 6, 23)),
    ],
)
def test_a_former_place_is_surely_gone_when_its_year_or_month_is_over(since: str, gone: date) -> None:
    assert surely_gone(since) == gone


@pytest.mark.parametrize(
    ("text", "province", "code", "rest"),
    [
        ("浙江省台州市黄岩区", None, "331003", ""),
        ("浙江台州黄岩", None, "331003", ""),
        ("台州市黄岩区", "浙江省", "331003", ""),
        ("浙江省台州市", "浙江省", "331000", ""),
        ("浙江省永康市", None, "330784", ""),
        ("大石桥市", "辽宁省", "210882", ""),
        ("大石桥", "210000", "210882", ""),
        (" 辽宁省　大连市 庄河市 ", None, "210283", ""),
        ("北京市东城区", None, "110101", ""),
        ("重庆市丰都县", None, "500230", ""),
        ("湖北省仙桃市", None, "429004", ""),
        ("新疆维吾尔自治区石河子市", None, "659001", ""),
        ("内蒙古鄂尔多斯", None, "150600", ""),
        ("通州区川姜镇", "江苏省", "320612", "川姜镇"),
        ("鹿泉经济开发区", "河北省", "130110", "经济开发区"),
        ("郑州经济技术开发区", "河南省", "410171", ""),
        ("长沙经济技术开发区", "湖南省", "430100", "经济技术开发区"),
        ("", "陕西省", "610000", ""),
        ("朝阳市朝阳县", "辽宁省", "211321", ""),
        ("吉林省吉林市", None, "220200", ""),
    ],
)
def test_a_place_is_found_by_its_names(
    gazetteer: Gazetteer, text: str, province: str | None, code: str, rest: str
) -> None:
    place = resolve_place(text, province, gazetteer)
    assert place.division is not None, place.why
    assert (place.division.code, place.rest, place.change) == (code, rest, None)


@pytest.mark.parametrize(
    ("text", "code", "old"),
    [
        ("邵东县", "430582", "邵东县"),
        ("湖南省邵阳市邵东县(今邵东市)", "430582", "邵东县"),
        ("永年县", "130408", "永年县"),
        ("河北省任县", "130505", "任县"),
        ("邢台市南和县", "130506", "南和县"),
        ("长垣县", "410783", "长垣县"),
    ],
)
def test_a_former_name_leads_to_the_place_of_today_and_says_so(
    gazetteer: Gazetteer, text: str, code: str, old: str
) -> None:
    place = resolve_place(text, None, gazetteer)
    assert place.division is not None
    assert place.change is not None
    assert (place.division.code, place.change.old_name, place.rest) == (code, old, "")
    assert f"原{old}" in place.why.zh


def test_a_name_several_places_have_is_left_open_with_the_places(gazetteer: Gazetteer) -> None:
    place = resolve_place("鼓楼区", None, gazetteer)
    assert place.division is None
    assert {division.code for division in place.candidates} == {"320106", "320302", "350102", "410204"}
    assert "江苏省南京市鼓楼区" in place.why.zh
    found = resolve_place("鼓楼区", "河南省", gazetteer).division
    assert found is not None
    assert found.code == "410204"


@pytest.mark.parametrize(
    ("text", "province", "why"),
    [
        ("火星基地", None, "没有认出行政区划名称。"),
        ("黄岩区", "辽宁省", "没有认出行政区划名称。"),
        ("黄岩区", "东海省", "没有名为“东海省”的省份。"),
    ],
)
def test_what_is_not_found_says_why(gazetteer: Gazetteer, text: str, province: str | None, why: str) -> None:
    place = resolve_place(text, province, gazetteer)
    assert place.division is None
    assert place.why.zh == why
