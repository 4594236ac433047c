"""登记事项: the page where an officer puts on record that something happened of which a duty follows."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.keys import new_key
from jidi.returns.models import Duty
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.desk.returns.conftest import On
from tests.jidi.web.desk.returns.test_pages import sent, text_of

Enter = Callable[[Actor], Client]


def test_the_page_names_each_event_who_then_owes_what_and_the_bases_of_the_area(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-06-02")
    client = enter(year.cast.city_officer)
    assert reverse("desk:returns-events") in client.get(reverse("desk:returns-year")).content.decode()
    page = text_of(client.get(reverse("desk:returns-events")))
    assert "展示内容需要更新" in page
    assert "更新展示" in page
    assert "庄河渡口" in page
    assert "大石桥渡口" not in page
    assert "有重要情况" not in page  # it comes with the urgent article itself


def test_what_is_put_on_record_leads_to_the_duty_and_stands_in_its_course(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-06-02")
    page = sent(
        enter(year.cast.city_officer), "returns-raise", event=f"{year.version.pk}:showcase", where=f"b{year.base.pk}",
        happened="2023-06-01", reason="码头已经改建",
    )  # fmt: skip
    assert "已登记，形成 1 项义务" in page
    assert "码头已经改建" in page
    assert "2023-06-01 发生" in page
    mine = text_of(enter(year.cast.base_clerk).get(reverse("desk:returns-waiting")))
    assert "更新展示" in mine


def test_what_is_missing_is_said_and_nothing_is_put_on_record(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-06-02")
    client = enter(year.cast.city_officer)
    whole = {
        "event": f"{year.version.pk}:showcase",
        "where": f"b{year.base.pk}",
        "happened": "2023-06-01",
        "reason": "改建",
    }
    for key, words in (("event", "什么事项"), ("where", "在哪里"), ("happened", "哪一天"), ("reason", "理由")):
        answer = client.post(reverse("desk:returns-raise"), {**whole, key: "", "once": new_key()})
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert not Duty.objects.filter(rule="showcase").exists()
