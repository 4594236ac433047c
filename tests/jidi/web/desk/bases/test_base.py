"""The page of a base: what it shows of titles, registers and matters, and who may look."""

from __future__ import annotations

import re
from datetime import date

import pytest

from jidi.accounts.acting import require
from jidi.bases.entries import EntryValues
from jidi.bases.enums import Exactness, LinkRole, TitleAct
from jidi.bases.models import Base
from jidi.bases.permissions import may_enter
from jidi.bases.services.links import link_organisation
from jidi.bases.services.registers import enter as enter_entry
from jidi.bases.services.titles import end_title, record_title_event, void_title_event
from jidi.bases.values import Basis, Holder, When
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, NATIONAL, TODAY, Granting, base_permit, title_permit
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
TABS = (
    "",
    "titles",
    "bodies",
    "services",
    "associations",
    "plans",
    "honesty",
    "incidents",
    "matters",
    "record",
    "files",
)


def page(enter: Enter, actor: object, base: Base, tab: str = "", **more: str) -> str:
    answer = enter(actor).get(f"/bases/{base.pk}/", {"tab": tab, **more})  # type: ignore[arg-type]
    assert answer.status_code == 200
    return str(answer.content.decode())


def put(cast: Cast, version: PackVersion, base: Base, rule: str, **values: object) -> None:
    permit = require(may_enter(cast.county_officer, version=version, rule_id=rule, base=base, on=TODAY))
    entered = EntryValues(**values)  # type: ignore[arg-type]
    enter_entry(permit=permit, version=version, rule_id=rule, base=base, values=entered, at=AT)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_stands_for_an_empty_base_and_in_both_languages(
    cast: Cast, base: Base, enter: Enter, tab: str
) -> None:
    client = enter(cast.city_officer)
    for language in ("zh", "en"):
        client.cookies["jidi_language"] = language
        assert client.get(f"/bases/{base.pk}/?tab={tab}").status_code == 200


def test_titles_and_their_states_stand_in_the_title_row(cast: Cast, base: Base, grant: Granting, enter: Enter) -> None:
    grant(base)
    grant(base, NATIONAL)
    head = page(enter, cast.city_officer, base).split('<nav aria-label="本页分栏"', maxsplit=1)[0]
    assert "国家级 在册" in head
    assert "省级 在册" in head
    assert "210283" in head


def test_what_the_document_asks_for_and_nobody_entered_is_to_be_done_now_with_its_article(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    text = page(enter, cast.county_officer, base)
    now = text[text.index("jd-now") : text.index("称号沿革")]
    assert "还没有登记协调机制" in now
    assert "第一条" in now
    assert f'href="/bases/{base.pk}/enter/institution/"' in now
    put(cast, version, base, "mechanism", name="联席会议", on=date(2019, 1, 1))
    put(cast, version, base, "institution", kind_key="station", name="服务站", on=date(2019, 1, 1))
    assert "没有等您办的事" in page(enter, cast.county_officer, base)


def test_the_time_line_is_a_picture_with_a_table_of_the_same_events(
    cast: Cast, version: PackVersion, base: Base, grant: Granting, enter: Enter
) -> None:
    grant(base)
    held = grant(base, NATIONAL, on=date(2019, 3, 5))
    permit = title_permit(cast.province_officer, "title.record", Holder.base(base))
    told = Basis(source="通报")
    record_title_event(permit=permit, holding=held, act=TitleAct.ASSESSED, when=When(date(2021, 5, 1)), basis=told,
                       result="excellent", result_name="优秀", at=AT)  # fmt: skip
    record_title_event(permit=permit, holding=held, act=TitleAct.SUSPENDED, basis=told, at=AT,
                       when=When(date(2022, 6, 30), Exactness.MONTH, "2022年6月"), until_on=date(2022, 12, 31))  # fmt: skip
    text = page(enter, cast.city_officer, base)
    drawn = text[text.index("<svg class=") : text.index("</svg></div>")]
    for part in (
        "国家级",
        "省级",
        "认定",
        "考核优秀",
        "暂停",
        "今天",
        "办法施行",
        "jd-chart__today",
        "jd-chart__policy",
    ):
        assert part in drawn
    assert drawn.index("国家级") < drawn.index("省级")
    assert re.search(r'aria-label="称号沿革：[^"]+国家级 3 件[^"]*"', text) or "国家级 3 件" in text
    table = page(enter, cast.city_officer, base, "titles")
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', table)
    assert rows == ["2022-09-01", "2022年6月", "2021-05-01", "2019-03-05"]
    assert "关于认定基地的通知 虚字〔2022〕3号" in table
    assert "第八条" in table


def test_a_voided_event_is_struck_out_in_the_table_and_not_drawn(
    cast: Cast, base: Base, grant: Granting, enter: Enter
) -> None:
    held = grant(base)
    permit = title_permit(cast.province_officer, "title.record", Holder.base(base))
    record_title_event(permit=permit, holding=held, act=TitleAct.RECTIFYING, when=When(TODAY), basis=Basis(), at=AT)
    wrong = held.events.get(act=TitleAct.RECTIFYING)
    void_title_event(permit=permit, event=wrong, reason="录错", at=AT)
    assert "限期整改" not in page(enter, cast.city_officer, base)
    table = page(enter, cast.city_officer, base, "titles")
    assert re.search(r'<tr class="jd-gone">.*?限期整改', table, re.DOTALL)
    assert "已作废" in table


def test_a_revoked_title_stays_visible_as_revoked(cast: Cast, base: Base, grant: Granting, enter: Enter) -> None:
    held = grant(base)
    permit = title_permit(cast.province_officer, "title.end", Holder.base(base))
    end_title(permit=permit, holding=held, act=TitleAct.REVOKED, when=When(TODAY), basis=Basis(cites=("8",)), at=AT)
    text = page(enter, cast.city_officer, base)
    assert "省级 取消命名" in text


def test_entries_stand_in_their_registers_with_the_article(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    put(
        cast,
        version,
        base,
        "institution",
        kind_key="station",
        name="庄河服务站",
        person="冯静",
        staff=6,
        on=date(2020, 1, 1),
    )
    put(cast, version, base, "platforms", kind_key="testing", name="检测中心", on=date(2020, 1, 1), how_many=45)
    put(cast, version, base, "incidents", kind_key="quality", name="标签不符", on=date(2021, 2, 3), whose="enterprise",
        grade="一般", document_title="通知书")  # fmt: skip
    text = page(enter, cast.city_officer, base)
    for part in ("庄河服务站", "工作服务站", "6 人", "检测中心", "45 家", "标签不符", "一般"):
        assert part in text
    assert "检测中心" in page(enter, cast.city_officer, base, "services")
    assert "标签不符" in page(enter, cast.city_officer, base, "incidents")


def test_the_checklist_of_a_year_says_item_by_item_how_base_and_enterprises_stand(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    put(cast, version, base, "honesty", kind_key="lawful", year=2021, answer="yes", evidence="信用记录")
    put(cast, version, base, "honesty", kind_key="lawful", year=2021, answer="no", organisation_name="某厂")
    text = page(enter, cast.city_officer, base, "honesty", year="2021")
    assert "2021 年诚信经营" in text
    row = text[text.index("依法经营") : text.index("带动就业")]
    assert "信用记录" in row
    assert row.count("不符合") == 2
    assert "待报" in text[text.index("带动就业") :]


def test_a_place_above_shows_its_plans_beside_those_of_the_base(
    cast: Cast, version: PackVersion, base: Base, enter: Enter
) -> None:
    permit = require(may_enter(cast.city_officer, version=version, rule_id="city-plans", area_code="210200", on=TODAY))
    from jidi.accounts.models import Division

    values = EntryValues(kind_key="plan", name="大连基地发展规划", on=date(2021, 1, 1))
    enter_entry(permit=permit, version=version, rule_id="city-plans", area=Division.objects.get(pk="210200"),
                values=values, at=AT)  # fmt: skip
    client = enter(cast.county_officer)
    assert "大连基地发展规划" in client.get("/bases/places/210200/").content.decode()
    assert client.get("/bases/places/210800/").status_code == 404
    assert enter(cast.other_city_officer).get("/bases/places/210200/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("county_officer", 200), ("city_officer", 200), ("province_officer", 200), ("base_clerk", 404),
        ("sister_county_officer", 404), ("other_city_officer", 404), ("other_province_officer", 404), ("auditor", 403),
        ("expert", 403), ("system_admin", 403),
    ],
)  # fmt: skip
def test_outsiders_do_not_learn_that_there_is_such_a_base(
    cast: Cast, base: Base, enter: Enter, who: str, status: int
) -> None:
    answer = enter(getattr(cast, who)).get(f"/bases/{base.pk}/")
    assert answer.status_code == status
    if status != 200:
        assert base.name not in answer.content.decode()


def test_the_organisations_of_a_base_see_it_and_are_named_on_it(cast: Cast, base: Base, enter: Enter) -> None:
    link_organisation(permit=base_permit(cast.county_officer, base), base=base, role=LinkRole.ENTERPRISE,
                      organisation=cast.organisations["enterprise"], from_on=date(2020, 1, 1), source="名录", at=AT)  # fmt: skip
    text = page(enter, cast.enterprise_clerk, base)
    assert "庄河海洋食品有限公司" in text
    assert "变更登记" not in text
