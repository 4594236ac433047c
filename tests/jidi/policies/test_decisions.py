"""Open points are decided by dated acts of whoever may, inside the bounds, and never edited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.policies import queries
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.services import DecisionsRefused, decide_many, decide_point, read_decisions
from policycore.open_points import Scope, Where
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 1, 2, tzinfo=UTC)


def decide(version: PackVersion, point: str, value: Any, **more: Any) -> PointDecision:
    given: dict[str, Any] = {"act": "关于认定工作的通知", "decided_on": date(2020, 5, 1), "actor": None, "at": AT}
    return decide_point(version_id=version.pk, point=point, value=value, **(given | more))


def test_a_decision_is_found_on_its_days_and_in_its_round_only(version: PackVersion) -> None:
    decide(version, "round-year", 2020, scope=Scope.ROUND, target="r1")
    book = queries.book("harbour-2020")
    assert book.find("round-year", date(2020, 5, 1), Where(round="r1")) is not None
    assert book.find("round-year", date(2020, 4, 30), Where(round="r1")) is None
    assert book.find("round-year", date(2020, 5, 1), Where(round="r2")) is None
    assert queries.book("harbour-2020", Where(round="r2")).decisions == ()


def test_a_later_decision_ends_the_earlier_one_the_day_before(version: PackVersion) -> None:
    first = decide(version, "first-day", value=True)
    decide(version, "first-day", value=False, valid_from=date(2020, 6, 1))
    book = queries.book("harbour-2020")
    values = [book.find("first-day", day, Where()) for day in (date(2020, 5, 31), date(2020, 6, 1))]
    assert [found.value for found in values if found] == [True, False]
    first.refresh_from_db()
    assert (first.valid_to, first.living_key) == (date(2020, 6, 1), None)


def test_a_decision_entered_late_stands_only_until_the_next_begins(version: PackVersion) -> None:
    decide(version, "first-day", value=True, valid_from=date(2020, 6, 1))
    decide(version, "first-day", value=False, valid_from=date(2020, 5, 1))
    book = queries.book("harbour-2020")
    found = [book.find("first-day", day, Where()) for day in (date(2020, 5, 31), date(2020, 6, 1))]
    assert [d.value for d in found if d] == [False, True]


def test_a_correction_on_the_same_day_replaces_the_first(version: PackVersion) -> None:
    decide(version, "first-day", value=True)
    decide(version, "first-day", value=False)
    found = queries.book("harbour-2020").find("first-day", date(2020, 5, 1), Where())
    assert found is not None
    assert found.value is False
    assert queries.decisions("harbour-2020", "first-day").count() == 2


def test_days_windows_and_amounts_come_back_as_what_they_are(version: PackVersion) -> None:
    decide(version, "start-day", "2020-05-01")
    assert PointDecision.objects.get(point="start-day").value == date(2020, 5, 1)
    window = {"length": 5, "unit": "workday", "count-first": False}
    decide(version, "city-days", window, scope=Scope.AREA, target="210200")
    assert PointDecision.objects.get(point="city-days").value == window


@pytest.mark.parametrize(
    ("point", "value", "more", "words"),
    [
        ("round-year", 2019, {"scope": Scope.ROUND, "target": "r"}, "小于下限 2020"),
        ("round-year", "many", {"scope": Scope.ROUND, "target": "r"}, "要一个数"),
        ("round-year", 2020, {}, "适用范围过宽"),
        ("round-year", 2020, {"scope": Scope.ROUND}, "须写 target"),
        ("dissent", "coin", {}, "只能选"),
        ("nothing", 1, {}, "不是本文件的待定项"),
        ("first-day", True, {"act": " "}, "没有写明依据哪份文件"),
        ("first-day", True, {"decided_on": date(2020, 6, 2)}, "还没有到"),
        ("city-days", {"length": 0, "unit": "day"}, {"scope": Scope.AREA, "target": "210200"}, "写法不对"),
        ("city-days", {"length": 3, "unit": "day"}, {"scope": Scope.AREA, "target": "331000"}, "不是 210000 内"),
        ("round-form", {"sections": []}, {"scope": Scope.ROUND, "target": "r"}, "sections"),
        ("round-list", [{"id": "a"}], {"scope": Scope.ROUND, "target": "r"}, "zh"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(
    version: PackVersion, point: str, value: Any, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(DecisionsRefused, match=words):
        decide(version, point, value, **more)
    assert PointDecision.objects.count() == 0


def test_a_form_whose_check_names_an_unknown_field_is_refused(version: PackVersion) -> None:
    form = {
        "zh": "申报表",
        "sections": [
            {"id": "s", "zh": "一", "fields": [{"id": "trade", "zh": "进出口额", "kind": "number", "unit": "万元"}]}
        ],
        "checks": [{"id": "c", "must": "[exports] <= [trade]", "basis": "house"}],
    }
    with pytest.raises(DecisionsRefused, match="exports"):
        decide(version, "round-form", form, scope=Scope.ROUND, target="r")
    form["checks"][0]["must"] = "[trade] >= 0 万元"  # type: ignore[index]
    decide(version, "round-form", form, scope=Scope.ROUND, target="r")


def test_only_the_issuer_decides_what_no_article_gives_to_another(cast: Cast, version: PackVersion) -> None:
    for outsider in (cast.city_officer, cast.finance_officer, cast.auditor, cast.decider, cast.other_province_officer):
        with pytest.raises(Denied):
            decide(version, "first-day", value=True, actor=outsider)
    row = decide(version, "first-day", value=True, actor=cast.province_officer)
    assert (row.by_name, row.by_organisation) == ("赵敏", "辽宁省商务厅")
    assert Entry.objects.filter(action="point.decided").count() == 1
    assert Entry.objects.filter(action="point.decide", outcome="refused").count() == 5


def test_whom_the_article_names_decides_and_for_its_own_area_only(cast: Cast, version: PackVersion) -> None:
    window = {"length": 5, "unit": "workday", "count-first": False}
    place: dict[str, Any] = {"scope": Scope.AREA, "actor": cast.city_officer}
    with pytest.raises(Denied, match="本地区"):
        decide(version, "city-days", window, target="210800", **place)
    decide(version, "city-days", window, target="210200", **place)
    with pytest.raises(Denied):
        decide(version, "city-days", window, target="210200", scope=Scope.AREA, actor=cast.province_officer)


def test_what_a_meeting_decides_is_recorded_by_the_office_that_keeps_its_record(
    cast: Cast, version: PackVersion
) -> None:
    decide(version, "silence", "agrees", actor=cast.province_officer)
    decide(version, "silence", "ask-again", actor=cast.decider)


def test_an_area_covers_its_own_counties_and_no_other_city(version: PackVersion) -> None:
    window = {"length": 5, "unit": "workday", "count-first": False}
    decide(version, "city-days", window, scope=Scope.AREA, target="211000")
    reached = [len(queries.book("harbour-2020", Where(area=code)).decisions) for code in ("211003", "211100", "211302")]
    assert reached == [1, 0, 0]


def test_many_decisions_are_taken_together_or_not_at_all(version: PackVersion) -> None:
    text = """
decisions:
  - {point: round-year, value: 2020, act: 通知, number: 测〔2020〕2号, date: 2020-05-01, scope: round, target: r1}
  - {point: first-day, value: maybe, act: 通知, date: 2020-05-01}
  - {point: silence, value: agrees, act: 通知, date: 2020-13-01, colour: red}
"""
    with pytest.raises(DecisionsRefused) as refused:
        decide_many(version_id=version.pk, lines=read_decisions(text), actor=None, at=AT)
    assert [line for line, _ in refused.value.problems] == [4, 5, 5, 5, 5]
    assert PointDecision.objects.count() == 0
    good = text.replace("maybe", "true").replace("2020-13-01, colour: red", "2020-05-02")
    assert len(decide_many(version_id=version.pk, lines=read_decisions(good), actor=None, at=AT)) == 3


def test_decisions_may_come_as_json(version: PackVersion) -> None:
    text = '[{"point": "first-day", "value": true, "act": "通知", "date": "2020-05-01"}]'
    assert decide_many(version_id=version.pk, lines=read_decisions(text), actor=None, at=AT)[0].value is True


@pytest.mark.parametrize("text", ["point: x", "- [", "just words"])
def test_a_file_that_is_no_list_says_so(text: str) -> None:
    with pytest.raises(DecisionsRefused):
        read_decisions(text)


def test_the_engine_sees_the_decision_with_its_act(version: PackVersion) -> None:
    decide(version, "first-day", value=True, act_number="测〔2020〕3号", is_demo=True)
    decision = queries.book("harbour-2020").decisions[0]
    assert (decision.number, decision.demo, decision.decided_on) == ("测〔2020〕3号", True, date(2020, 5, 1))


def test_decimals_survive(version: PackVersion) -> None:
    from jidi.policies.values import from_json, to_json

    value = {"a": Decimal("1.50"), "b": [date(2020, 1, 1), None, True], "c": frozenset({"y", "x"})}
    assert from_json(to_json(value)) == value
