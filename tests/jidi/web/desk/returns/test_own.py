"""统计填报 as a base's people and an enterprise see it: their own duties only, and the way to what is to be filled in."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor, require
from jidi.bases.enums import LinkRole
from jidi.bases.permissions import may_keep_base
from jidi.bases.services.links import link_organisation
from jidi.returns import services
from jidi.returns.models import Duty
from tests.jidi.returns.ferry import AT, SINCE, Ferry
from tests.jidi.web.desk.returns.conftest import On
from tests.jidi.web.desk.returns.test_pages import sent, text_of

Enter = Callable[[Actor], Client]


def test_a_base_clerk_sees_the_duties_of_the_own_base_only_and_begins_with_one_button(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-10-12")
    client = enter(year.cast.base_clerk)
    page = text_of(client.get(reverse("desk:returns")))
    assert "我的填报" in page
    assert "先办这一件" in page
    assert "庄河渡口" in page
    assert "大石桥渡口" not in page
    assert "合计" not in page
    for hidden in ("汇总", "审核", "分析"):
        assert hidden not in page.split("先办这一件")[0].split("我的填报")[-1]
    duty = year.duty("figures", "2023-Q3", year.base)
    form = sent(client, "duty-open", duty.pk)
    assert "产值" in form or "保存" in form
    assert reverse("desk:duty-form", args=[duty.pk]) in client.get(reverse("desk:returns")).content.decode()


def test_what_was_supplied_stands_with_others(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.base_clerk)
    page = text_of(enter(year.cast.base_clerk).get(reverse("desk:returns")))
    assert "三季度" in page.split("已交，在别人那里")[1].split("往后")[0]
    assert "已提供，待转报" in page


def test_an_enterprise_that_speaks_for_a_base_lands_on_what_it_has_to_fill_in(
    year: Ferry, on: On, enter: Enter
) -> None:
    cast = year.cast
    permit = require(
        may_keep_base(cast.other_county_officer, "base.change", area_code=year.other.area_id, key=str(year.other.pk))
    )
    link_organisation(
        permit=permit, base=year.other, organisation=cast.organisations["enterprise"], role=LinkRole.INSTITUTION,
        from_on=SINCE, source="测〔2022〕1号", at=AT,
    )  # fmt: skip
    on("2023-10-12")
    client = enter(cast.enterprise_clerk)
    landed = client.get(reverse("desk:start"), follow=True)
    assert landed.redirect_chain[-1][0] == reverse("desk:returns")
    page = text_of(landed)
    assert "大石桥渡口 2023 年三季度" in page
    assert "开始填报" in page
    assert "庄河渡口" not in page


def test_who_owes_nothing_is_told_so(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    page = text_of(enter(year.cast.enterprise_clerk).get(reverse("desk:returns")))
    assert "现在没有要填的" in page
    assert "渡口" not in page


def test_the_page_reads_a_constant_number_of_times(
    year: Ferry, on: On, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    on("2023-12-20")
    assert Duty.objects.filter(debtor=year.cast.organisations["institution"]).count() > 1
    client = enter(year.cast.base_clerk)
    client.get(reverse("desk:returns"))
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        client.get(reverse("desk:returns"))


def test_once_the_form_is_handed_in_only_the_record_is_left_to_do(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-07-10")
    duty = year.filed(year.duty("half-year", "2023", year.base), year.cast.base_clerk)
    client = enter(year.cast.base_clerk)
    page = text_of(client.get(reverse("desk:returns")))
    assert "已准备好，还要到外部办理并登记" in page
    line = page.split("上半年数据")[1].split("庄河渡口")[0]
    assert "登记办理" in line
    assert "继续填报" not in line
    shown = text_of(client.get(reverse("desk:duty", args=[duty.pk])))
    assert "已准备好" in shown
    assert "由您填报" not in shown
    assert "改好后再存一版" in shown


def test_who_only_feeds_a_duty_is_late_by_the_day_the_debtor_set_and_by_none_before(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-12-20")
    duty, client = year.duty("figures", "2023-Q3", year.base), enter(year.cast.base_clerk)
    own, page = (text_of(client.get(a)) for a in (reverse("desk:returns"), reverse("desk:duty", args=[duty.pk])))
    row = own.split("2023 年三季度数据", 1)[1][:200]
    assert "逾期" not in row
    assert "待提供" in row
    assert "逾期" not in page.split("经过")[0]
    assert "逾期" in text_of(enter(year.cast.city_officer).get(reverse("desk:duty", args=[duty.pk])))


def test_who_fed_the_debtor_is_not_told_of_the_debtor_s_miss_nor_of_the_debtor_s_day(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-10-10")
    year.filed(year.duty("figures", "2023-Q3", year.base), year.cast.base_clerk)
    on("2024-02-20")
    page = text_of(enter(year.cast.base_clerk).get(reverse("desk:returns")))
    supplied = page.split("已交，在别人那里")[1].split("往后")[0]
    assert "三季度" in supplied
    assert "漏报" not in supplied
    assert "已提供，待转报" in supplied
    on("2023-10-12")
    year.compute(2024)
    page = text_of(enter(year.cast.base_clerk).get(reverse("desk:returns")))
    later = page.split("往后要填的")[1]
    assert "没有定日子" in later
    assert "2024-01-15" not in later


def test_the_steps_say_which_round_it_is_and_no_day_of_the_first_is_shown_as_over(
    year: Ferry, on: On, enter: Enter
) -> None:
    cast = year.cast
    on("2023-10-10")
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), cast.base_clerk)
    services.pass_on(actor=cast.city_officer, duty=duty, **year.sent)
    on("2023-10-20")
    again = {"reason": "产值单位有误", "points": [services.Point("*", "请核对")]}
    services.send_back(actor=cast.province_officer, duty=year.again(duty), **again, **year.sent)
    page = text_of(enter(cast.city_officer).get(reverse("desk:duty", args=[duty.pk])))
    assert "第二轮：补正后再报，本级没有另外的期限" in page
    assert re.search(r"补正 10-\d\d 前", page)  # the days of the return are those of who corrects
    year.filled(year.again(duty), cast.base_clerk, {"output": "5100"})
    services.hand_in(actor=cast.base_clerk, duty=year.again(duty), why="单位改正", **year.sent)
    on("2023-10-25")
    services.pass_on(actor=cast.city_officer, duty=year.again(duty), **year.sent)
    page = text_of(enter(cast.city_officer).get(reverse("desk:duty", args=[duty.pk])))
    assert "10-10 已报" in page
    assert "第二轮 10-25 已报" in page


def test_a_form_not_begun_yet_leads_to_its_duty_and_shows_what_was_filed_before_beside_its_cells(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-07-05")
    year.filed(
        year.duty("figures", "2023-Q2", year.base), year.cast.city_officer, {"output": "4321", "exports": "1200"}
    )
    on("2023-10-12")
    duty, client = year.duty("figures", "2023-Q3", year.base), enter(year.cast.city_officer)
    before = client.get(reverse("desk:duty-form", args=[duty.pk]))
    assert (before.status_code, before.headers["Location"]) == (302, reverse("desk:duty", args=[duty.pk]))
    assert "上季 4,321" in sent(client, "duty-open", duty.pk)
