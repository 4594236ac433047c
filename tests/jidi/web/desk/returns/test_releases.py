"""放行 by hand: asked for on the page of who fills in, decided on the page of who receives it, who never sees the draft."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.desk.returns.conftest import On
from tests.jidi.web.desk.returns.test_pages import sent, text_of

Enter = Callable[[Actor], Client]


def test_a_release_is_asked_for_and_given_before_it_is_handed_in(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-10")
    duty = year.filled(
        year.duty("figures", "2023-Q1", year.base), year.cast.city_officer, {"output": "5000", "exports": "6543"}
    )
    city, province = enter(year.cast.city_officer), enter(year.cast.province_officer)
    address = reverse("desk:duty", args=[duty.pk])
    assert "申请放行" in text_of(city.get(address))
    assert "放行" not in text_of(province.get(address))
    page = sent(city, "duty-ask-release", duty.pk, check="within", reason="含转口贸易，有报关单")
    assert "已申请放行“出口额大于产值，请核对”，等上级决定" in page
    page = text_of(province.get(address))
    assert "含转口贸易，有报关单" in page
    assert "6,543" not in page
    assert "6543" not in page
    assert "去放行或说明不放行" in text_of(province.get(reverse("desk:work")))
    assert "已放行" in sent(province, "duty-release", duty.pk, check="within", reason="情况属实", verdict="yes")
    assert "已报送" in sent(city, "duty-file", duty.pk)


def test_one_that_is_refused_says_why_to_who_asked(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-10")
    duty = year.filled(
        year.duty("figures", "2023-Q1", year.base), year.cast.city_officer, {"output": "5000", "exports": "6543"}
    )
    city, province = enter(year.cast.city_officer), enter(year.cast.province_officer)
    sent(city, "duty-ask-release", duty.pk, check="within", reason="含转口贸易")
    page = sent(province, "duty-release", duty.pk, check="within", reason="转口不计入", verdict="no")
    assert "已说明不予放行" in page
    page = text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    assert "转口不计入" in page
    assert "申请放行" in page
