"""Drafts on the page: an article nobody was handed is thrown away; a paper is seen by the reviewer once it was handed in."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.keys import new_key
from jidi.filings.services import attach_evidence
from jidi.returns import services
from jidi.returns.models import Article
from jidi.returns.permissions import may_fill
from jidi.returns.queries import filling
from jidi.returns.queries.duties import levels_of
from jidi.returns.services import Point
from tests.jidi.returns.ferry import PNG, Ferry
from tests.jidi.returns.test_handed import LARGE
from tests.jidi.web.desk.returns.conftest import On
from tests.jidi.web.desk.returns.test_pages import handed_in, sent, text_of

Enter = Callable[[Actor], Client]


def test_a_draft_is_thrown_away_by_one_button_and_a_second_click_says_the_same(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-05-10")
    city = enter(year.cast.city_officer)
    sent(city, "news-write", title="短", body="写错了。")
    article = Article.objects.get()
    assert "丢弃草稿" in text_of(city.get(reverse("desk:news-page", args=[article.pk])))
    sending = {"once": new_key()}
    for _ in range(2):
        page = city.post(reverse("desk:news-discard", args=[article.pk]), sending, follow=True)
        assert (page.status_code, "写错了" in text_of(page)) == (200, False)
    assert city.get(reverse("desk:news-page", args=[article.pk])).status_code == 404
    assert "没有" in text_of(city.get(reverse("desk:news")))
    assert "草稿已弃" not in text_of(city.get(reverse("desk:news")))


def test_what_was_handed_in_has_no_button_to_throw_it_away(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-05-10")
    article = handed_in(year, year.cast.city_officer)
    city = enter(year.cast.city_officer)
    assert "丢弃草稿" not in text_of(city.get(reverse("desk:news-page", args=[article.pk])))
    refused = city.post(reverse("desk:news-discard", args=[article.pk]), {"once": new_key()})
    assert (refused.status_code, "现在不能改" in text_of(refused)) == (403, True)


def test_the_reviewer_reads_the_paper_beside_an_explanation_once_it_was_handed_in(
    year: Ferry, on: On, enter: Enter
) -> None:
    on("2023-04-12")
    clerk, city = year.cast.base_clerk, enter(year.cast.city_officer)
    duty = year.filed(year.duty("figures", "2023-Q1", year.base), clerk, LARGE)
    services.send_back(
        actor=year.cast.city_officer, duty=duty, reason="缺凭据", points=[Point("output", "附合同")], **year.sent
    )
    duty, filing = year.again(duty), filling.filing_for(duty)
    permit = may_fill(clerk, duty, levels_of(duty))
    assert filing is not None
    assert permit
    attach_evidence(
        filing=filing, check="large", name="竣工验收.png", content=[PNG], actor=clerk,
        permit=filling.owner_permit(permit, duty), at=year.now["at"],
    )  # fmt: skip
    assert "竣工验收.png" not in text_of(city.get(reverse("desk:duty", args=[duty.pk])))
    services.hand_in(actor=clerk, duty=duty, why="补上合同，数没有错", **year.sent)
    assert "竣工验收.png" in text_of(city.get(reverse("desk:duty", args=[duty.pk])))
