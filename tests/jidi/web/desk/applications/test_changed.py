"""An entry of a higher level is not undone below it; who holds a matter is told what changed under a judgement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jidi.applications.models import Application
from jidi.applications.services.answering import withdraw
from jidi.bases.models import RegisterEntry
from jidi.common.keys import new_key
from tests.jidi.applications.play import Play
from tests.jidi.web.conftest import Enter

ACCIDENT = {
    "kind_key": "environment", "name": "超标排放", "on": "2026-02-03", "whose": "base", "grade": "一般",
    "document_no": "环罚〔2026〕8号", "evidence": "处罚决定书",
}  # fmt: skip


def entered(client: Client, application: Application, **other: str) -> RegisterEntry:
    sent = client.post(f"/bases/{application.base_id}/enter/incidents/", {"once": new_key(), **ACCIDENT, **other})
    assert sent.status_code == 302, sent.text
    return RegisterEntry.objects.latest("pk")


def test_what_the_province_entered_the_county_neither_withdraws_nor_ends_nor_corrects(
    play: Play, application: Application, enter: Enter
) -> None:
    entry = entered(enter(play.cast.province_officer), application)
    county = enter(play.cast.county_officer)
    page = county.get(f"/bases/entries/{entry.pk}/").text
    assert "这一条由省级主管部门登记" in page
    assert "作废这一条" not in page
    for verb, sent in (("withdraw", {"withdraw-why": "登记错误"}), ("end", {"end-on": "2026-09-01", "end-why": "x"})):
        answer = county.post(f"/bases/entries/{entry.pk}/{verb}/", {"once": new_key(), **sent})
        assert answer.status_code == 403
        assert "报省级主管部门" in answer.text
    assert county.get(f"/bases/entries/{entry.pk}/correct/").status_code == 403
    sent = {"once": new_key(), **ACCIDENT, "why": "轻微"}
    assert county.post(f"/bases/entries/{entry.pk}/correct/", sent).status_code == 403
    assert not RegisterEntry.objects.filter(supersedes=entry).exists()


def test_who_holds_the_matter_reads_on_its_page_that_an_entry_was_withdrawn(
    play: Play, application: Application, enter: Enter
) -> None:
    entry = entered(enter(play.cast.county_officer), application)
    play.submitted(application)
    city = enter(play.cast.city_officer)
    address = f"/applications/{application.case.case_no}/"
    assert "登记有变动" not in city.get(address).text
    gone = enter(play.cast.city_officer).post(
        f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), "withdraw-why": "登错基地"}
    )
    assert gone.status_code == 302
    page = enter(play.cast.city_officer).get(address).text
    for part in ("登记有变动", "超标排放", "整条作废", "登错基地", "钱伟"):
        assert part in page


def test_who_applies_does_not_take_back_what_its_application_is_judged_by_until_it_has_ended(
    play: Play, application: Application, enter: Enter
) -> None:
    entry = entered(enter(play.cast.county_officer), application)
    county = enter(play.cast.county_officer)
    page = county.get(f"/bases/entries/{entry.pk}/").text
    for part in (application.case.case_no, "办结以前由市级主管部门更正", "不由申报单位及其下级更正", "报市级主管部门"):
        assert part in page
    assert "作废这一条" not in page
    withdrawing = {"withdraw-why": "登错基地"}
    refused = county.post(f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), **withdrawing})
    assert (refused.status_code, "现在不能改动这一条" in refused.text) == (403, True)
    assert county.get(f"/bases/entries/{entry.pk}/correct/").status_code == 403
    withdraw(actor=play.cast.county_officer, application=application, reason="不再申报", **play.sent)
    done = enter(play.cast.county_officer).post(
        f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), **withdrawing}
    )
    assert done.status_code == 302


def voided(client: Client, entry: RegisterEntry, why: str) -> None:
    sent = client.post(f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), "withdraw-why": why})
    assert sent.status_code == 302, sent.text


def test_what_who_applies_voided_between_two_applications_the_reviewers_read_on_the_matter(
    play: Play, application: Application, enter: Enter
) -> None:
    entry = entered(enter(play.cast.county_officer), application)
    withdraw(actor=play.cast.county_officer, application=application, reason="先撤回", **play.sent)
    voided(enter(play.cast.county_officer), entry, "登错基地")
    later = Play(play.cast, play.version, at=play.at + timedelta(days=1))
    again = later.submitted(later.started(application.round, application.base))
    address = f"/applications/{again.case.case_no}/"
    page = enter(play.cast.city_officer).get(address).text
    for part in ("申报以前改动过的登记", "超标排放", "整条作废", "登错基地", "县级"):
        assert part in page
    assert "申报以前改动过的登记" in enter(play.cast.city_officer).get(f"{address}?tab=vetoes").text
    assert "申报以前改动过的登记" not in enter(play.cast.county_officer).get(address).text


@pytest.mark.parametrize("day", ["2022-03-01", "2023-03-02"])
def test_what_no_rule_looks_back_on_or_a_level_above_took_back_is_not_shown(
    play: Play, application: Application, enter: Enter, day: str
) -> None:
    withdraw(actor=play.cast.county_officer, application=application, reason="先撤回", **play.sent)
    entry = entered(enter(play.cast.county_officer), application, on=day)
    above = day != "2022-03-01"
    voided(enter(play.cast.city_officer if above else play.cast.county_officer), entry, "登错基地")
    later = Play(play.cast, play.version, at=play.at + timedelta(days=1))
    again = later.submitted(later.started(application.round, application.base))
    page = enter(play.cast.city_officer).get(f"/applications/{again.case.case_no}/").text
    assert "申报以前改动过的登记" not in page


def test_who_applies_corrects_what_no_veto_reads(play: Play, application: Application, enter: Enter) -> None:
    county = enter(play.cast.county_officer)
    sent = {
        "kind_key": "testing",
        "operator_key": "institute",
        "name": "检测平台",
        "on": "2024-05-01",
        "person": "某人",
    }
    made = county.post(f"/bases/{application.base_id}/enter/platforms/", {"once": new_key(), **sent})
    assert made.status_code == 302, made.text
    entry = RegisterEntry.objects.latest("pk")
    gone = county.post(f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), "withdraw-why": "登记两次"})
    assert gone.status_code == 302


def test_the_level_itself_and_those_above_correct(play: Play, application: Application, enter: Enter) -> None:
    entry = entered(enter(play.cast.county_officer), application)
    answer = enter(play.cast.province_officer).post(
        f"/bases/entries/{entry.pk}/withdraw/", {"once": new_key(), "withdraw-why": "经核查不属实"}
    )
    assert answer.status_code == 302
    gone = RegisterEntry.objects.get(supersedes=entry)
    assert (gone.withdrawn, gone.tier) == (True, "province")
