"""A version comes into force on a day, ends on a day or is taken back before it began; each act says what it rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.bases.readers import TITLES
from jidi.common.keys import new_key
from jidi.facts.registry import site
from jidi.policies import runtime
from jidi.policies.enums import VersionActKind, VersionStatus
from jidi.policies.invariants import all_checks
from jidi.policies.models import PackVersion, VersionAct
from jidi.policies.queries import version_in_force
from jidi.policies.services import Instrument, PackRefused, end, import_pack, publish, withdraw
from jidi.policies.services.from_page import end_from_page, publish_from_page
from jidi.policies.services.publication import what_stops
from tests.cast import Cast
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 1, 2, tzinfo=UTC)
BY = Instrument("关于废止海港基地管理办法的通知", "虚字〔2020〕9号", "文件废止")
AUTUMN = date(2020, 9, 1)
SIXTH = Path(__file__).parents[2] / "packs" / "sixth"


def draft(folder: Path, number: int) -> PackVersion:
    """The next version of the harbour document, as a draft."""
    edit(folder, "pack.yaml", f"version: {number - 1}", f"version: {number}")
    return import_pack(folder=folder, actor=None, at=AT)


def put_into_force(version: PackVersion, day: date) -> PackVersion:
    with harbour.upper_rooms():
        return publish(version_id=version.pk, from_on=day, actor=None, at=AT)


def holds(day: date) -> int:
    found = version_in_force("harbour-2020", "210000", day)
    return found.version_no if found else 0


def told(refused: pytest.ExceptionInfo[PackRefused]) -> str:
    return refused.value.why.zh


def test_a_version_in_force_ends_on_the_day_said(version: PackVersion) -> None:
    end(version_id=version.pk, on=AUTUMN, actor=None, at=AT, by=BY)
    assert (holds(date(2020, 8, 31)), holds(AUTUMN)) == (1, 0)
    act = VersionAct.objects.get(kind=VersionActKind.ENDED)
    assert (act.act, act.act_number, act.reason, act.on) == (BY.act, BY.number, BY.reason, AUTUMN)
    assert list(all_checks()) == []


@pytest.mark.parametrize(
    ("day", "by", "said"),
    [
        (date(2020, 5, 31), BY, "早于今天"),
        (AUTUMN, Instrument("通知", "", " "), "没有写明理由"),
    ],
)
def test_an_end_needs_a_reason_and_reaches_back_to_no_day(
    version: PackVersion, day: date, by: Instrument, said: str
) -> None:
    with pytest.raises(PackRefused) as refused:
        end(version_id=version.pk, on=day, actor=None, at=AT, by=by)
    assert said in told(refused)
    assert holds(date(2021, 1, 1)) == 1


def test_what_has_its_end_is_only_ended_earlier(version: PackVersion) -> None:
    end(version_id=version.pk, on=AUTUMN, actor=None, at=AT, by=BY)
    with pytest.raises(PackRefused) as refused:
        end(version_id=version.pk, on=AUTUMN, actor=None, at=AT, by=BY)
    assert "已定于 2020-09-01 停用" in told(refused)
    end(version_id=version.pk, on=date(2020, 7, 1), actor=None, at=AT, by=BY)
    assert (holds(date(2020, 6, 30)), holds(date(2020, 7, 1))) == (1, 0)


def test_a_version_that_has_not_begun_is_taken_back_and_the_one_before_goes_on(
    version: PackVersion, folder: Path
) -> None:
    second = put_into_force(draft(folder, 2), AUTUMN)
    assert (holds(date(2020, 8, 31)), holds(AUTUMN)) == (1, 2)
    with pytest.raises(PackRefused, match="才起用"):
        end(version_id=second.pk, on=AUTUMN, actor=None, at=AT, by=BY)
    withdraw(version_id=second.pk, actor=None, at=AT, by=BY)
    assert (holds(AUTUMN), holds(date(2024, 1, 1))) == (1, 1)
    second.refresh_from_db()
    assert second.status == VersionStatus.WITHDRAWN
    kinds = [row.kind for row in VersionAct.objects.filter(version=version).order_by("pk")]
    assert kinds == [VersionActKind.PUBLISHED, VersionActKind.REPLACED, VersionActKind.RESUMED]
    assert list(all_checks()) == []


def test_the_one_before_goes_on_only_until_the_next_that_is_published(version: PackVersion, folder: Path) -> None:
    second = put_into_force(draft(folder, 2), AUTUMN)
    put_into_force(draft(folder, 3), date(2020, 12, 1))
    withdraw(version_id=second.pk, actor=None, at=AT, by=BY)
    assert (holds(AUTUMN), holds(date(2020, 11, 30)), holds(date(2020, 12, 1))) == (1, 1, 3)
    assert list(all_checks()) == []


def test_an_end_set_before_stands_again_after_a_withdrawal(version: PackVersion, folder: Path) -> None:
    end(version_id=version.pk, on=date(2020, 12, 1), actor=None, at=AT, by=BY)
    second = put_into_force(draft(folder, 2), AUTUMN)
    withdraw(version_id=second.pk, actor=None, at=AT, by=BY)
    assert (holds(date(2020, 11, 30)), holds(date(2020, 12, 1))) == (1, 0)


def test_what_has_begun_is_not_taken_back(version: PackVersion) -> None:
    with pytest.raises(PackRefused) as refused:
        withdraw(version_id=version.pk, actor=None, at=AT, by=BY)
    assert "现行的请停用" in refused.value.next_step.zh
    assert holds(date(2020, 6, 1)) == 1


def test_nothing_is_published_before_a_later_version_that_is_published(version: PackVersion, folder: Path) -> None:
    second = draft(folder, 2)
    third = put_into_force(draft(folder, 3), date(2020, 12, 1))
    with pytest.raises(PackRefused) as refused:
        put_into_force(second, AUTUMN)
    assert "第 3 版已定于 2020-12-01 起用" in told(refused)
    third.refresh_from_db()
    assert third.in_force_to is None


def test_page_and_guard_name_the_same_obstacles(cast: Cast, folder: Path) -> None:
    (folder / "targets.yaml").write_text(
        '- {id: more, zh: 更多, strength: strive, what: "[years]", cite: "5"}\n', "utf-8"
    )
    version = import_pack(folder=folder, actor=None, at=AT)
    with harbour.upper_rooms():
        stop = what_stops(version)
        with pytest.raises(PackRefused) as refused:
            publish(version_id=version.pk, from_on=harbour.IN_FORCE, actor=None, at=AT)
    assert stop is not None
    assert stop.lines == refused.value.lines
    (line,) = stop.lines
    assert line.startswith("targets.yaml:1: more: 内容类别「目标」本系统还不能执行（")
    assert "section targets" in line
    assert "status: pending" in stop.next_step.zh  # what to do about it


def test_a_value_no_room_serves_keeps_a_pack_from_being_published(cast: Cast, folder: Path) -> None:
    version = import_pack(folder=folder, actor=None, at=AT)
    with harbour.upper_rooms():
        runtime._declared.pop(("register value", "years"))
        stop = what_stops(version)
        assert stop is not None
        (line,) = stop.lines
        assert line.startswith("facts.yaml:1: years: 没有人提供的登记值「years」")
        site.names["years"] = TITLES
        try:
            assert what_stops(version) is None
        finally:
            del site.names["years"]


def test_a_ranking_within_groups_is_named_and_not_published(cast: Cast) -> None:
    version = import_pack(folder=SIXTH, actor=None, at=AT)
    stop = what_stops(version)
    assert stop is not None
    assert any(line.startswith("scoring.yaml:1: points: 评分的写法「ranks-within」") for line in stop.lines)
    with pytest.raises(PackRefused, match="scoring ranks-within"):
        publish(version_id=version.pk, from_on=date(2031, 5, 1), actor=None, at=AT)


def later(folder: Path, result: str) -> PackVersion:
    """A document that replaces the harbour one and asks how earlier applications ended."""
    edit(folder, "pack.yaml", "id: harbour-2020", "id: harbour-2024")
    edit(folder, "pack.yaml", "2020-03-01, place", "2024-03-01, place")
    text = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(f"{text}replaces: {{pack: harbour-2020}}\n", "utf-8")
    text = (folder / "eligibility.yaml").read_text("utf-8")
    asks = f"NOT APPLIED(applied-before, result = \\\"{result}\\\")"
    rule = f'- {{id: not-before, zh: 未曾, when: "{asks}", cite: "5"}}\n'
    (folder / "eligibility.yaml").write_text(text + rule, "utf-8")
    edit(folder, "procedures/recommendation.yaml", "refused: {zh: 未批准, en: Refused}", "again: {zh: 再议, en: Again}")
    edit(folder, "procedures/recommendation.yaml", "end.refused", "end.again")
    edit(folder, "procedures/designation.yaml", "  refused: {zh: 未认定, en: Not designated}", "  not-this-time: {zh: 缓}")
    path = folder / "procedures/designation.yaml"
    path.write_text(path.read_text("utf-8").replace("end.refused", "end.not-this-time"), "utf-8")
    return import_pack(folder=folder, actor=None, at=AT)


def test_a_result_of_the_document_it_replaces_counts_once_that_is_published(version: PackVersion, folder: Path) -> None:
    fresh = later(folder, "refused")
    with harbour.upper_rooms():
        assert what_stops(fresh) is None


def test_a_result_no_published_document_has_is_named_at_publishing(cast: Cast, folder: Path) -> None:
    fresh = later(folder, "refused")
    with harbour.upper_rooms(), pytest.raises(PackRefused) as refused:
        publish(version_id=fresh.pk, from_on=date(2024, 3, 1), actor=None, at=AT)
    (line,) = refused.value.lines
    assert line.startswith("eligibility.yaml:")
    assert "没有叫「refused」的程序终点；可以写：again, approved, designated, not-this-time, withdrawn" in line
    assert "harbour-2020" in refused.value.next_step.zh


def test_a_person_names_what_the_act_rests_on_and_only_the_issuer_acts(cast: Cast, version: PackVersion) -> None:
    with pytest.raises(PackRefused, match="没有写明依据"):
        end(version_id=version.pk, on=AUTUMN, actor=cast.province_officer, at=AT, by=Instrument(reason="废止"))
    for outsider in (cast.city_officer, cast.finance_officer, cast.other_province_officer, cast.system_admin):
        with pytest.raises(Denied):
            end(version_id=version.pk, on=AUTUMN, actor=outsider, at=AT, by=BY)
        with pytest.raises(Denied):
            withdraw(version_id=version.pk, actor=outsider, at=AT, by=BY)
    end(version_id=version.pk, on=AUTUMN, actor=cast.province_officer, at=AT, by=BY)
    entry = Entry.objects.get(action="pack.ended", outcome="done")
    assert (entry.who_name, entry.detail["reason"], entry.detail["number"]) == ("赵敏", BY.reason, BY.number)
    assert Entry.objects.filter(action="pack.end", outcome="refused").count() == 5


def test_two_clicks_are_one_act(cast: Cast, folder: Path) -> None:
    version = import_pack(folder=folder, actor=None, at=AT)
    key, ending = new_key(), new_key()
    for _ in range(2):
        with harbour.upper_rooms():
            publish_from_page(
                version_id=version.pk, from_on=harbour.IN_FORCE, by=BY, actor=cast.province_officer, at=AT, key=key
            )
    for _ in range(2):
        end_from_page(version_id=version.pk, on=AUTUMN, by=BY, actor=cast.province_officer, at=AT, key=ending)
    assert VersionAct.objects.count() == 2


def test_an_act_changed_by_hand_is_found(version: PackVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policies_versionact SET act_number = '9'")
    assert [finding.kind for finding in all_checks()] == ["pack"]
