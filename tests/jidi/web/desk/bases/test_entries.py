"""Entering and correcting: kinds of the pack, evidence, nothing typed is lost, nothing is overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jidi.accounts.models import Division
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.services.links import link_organisation
from jidi.common.keys import new_key
from jidi.files.models import Attachment
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, base_permit
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
INSTITUTION = {"kind_key": "station", "name": "庄河服务站", "person": "冯静", "staff": "6", "on": "2019-05-01"}
INCIDENT = {"kind_key": "quality", "name": "标签不符", "on": "2021-02-03", "whose": "base", "grade": "一般"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def send(client: Client, base: Base, rule: str, values: dict[str, Any], **more: Any) -> Any:
    return client.post(f"/bases/{base.pk}/enter/{rule}/", {"once": new_key(), **values, **more})


@pytest.fixture
def county(cast: Cast, version: PackVersion, enter: Enter) -> Client:
    return enter(cast.county_officer)


def test_the_form_offers_the_kinds_of_the_pack_and_asks_for_what_the_register_has(county: Client, base: Base) -> None:
    text = county.get(f"/bases/{base.pk}/enter/institution/").content.decode()
    for part in ("工作服务站", "专业公司", "第二条", 'name="staff"', 'data-when="kind_key=other"'):
        assert part in text
    assert 'name="amount"' not in text
    assert 'name="amount"' in county.get(f"/bases/{base.pk}/enter/platforms/").content.decode()


def test_an_entry_is_made_and_shown(county: Client, base: Base) -> None:
    answer = send(county, base, "institution", INSTITUTION)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/bases/{base.pk}/?tab=bodies#institution"
    entry = RegisterEntry.objects.get()
    assert (entry.name, entry.kind_name, entry.staff, entry.on) == ("庄河服务站", "工作服务站", 6, date(2019, 5, 1))
    assert "庄河服务站" in county.get(f"/bases/entries/{entry.pk}/").content.decode()


def test_another_kind_has_to_be_named_and_what_was_typed_stays(county: Client, base: Base) -> None:
    answer = send(county, base, "institution", {**INSTITUTION, "kind_key": "other"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "请写明是什么" in text
    assert 'value="庄河服务站"' in text
    assert not RegisterEntry.objects.exists()
    send(county, base, "institution", {**INSTITUTION, "kind_key": "other", "kind_name": "合作社"})
    assert RegisterEntry.objects.get().kind_name == "合作社"


def test_wrong_days_and_missing_names_are_said_at_their_fields(county: Client, base: Base) -> None:
    text = send(county, base, "institution", {"kind_key": "station", "on": "明天"}).content.decode()
    assert "日期写成 2026-03-15" in text
    assert "请填写名称" in text


def test_a_double_click_makes_one_entry(county: Client, base: Base) -> None:
    key = new_key()
    for _ in range(2):
        assert send(county, base, "institution", INSTITUTION, once=key).status_code == 302
    assert RegisterEntry.objects.count() == 1


def test_a_file_is_evidence_enough_for_an_incident(county: Client, base: Base) -> None:
    assert "请填写主管机关的认定文书或凭据" in send(county, base, "incidents", INCIDENT).content.decode()
    answer = send(county, base, "incidents", INCIDENT, attached=[SimpleUploadedFile("决定书.pdf", PDF)])
    assert answer.status_code == 302
    entry = RegisterEntry.objects.get()
    kept = Attachment.objects.get()
    assert entry.file_keys == kept.key
    assert kept.owner_key == f"base:{base.pk}:incident"
    shown = county.get(f"/bases/entries/{entry.pk}/").content.decode()
    assert "决定书.pdf" in shown
    assert "决定书.pdf" in county.get(f"/bases/{base.pk}/?tab=files").content.decode()


def test_a_file_that_cannot_be_taken_leaves_no_entry(county: Client, base: Base) -> None:
    answer = send(county, base, "incidents", INCIDENT, attached=[SimpleUploadedFile("run.exe", b"MZ\x90")])
    assert answer.status_code == 422
    assert 'value="标签不符"' in answer.content.decode()
    assert not RegisterEntry.objects.exists()
    assert not Attachment.objects.exists()


def test_a_correction_supersedes_with_its_reason_and_the_former_can_be_read(county: Client, base: Base) -> None:
    send(county, base, "institution", INSTITUTION)
    old = RegisterEntry.objects.get()
    address = f"/bases/entries/{old.pk}/correct/"
    assert 'value="庄河服务站"' in county.get(address).content.decode()
    without = county.post(address, {"once": new_key(), **INSTITUTION, "staff": "8"})
    assert without.status_code == 422
    assert "更正的原因" in without.content.decode()
    answer = county.post(address, {"once": new_key(), **INSTITUTION, "staff": "8", "why": "漏计两人"})
    new = RegisterEntry.objects.exclude(pk=old.pk).get()
    assert answer.headers["Location"] == f"/bases/entries/{new.pk}/"
    assert (new.staff, new.supersedes_id, new.why) == (8, old.pk, "漏计两人")
    assert "漏计两人" in county.get(f"/bases/entries/{new.pk}/").content.decode()
    former = county.get(f"/bases/entries/{old.pk}/").content.decode()
    assert "已被接替" in former
    assert "整条有误" not in former


def test_who_corrects_on_an_old_page_is_told(county: Client, base: Base) -> None:
    send(county, base, "institution", INSTITUTION)
    address = f"/bases/entries/{RegisterEntry.objects.get().pk}/correct/"
    sent = {**INSTITUTION, "why": "改"}
    county.post(address, {"once": new_key(), **sent, "staff": "8"})
    late = county.post(address, {"once": new_key(), **sent, "staff": "9"})
    assert late.status_code == 409
    assert "刚刚已被更正" in late.content.decode()
    assert 'value="9"' in late.content.decode()


def test_what_is_over_gets_its_end_and_what_was_wrong_is_withdrawn(county: Client, base: Base) -> None:
    send(county, base, "institution", INSTITUTION)
    entry = RegisterEntry.objects.get()
    early = county.post(f"/bases/entries/{entry.pk}/end/", {"end-on": "2018-01-01", "end-why": "期满"})
    assert early.status_code == 422
    assert "结束日期早于开始日期" in early.content.decode()
    county.post(f"/bases/entries/{entry.pk}/end/", {"end-on": "2022-01-01", "end-why": "期满"})
    ended = RegisterEntry.objects.get(supersedes=entry)
    assert ended.until == date(2022, 1, 1)
    assert county.post(f"/bases/entries/{ended.pk}/withdraw/", {}).status_code == 422
    county.post(f"/bases/entries/{ended.pk}/withdraw/", {"withdraw-why": "登错基地"})
    gone = RegisterEntry.objects.get(supersedes=ended)
    assert gone.withdrawn
    assert "已作废" in county.get(f"/bases/entries/{gone.pk}/").content.decode()
    assert "庄河服务站" not in county.get(f"/bases/{base.pk}/?tab=bodies").content.decode()


def test_the_clerk_of_its_institution_enters_an_enterprise_does_not(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    for office, role in (("institution", LinkRole.INSTITUTION), ("enterprise", LinkRole.ENTERPRISE)):
        link_organisation(permit=base_permit(cast.county_officer, base), base=base, role=role, from_on=date(2019, 1, 1),
                          organisation=cast.organisations[office], source="名录", at=AT)  # fmt: skip
    assert send(enter(cast.base_clerk), base, "institution", INSTITUTION).status_code == 302
    client = enter(cast.enterprise_clerk)
    assert send(client, base, "institution", INSTITUTION).status_code == 403
    entry = RegisterEntry.objects.get()
    assert client.get(f"/bases/entries/{entry.pk}/").status_code == 200
    assert client.get(f"/bases/entries/{entry.pk}/correct/").status_code == 403
    assert enter(cast.other_city_officer).get(f"/bases/entries/{entry.pk}/").status_code == 404


def test_a_register_the_pack_does_not_have_is_not_found(county: Client, base: Base) -> None:
    assert county.get(f"/bases/{base.pk}/enter/nothing/").status_code == 404
    assert county.get(f"/bases/{base.pk}/enter/city-plans/").status_code == 404


def test_a_city_enters_its_own_plans_its_county_only_reads_them(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    plan = {"kind_key": "plan", "name": "发展规划", "on": "2021-01-01", "funds": "每年五百万元", "once": new_key()}
    client = enter(cast.city_officer)
    assert client.post("/bases/places/210200/enter/city-plans/", plan).status_code == 302
    entry = RegisterEntry.objects.get()
    assert (entry.area_id, entry.funds) == ("210200", "每年五百万元")
    county = enter(cast.county_officer)
    assert county.get(f"/bases/entries/{entry.pk}/").status_code == 200
    assert county.get("/bases/places/210200/enter/city-plans/").status_code == 403
    assert Division.objects.get(pk="210200").name in county.get("/bases/places/210200/").content.decode()
