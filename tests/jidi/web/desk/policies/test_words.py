"""Rules, values and texts of forms in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jidi.common.say import Say
from jidi.policies.models import PointDecision
from jidi.web.desk.policies.examples import _findings
from jidi.web.desk.policies.form_text import check_form_text, text_of
from jidi.web.desk.policies.kept import ByDigest
from jidi.web.desk.policies.labels import label_in
from jidi.web.desk.policies.needs import points_in, readings_in_words, rules_needing
from jidi.web.desk.policies.points import dash_of, holds, in_force_say, points_now, wanted_say
from jidi.web.desk.policies.rules import describe
from jidi.web.desk.policies.values import decided_say, month_day_say, plain_say
from policycore.open_points import OpenPoint
from policycore.pack import Pack, load_pack
from policycore.pack.reading import read_text
from policycore.units import UNITS, Quantity
from tests.jidi.web.desk.policies.conftest import ROOT


@pytest.fixture(scope="module")
def tea() -> Pack:
    return load_pack(ROOT / "tests" / "packs" / "fixture")


def told(pack: Pack, section: str, key: str) -> Any:
    rule = next(rule for of, name, rule in pack.elements() if (of, name) == (section, key))
    return describe(pack, section, key, rule)


@pytest.mark.parametrize(
    ("section", "key", "kind", "who", "said"),
    [
        ("vetoes", "false-statement", "否决", "茶亭", "由人认定并附凭据："),
        ("grounds", "poor-years", "事由", "系统提示，省商务厅和省财政厅决定", "系统只提出「取消」，由有权机关决定"),
        ("obligations", "figures", "义务", "县商务局", "每季度，期后 10 个工作日内"),
        ("obligations", "platform", "义务", "茶亭", "每年，2 月底前"),
        ("obligations", "summary", "义务", "县商务局", "县商务局报市商务局和市财政局，2 月 15 日前"),
        ("measures", "publicity", "措施", "县商务局", ""),
        ("actors", "both", "机构", "省商务厅和省财政厅", "省级部门联合"),
        ("actors", "conference", "机构", "联席会议", "职责：议定名单、议定移交"),
    ],
)
def test_a_rule_is_said_with_who_acts(tea: Pack, section: str, key: str, kind: str, who: str, said: str) -> None:
    row = told(tea, section, key)
    assert row.kind.zh == kind
    if section != "vetoes":
        assert row.who.zh == who
    assert any(said in line.zh for line in row.lines) or not said


def test_every_rule_of_a_pack_has_words_in_both_languages(tea: Pack) -> None:
    for section, key, rule in tea.elements():
        row = describe(tea, section, key, rule)
        assert row.kind.en, key
        assert row.what.zh, key
        for line in (*row.lines, row.who):
            assert line.zh, key
            assert not [word for word in ("Say(", "Words(", "None") if word in line.zh + line.en], key


def test_a_doubtful_text_is_said_reading_by_reading(tea: Pack) -> None:
    lines = [line.zh for line in told(tea, "vetoes", "serious-event").lines]
    assert lines[0] == "按「谁的事件」的决定，取其一："
    assert lines[1].startswith("· 茶亭自己的：")
    readings = readings_in_words(tea, tea.open_points["whose-events"])
    assert set(readings) == {"its-own", "of-the-place"}


def test_the_points_a_rule_needs_are_found(tea: Pack) -> None:
    assert points_in(tea.vetoes["serious-event"]) == ("whose-events", "span-starts")
    assert points_in(tea.actors["experts"]) == ("panel-size",)
    assert [section for section, _, _ in rules_needing(tea, "weights")] == ["scoring"]
    assert all(section != "open_points" for section, _, _ in rules_needing(tea, "span-starts"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "是"),
        (False, "否"),
        (None, "—"),
        (2022, "2022"),
        (Decimal("12345.60"), "12,345.6"),
        (date(2022, 3, 8), "2022-03-08"),
        (Quantity(Decimal(5), UNITS["亿元"]), "5 亿元"),
        ([], "没有"),
        ("yes", "成立"),
        ("undetermined", "不能判断"),
        ({"kind": "x"}, "kind x"),
    ],
)
def test_values_are_said_as_people_write_them(value: Any, said: str) -> None:
    assert plain_say(value, Say).zh == said


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("03-15", "3 月 15 日", "day 15 of month 3"),
        ("period-end", "期末", "the end of the period"),
        ("02-month-end", "2 月底", "end of month 2"),
        ("month-end", "月底", "end of the month"),
    ],
)
def test_days_of_the_year(text: str, zh: str, en: str) -> None:
    assert (month_day_say(text).zh, month_day_say(text).en) == (zh, en)


def point(**more: Any) -> OpenPoint:
    data = {"id": "a-point", "zh": "某项", "why": "没有写。", "basis": "house", **more}
    return OpenPoint.model_validate(data)


@pytest.mark.parametrize(
    ("declared", "value", "said"),
    [
        ({"type": "integer", "unit": "人"}, 5, "5 人"),
        ({"type": "integer"}, 2022, "2022"),
        ({"type": "percent"}, Decimal("12.5"), "12.5%"),
        ({"type": "month-day"}, "02-month-end", "2 月底"),
        ({"type": "duration"}, "3 years", "3 年"),
        ({"type": "choice", "choices": {"a": {"zh": "甲"}}}, "a", "甲"),
        ({"kind": "window"}, {"length": 7, "unit": "workday", "count-first": True}, "7 个工作日（首日计入）"),
        ({"kind": "window"}, {"length": 3, "unit": "month"}, "3 个月"),
        ({"kind": "set"}, [], "（空）"),
        ({"kind": "weights"}, {"a": 60, "b": 40}, "2 项权重，合计 100"),
        ({"kind": "checklist"}, {"items": [{"id": "a", "zh": "甲"}]}, "1 份材料，其中 1 份必交"),
        ({"kind": "form"}, {"zh": "表", "sections": [{"fields": [1, 2]}]}, "表（1 部分，2 栏）"),
    ],
)
def test_a_decision_is_said_in_few_words(tea: Pack, declared: dict[str, Any], value: Any, said: str) -> None:
    assert decided_say(tea, point(**declared), value).zh == said


def test_what_a_point_wants_names_its_bounds() -> None:
    assert wanted_say(point(type="integer", min=5, max=9, unit="人")).zh == "整数，5 至 9，单位 人"
    assert wanted_say(point(type="number", max=3)).zh == "数，不大于 3"
    assert wanted_say(point(kind="reading", choices={"a": {"zh": "甲"}, "b": {"zh": "乙"}})).zh == "取哪种理解，甲 / 乙"


def row(**more: Any) -> PointDecision:
    data = {
        "pack_id": "fixture", "point": "first-day", "value_json": "true", "scope": "pack", "act": "某通知",
        "decided_on": date(2022, 3, 1), "valid_from": date(2022, 3, 1), "valid_to": None, **more,
    }  # fmt: skip
    return PointDecision(**data)


def test_what_an_example_finds_in_a_form_is_said_by_its_printed_labels(tea: Pack) -> None:
    form = tea.forms["application"]
    field = form.fields()[0]
    said = [one.zh for one in _findings(tea, "application", [f"{field.id}: must", "no-such: explain"])]
    assert said == [f"{field.zh}：强制", "no-such：核实"]
    assert [one.zh for one in _findings(tea, "application", [])] == ["没有问题"]


def test_a_decision_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    found = row(valid_to=date(2022, 5, 1))
    assert [holds(found, day) for day in (date(2022, 2, 28), date(2022, 3, 1), date(2022, 4, 30), date(2022, 5, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert in_force_say(found).zh == "2022-03-01 至 2022-04-30"


def test_the_dashed_chip_says_the_decision_or_that_there_is_none(tea: Pack) -> None:
    now = points_now(tea, [row()], date(2022, 6, 1))
    assert dash_of(tea, now["first-day"]).label.zh == "公示首日算不算：是"  # type: ignore[union-attr]
    open_one = dash_of(tea, now["silence"])
    assert open_one.open
    assert open_one.label.zh == "逾期不答复：未定"
    assert not now["first-day"].coming
    later = points_now(tea, [row(valid_from=date(2023, 1, 1))], date(2022, 6, 1))
    assert later["first-day"].coming
    assert not later["first-day"].decided


def test_of_several_decisions_the_widest_is_shown_first(tea: Pack) -> None:
    rows = [
        row(pk=1, scope="area", target="210200"),
        row(pk=2),
        row(pk=3, valid_from=date(2022, 4, 1), scope="year", target="2022"),
    ]
    now = points_now(tea, rows, date(2022, 6, 1))["first-day"]
    assert [one.pk for one in now.living] == [2, 3, 1]
    assert [one.pk for one in now.history] == [3, 2, 1]


# --- texts of forms ------------------------------------------------------------------------------------------------

GOOD = """zh: 表
sections:
  - id: one
    zh: 部分
    fields:
      - {id: a, zh: 甲, kind: number, years: 3, help: 写实数}
      - {id: b, zh: 乙, kind: choice, choices: {x: 天, y: 地}, required: false}
checks:
  - {id: c, zh: 甲不小于零, must: "[a] >= 0", severity: explain, basis: house}
"""


def test_a_form_is_shown_as_people_will_read_it(tea: Pack) -> None:
    checked = check_form_text(tea, tea.open_points["summary-form"], GOOD)
    assert checked.problems == ()
    assert checked.shown is not None
    assert checked.shown.count == 2
    first, second = checked.shown.sections[0].fields
    assert [line.zh for line in first.more] == ["连填 3 年", "写实数"]
    assert [line.zh for line in second.more] == ["可选：天、地"]
    assert not second.required
    assert [(kind.zh, said.zh) for kind, said in checked.shown.checks] == [("核实", "甲不小于零")]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("zh: [", 0, "不是 YAML 的写法"),
        ("只是一句话", 0, "要写成 键: 值"),
        (GOOD.replace("years: 3", "yeers: 3"), 6, "没有这个键；是不是想写 years？可用："),
        (GOOD.replace("kind: number", "kind: figure"), 6, "写的是 'figure'; 可用："),
        (GOOD.replace("id: b, zh: 乙", "id: a, zh: 乙"), 0, "这些栏目的 id 重复：a"),
        (GOOD.replace("[a] >= 0", "[z] >= 0"), 9, "z"),
        (GOOD.replace("    zh: 部分\n", ""), 3, "缺这一项，须写明"),
        (GOOD + "zh: 又一个\n", 10, "同一处写了两遍（先在第 1 行），留一个"),
        ("zh: &a 表\nen: *a\nsections: []\n", 2, "不支持 YAML 的引用"),
    ],
)
def test_what_is_wrong_in_the_text_of_a_form_names_its_line(tea: Pack, text: str, line: int, said: str) -> None:
    problems = check_form_text(tea, tea.open_points["summary-form"], text).problems
    assert any(said in problem.say.zh and (problem.line == line or not line) for problem in problems), [
        one.say.zh for one in problems
    ]


def test_a_decided_form_comes_back_as_text_that_reads_the_same() -> None:
    data = {"zh": "表", "on": date(2022, 3, 8), "n": Decimal("1.50"), "list": [1, "二", True], "text": "2022-03-08"}
    assert read_text(text_of(data), "").data == data


def test_a_decided_form_is_written_with_names_first() -> None:
    text = text_of(
        {
            "checks": [],
            "basis": "house",
            "sections": [{"fields": [{"kind": "text", "id": "a", "zh": "甲"}]}],
            "zh": "表",
        }
    )
    assert [line.split(":")[0].strip(" -") for line in text.splitlines()] == [
        "zh", "basis", "sections", "fields", "id", "zh", "kind", "checks",
    ]  # fmt: skip


def test_what_is_kept_by_digest_is_made_once() -> None:
    kept: ByDigest[list[int]] = ByDigest()
    made: list[int] = []
    assert kept.of("a", lambda: made) is kept.of("a", lambda: [1])
    for number in range(40):
        kept.of(str(number), list)
    assert kept.of("a", lambda: [2]) == [2]


def test_names_without_words_stand_as_they_are(tea: Pack) -> None:
    assert label_in(tea)("no-such-name").zh == "no-such-name"
