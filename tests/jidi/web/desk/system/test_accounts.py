"""系统: each administrator does their own part and reads why the rest is not theirs; passwords are shown once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.accounts.models import Appointment, Body, BodyMember, Organisation, Person, Post
from tests.cast import PASSWORD, Cast
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
OFFICE = {
    "name": "庄河市工业和信息化局", "kind": "department", "area": "庄河市", "tier": "county", "organ": "industry",
    "valid_from": "2026-01-01",
}  # fmt: skip
ACCOUNT = {"login_name": "lin-tao", "name": "林涛", "home": "庄河市商务局", "phone": "13900005678"}


@pytest.fixture
def system(cast: Cast, enter: Enter) -> Client:
    return enter(cast.system_admin)


@pytest.fixture
def security(cast: Cast, enter: Enter) -> Client:
    return enter(cast.security_admin)


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def named(prefix: str, **values: str) -> dict[str, str]:
    return {f"{prefix}-{key}": value for key, value in values.items()}


# --- each sees only what is theirs ----------------------------------------------------------------------------------


def test_each_administrator_is_shown_their_own_pages(cast: Cast, enter: Enter) -> None:
    def pages(actor: Any) -> set[str]:
        return set(re.findall(r'<a class="jd-what" href="([^"]+)"', text_of(enter(actor).get("/system/"))))

    assert pages(cast.system_admin) == {"/system/people/", "/system/organisations/", "/system/holidays/"}
    assert pages(cast.security_admin) == {"/system/people/", "/system/organisations/", "/system/holidays/"}
    assert pages(cast.audit_admin) == {"/system/holidays/", "/audit/"}


def test_forms_stand_only_where_they_may_be_sent(cast: Cast, system: Client, security: Client) -> None:
    office = cast.organisations["county"]
    page = f"/system/organisations/{office.pk}/"
    assert "建立岗位" in text_of(system.get(page))
    assert "任职和移交由安全管理员办理" in text_of(system.get(page))
    assert "建立岗位" not in text_of(security.get(page))
    post = f"/system/posts/{cast.post('county_officer').pk}/"
    assert "移交岗位" in text_of(security.get(post))
    assert "移交岗位" not in text_of(system.get(post))
    assert "撤销这个岗位" in text_of(system.get(post))


def test_what_is_anothers_part_is_refused_with_its_rule(cast: Cast, system: Client, security: Client) -> None:
    post = cast.post("county_officer")
    sent = named("appoint", person="qian", from_on="2026-01-01")
    told = text_of(
        system.post(f"/system/posts/{post.pk}/appoint/", named("appoint", person="city-officer", from_on="2026-01-01")),
        403,
    )
    assert "这一项由安全管理员办理" in told
    assert text_of(security.post("/system/organisations/new/", OFFICE), 403)
    assert text_of(security.post(f"/system/posts/{post.pk}/appoint/", sent), 422)
    assert not Organisation.objects.filter(name=OFFICE["name"]).exists()


# --- accounts -------------------------------------------------------------------------------------------------------


def test_an_account_is_made_activated_and_used_with_its_one_time_password(
    cast: Cast, system: Client, security: Client
) -> None:
    answer = system.post("/system/people/new/", ACCOUNT)
    password = re.search(r'<span class="jd-digest">([^<]+)</span>', text_of(answer))
    assert password is not None
    assert "no-store" in answer.headers["Cache-Control"]
    made = Person.objects.get(login_name="lin-tao")
    assert password.group(1) not in text_of(system.get(f"/system/people/{made.pk}/"))
    own = text_of(system.get(f"/system/people/{made.pk}/"))
    assert "由安全管理员启用" in own
    told = text_of(system.post(f"/system/people/{made.pk}/activate/"), 403)
    assert "这一项由安全管理员办理" in told
    assert security.post(f"/system/people/{made.pk}/activate/").status_code == 302
    made.refresh_from_db()
    assert made.is_active
    assert made.check_password(password.group(1))
    assert made.must_change_password


def test_a_wrong_account_is_said_at_the_field_and_what_was_typed_stays(system: Client) -> None:
    text = text_of(system.post("/system/people/new/", {**ACCOUNT, "home": "无此机构"}), 422)
    assert "没有名为“无此机构”的机构" in text
    assert 'value="林涛"' in text
    taken = text_of(system.post("/system/people/new/", {**ACCOUNT, "login_name": "city-officer"}), 422)
    assert "登录名 city-officer 已有人使用" in taken
    assert "登录名须为 3 至 40 个小写字母" in text_of(
        system.post("/system/people/new/", {**ACCOUNT, "login_name": "林"}), 422
    )


def test_a_password_is_reset_and_an_account_switched_off_with_a_reason(cast: Cast, system: Client) -> None:
    person = cast.people["county_officer"]
    fresh = re.search(
        r'<span class="jd-digest">([^<]+)</span>', text_of(system.post(f"/system/people/{person.pk}/reset/"))
    )
    assert fresh is not None
    person.refresh_from_db()
    assert person.check_password(fresh.group(1))
    assert not person.check_password(PASSWORD)
    assert "请填写原因" in text_of(system.post(f"/system/people/{person.pk}/disable/", {}), 422)
    assert system.post(f"/system/people/{person.pk}/disable/", named("disable", reason="调离")).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert "停用" in text_of(system.get("/system/people/?state=off"))


def test_the_list_of_accounts_hides_phones_and_asks_a_constant_number_of_queries(cast: Cast, system: Client) -> None:
    system.get("/system/people/")
    with CaptureQueriesContext(connection) as few:
        text = text_of(system.get("/system/people/?q=庄河"))
    with CaptureQueriesContext(connection) as many:
        everybody = text_of(system.get("/system/people/"))
    assert len(many) == len(few)
    assert "139******34" in text
    assert "13900001234" not in everybody
    assert cast.people["county_officer"].name in text
    assert cast.people["expert"].name not in text


# --- organisations --------------------------------------------------------------------------------------------------


def test_an_organisation_is_created_by_the_name_of_its_place_and_changed_and_ended(system: Client) -> None:
    assert system.post("/system/organisations/new/", OFFICE).status_code == 302
    office = Organisation.objects.get(name=OFFICE["name"])
    assert (office.area_id, office.organ, office.tier) == ("210283", "industry", "county")
    page = f"/system/organisations/{office.pk}"
    system.post(f"{page}/change/", named("change", name="庄河市工信局", short_name="工信局"))
    system.post(f"{page}/posts/", named("post", name="产业科经办", duty="other_department", valid_from="2026-01-01"))
    assert Post.objects.get(organisation=office).name == "产业科经办"
    assert "早于开始日期" in text_of(system.post(f"{page}/end/", named("end", on="2025-01-01")), 422)
    assert system.post(f"{page}/end/", named("end", on="2026-06-01")).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.valid_to) == ("庄河市工信局", date(2026, 6, 1))
    assert "庄河市工信局" in text_of(system.get("/system/organisations/?ended=1"))


def test_a_credit_code_with_a_wrong_check_digit_is_asked_about_once_more(system: Client) -> None:
    odd = {**OFFICE, "name": "庄河某厂", "kind": "enterprise", "tier": "", "organ": "", "uscc": "91210283MA0000000X"}
    asked = text_of(system.post("/system/organisations/new/", odd), 422)
    assert "校验位不符" in asked
    assert 'name="confirm_uscc"' in asked
    assert "confirm_uscc" not in text_of(system.get("/system/organisations/new/"))
    assert system.post("/system/organisations/new/", {**odd, "confirm_uscc": "on"}).status_code == 302
    assert Organisation.objects.get(name="庄河某厂").uscc_confirmed_by_id is not None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area": "火星区"}, "没有代码或名称为“火星区”的区划"),
        ({"tier": ""}, "须注明级别"),
        ({"area": ""}, "请填写所在区划"),
        ({"name": "大连市商务局", "area": "210200"}, "已有同名"),
        ({"kind": "park", "area": "", "park_areas": "庄河市"}, "园区须注明标识和所在县区"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_said(system: Client, changed: dict[str, str], said: str) -> None:
    answer = system.post("/system/organisations/new/", {**OFFICE, **changed})
    assert answer.status_code in (409, 422)
    assert said in answer.content.decode()


def test_a_park_lies_in_several_counties(system: Client) -> None:
    park = {**OFFICE, "name": "大连某园区", "kind": "park", "tier": "", "organ": "", "area": "", "park_key": "dl-park",
            "park_areas": "庄河市、210213"}  # fmt: skip
    assert system.post("/system/organisations/new/", park).status_code == 302
    made = Organisation.objects.get(name="大连某园区")
    assert made.area_id == "210200"
    assert "金州区" in text_of(system.get(f"/system/organisations/{made.pk}/"))


# --- posts ----------------------------------------------------------------------------------------------------------


def test_a_post_is_held_handed_over_and_left(cast: Cast, security: Client) -> None:
    post, other = cast.post("county_officer"), cast.people["sister_county_officer"]
    page = f"/system/posts/{post.pk}"
    unknown = text_of(security.post(f"{page}/appoint/", named("appoint", person="无名", from_on="2026-01-01")), 422)
    assert "没有登录名或姓名为“无名”的账户" in unknown
    holder = cast.people["county_officer"]
    sent = named("hand", from_person=str(holder.pk), to_person=other.login_name, on="2026-01-01")
    assert security.post(f"{page}/hand-over/", sent).status_code == 302
    assert Appointment.objects.get(post=post, to_on__isnull=True).person == other
    text = text_of(security.get(f"{page}/"))
    assert holder.name in text
    held = Appointment.objects.get(post=post, person=other)
    assert security.post(f"/system/appointments/{held.pk}/end/", named("unpost", on="2026-02-01")).status_code == 302
    held.refresh_from_db()
    assert held.to_on == date(2026, 2, 1)
    assert security.post(f"/system/appointments/{held.pk}/end/", named("unpost", on="2026-02-01")).status_code == 404


def test_an_administrator_is_given_no_business(cast: Cast, security: Client) -> None:
    post = cast.post("county_officer")
    sent = named("appoint", person="audit-admin", from_on="2026-01-01")
    told = text_of(security.post(f"/system/posts/{post.pk}/appoint/", sent), 409)
    assert "须由不同的人担任" in told


# --- bodies ---------------------------------------------------------------------------------------------------------


def test_a_body_is_founded_joined_and_left(cast: Cast, system: Client) -> None:
    office = cast.organisations["city"]
    founded = named("body", kind="joint_conference", name="大连市基地建设联席会议", valid_from="2026-01-01")
    assert system.post(f"/system/organisations/{office.pk}/bodies/", founded).status_code == 302
    body = Body.objects.get(name="大连市基地建设联席会议")
    page = f"/system/bodies/{body.pk}"
    both = named("join", person="city-officer", organisation="大连市财政局", part="成员", from_on="2026-01-01")
    assert "填其中一个" in text_of(system.post(f"{page}/members/", both), 422)
    system.post(f"{page}/members/", named("join", organisation="大连市财政局", part="成员", from_on="2026-01-01"))
    member = BodyMember.objects.get(body=body)
    assert "大连市财政局" in text_of(system.get(f"{page}/"))
    assert system.post(f"/system/members/{member.pk}/end/", named("leave", on="2025-01-01")).status_code == 422
    assert system.post(f"/system/members/{member.pk}/end/", named("leave", on="2026-02-01")).status_code == 302


def test_an_administrator_of_one_province_sees_nothing_of_another(cast: Cast, enter: Enter) -> None:
    Organisation.objects.filter(organ="site").update(area_id="330000")
    from jidi.accounts.queries import actor_for

    actor = actor_for(cast.people["system_admin"], cast.system_admin.post_id, date(2026, 3, 2))
    assert actor is not None
    client = enter(actor)
    assert "庄河市商务局" not in text_of(client.get("/system/organisations/"))
    assert client.get(f"/system/organisations/{cast.organisations['county'].pk}/").status_code == 404
    assert client.get(f"/system/people/{cast.people['county_officer'].pk}/").status_code == 404
    assert client.get(f"/system/posts/{cast.post('county_officer').pk}/").status_code == 404
    assert client.get(f"/system/bodies/{cast.party_group.pk}/").status_code == 404
    assert "台州市商务局" in text_of(client.get("/system/organisations/"))
