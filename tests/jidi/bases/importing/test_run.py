"""A list with the defects real lists have: every row placed, or reported with why and what to do; twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jidi.accounts.models import Division
from jidi.accounts.services.divisions import load_divisions
from jidi.audit.models import Entry
from jidi.bases.enums import HostKind
from jidi.bases.importing.run import COMMAND_LINE, Fate, Report, RowResult, command_line, import_bases
from jidi.bases.invariants import broken
from jidi.bases.models import Base, TitleEvent, TitleHolding
from jidi.bases.services.bases import write_base
from jidi.bases.values import HostAt, ProductNamed
from jidi.common.say import Refused

HERE = Path(__file__).parent
LIST, COUNTS = HERE / "list.csv", HERE / "counts.csv"
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
HAND = command_line(AT)


@pytest.fixture(autouse=True)
def divisions(db: None) -> None:
    """The whole table of divisions with its former names."""
    load_divisions(at=AT)


@pytest.fixture
def report() -> Iterator[Report]:
    """The list, imported; whatever a test looks at, the register holds together afterwards."""
    yield import_bases(path=LIST, hand=HAND, counts=COUNTS)
    assert list(broken()) == []


def row(report: Report, number: int) -> RowResult:
    return next(one for one in report.rows if one.number == number)


def why(report: Report, number: int) -> str:
    found = row(report, number)
    assert found.fate is Fate.NOT_PLACED
    assert found.next_step
    return "".join(say.zh for say in found.why)


def titles(name: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    base = Base.objects.get(name=name)
    return [
        (held.title, held.state, [(event.act, str(event.on)) for event in held.events.order_by("on", "id")])
        for held in base.titles.order_by("id")
    ]


def test_every_row_is_placed_or_reported(report: Report) -> None:
    assert [one.number for one in report.rows] == list(range(2, 25))
    assert [one.number for one in report.rows if one.fate is Fate.NOT_PLACED] == [
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
    ]
    assert report.count(Fate.PLACED) == 13
    assert Base.objects.count() == report.bases_added == 11


def test_a_second_run_adds_nothing(report: Report) -> None:
    trail = Entry.objects.count()
    again = import_bases(path=LIST, hand=HAND)
    assert (again.bases_added, again.events_added, again.converted) == (0, 0, 0)
    assert (again.count(Fate.PLACED), again.count(Fate.ALREADY)) == (0, 13)
    assert Entry.objects.count() == trail


def test_a_dry_run_says_the_same_and_keeps_nothing() -> None:
    trail = Entry.objects.count()
    tried = import_bases(path=LIST, hand=HAND, counts=COUNTS, dry_run=True)
    assert (tried.count(Fate.PLACED), tried.bases_added) == (13, 11)
    assert [check.held for check in tried.counts][:2] == [2, 2]
    assert (Base.objects.count(), TitleEvent.objects.count(), Entry.objects.count()) == (0, 0, trail)


def test_two_bases_in_one_county_are_two(report: Report) -> None:
    assert set(Base.objects.filter(area_id="210283").values_list("product_words", flat=True)) == {"贝类", "蓝莓"}


def test_one_base_has_many_events(report: Report) -> None:
    assert titles("虚拟庄河国家外贸转型升级基地(贝类)") == [
        ("national", "held", [("designated", "2020-12-31"), ("assessed", "2023-02-24")])
    ]
    held = TitleHolding.objects.get(base__product_words="贝类")
    assert (held.result, held.result_on, held.from_exact) == ("passed", date(2023, 2, 24), False)


def test_a_host_is_what_it_is(report: Report) -> None:
    hosts = {base.product_words: base.hosts.get() for base in Base.objects.exclude(product_words="眼镜")}
    told = {product: (host.kind, host.area_id, host.words) for product, host in hosts.items()}
    assert {product: told[product] for product in ("软件", "渔网", "有色金属", "餐具", "宠物用品、食品")} == {
        "软件": ("park", "210200", "大连高新技术产业园区"),
        "渔网": ("town", "210214", "皮口镇"),
        "有色金属": ("enterprise", "610000", "虚钼股份"),
        "餐具": ("division", "330226", "宁海县"),
        "宠物用品、食品": ("division", "210800", "营口市"),
    }


def test_several_products_in_one_title_are_several(report: Report) -> None:
    products = Base.objects.get(product_words="宠物用品、食品").product_sets.get().products
    assert list(products.values_list("name", flat=True)) == ["宠物用品", "食品"]


def test_a_host_renamed_after_the_designation_has_both_names(report: Report) -> None:
    base = Base.objects.get(product_words="眼镜")
    assert (base.area_id, base.host_words) == ("430582", "邵东市")
    assert list(base.hosts.order_by("from_on").values_list("area_id", "words", "from_on", "to_on")) == [
        ("430521", "邵东县", date(2018, 2, 24), date(2020, 1, 1)),
        ("430582", "邵东市", date(2020, 1, 1), None),
    ]
    remarks = "".join(say.zh for say in row(report, 7).why)
    assert "邵东县自 2019 起为邵东市" in remarks
    assert "是公示的日期" in remarks


def test_a_predecessor_title_is_converted_whatever_order_the_rows_came_in(report: Report) -> None:
    base = Base.objects.get(product_words="模具")
    assert [name.name for name in base.names.order_by("from_on")] == [
        "虚拟余姚模具示范基地",
        "余姚市国家外贸转型升级基地(模具)",
    ]
    old = base.titles.get(title="national-model-base")
    new = base.titles.get(title="national")
    assert (old.batch, old.state, old.held_until) == (1, "converted", new.held_from)
    assert new.before == old
    assert [event.act for event in new.events.order_by("on", "id")] == ["designated", "assessed"]


def test_a_title_assessed_out_of_another_names_that_one(report: Report) -> None:
    assert titles("虚拟贵阳高新国家外贸转型升级基地") == [
        ("tech-trade-base", "converted", [("listed", "2020-12-31"), ("converted", "2020-12-31")]),
        ("national", "held", [("designated", "2020-12-31")]),
    ]
    assert "没有写明产品" in "".join(say.zh for say in row(report, 13).why)


def test_an_announced_base_has_no_title_yet(report: Report) -> None:
    assert titles("虚拟大石桥基地(菱镁)") == [("provincial", "announced", [("announced", "2022-10-24")])]


WHY = {
    15: "没有写明年份或日期",
    16: "代码 330106 是浙江省杭州市西湖区，名称“永嘉县”是浙江省温州市永嘉县",
    17: "不是已知的行政区划、园区、乡镇或企业",
    18: "event 的“重新评估”不能识别",
    19: "level 的“乡级”不能识别",
    20: "没有“2021-02-30”这一天",
    21: "source_url 为空",
    22: "其中一方没有写明产品",
    23: "称号的状态是“有效”，之后不能是“认定”",
    24: "单元格数与首行列数不同",
}


def test_what_could_not_be_placed_says_why_and_what_to_do(report: Report) -> None:
    assert [number for number, words in WHY.items() if words not in why(report, number)] == []


def test_the_import_stands_in_the_trail(report: Report) -> None:
    entry = Entry.objects.get(action="bases.import")
    assert (entry.who_name, entry.detail["bases"], entry.detail["not_placed"][0]) == (COMMAND_LINE.name, 11, 15)
    opened = Entry.objects.filter(action="base.open")
    assert opened.count() == 11
    assert {event.is_opening for event in TitleEvent.objects.all()} == {True}


def test_counts_are_compared_where_they_can_be(report: Report) -> None:
    told = [(check.number, check.stated, check.held, check.perhaps, check.agrees) for check in report.counts]
    assert told == [
        (2, 2, 2, 0, True),
        (3, 5, 2, 0, False),
        (4, 2, 2, 0, True),
        (5, 9, 2, 4, False),
        (6, 3, None, 0, False),
        (7, 40, None, 0, False),
        (8, 4, None, 0, False),
        (9, 4, None, 0, False),
    ]
    assert report.counts[1].why.zh == "登记至少少 3 个，请补录。"
    assert "没有认出地区“火星省”" in report.counts[6].why.zh


def test_the_file_may_be_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes(LIST.read_text("utf-8").encode("gb18030"))
    assert import_bases(path=path, hand=HAND).bases_added == 11


def test_the_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_text(LIST.read_text("utf-8"), "utf-8-sig")
    assert import_bases(path=path, hand=HAND).bases_added == 11


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00\x81\x30", "编码既不是 UTF-8 也不是 GB18030"),
        ("base_name,level\n一,国家级\n".encode(), "缺少列：province、city"),
        (b"", "缺少列"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        import_bases(path=path, hand=HAND)
    assert words in caught.value.why.zh
    with pytest.raises(Refused):
        import_bases(path=tmp_path / "nothing.csv", hand=HAND)


def test_a_base_on_the_register_is_taken_up_and_keeps_its_earlier_host(tmp_path: Path) -> None:
    area = Division.objects.get(pk="430582")
    base = write_base(
        HAND,
        scheme="foreign-trade-base",
        name="邵东眼镜基地",
        host=HostAt(HostKind.DIVISION, area),
        products=[ProductNamed("眼镜")],
        from_on=date(2021, 1, 1),
        source="经办人登记",
    )
    report = import_bases(path=LIST, hand=HAND)
    assert row(report, 7).base_id == base.pk
    assert list(base.hosts.order_by("from_on").values_list("words", "from_on")) == [
        ("邵东县", date(2018, 2, 24)),
        ("邵东市", date(2020, 1, 1)),
    ]
    assert list(base.names.order_by("from_on").values_list("name", flat=True)) == [
        "虚拟邵东县国家外贸转型升级基地(眼镜)",
        "邵东眼镜基地",
    ]
    assert list(broken()) == []
