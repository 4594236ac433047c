"""Where a rule asks for several things, all of them are needed: form and articles, form and what is done elsewhere."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from jidi.common.say import Refused
from jidi.returns import invariants, services
from jidi.returns.enums import ArticleState, DutyState
from jidi.returns.models import Article, Duty
from jidi.returns.services.reviewing import Point
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

COMMON = "debtor: city, to: province, every: half, due: {after-period: {length: 20, unit: day}}"
PLATFORM = "{zh: 国家平台, en: the national platform}"
OBLIGATIONS = f"""
told: {{zh: 报表和信息, en: Form and article, {COMMON}, fulfilled-by: {{form: summary, articles: 1}}, cite: "2"}}
shown:
  {{zh: 报表并上平台, en: Both, {COMMON}, fulfilled-by: {{form: summary, done-elsewhere: {PLATFORM}}}, cite: "2"}}
sealed: {{zh: 盖章报表, en: Sealed, {COMMON}, fulfilled-by: {{form: summary, paper: 2}}, cite: "2"}}
"""


@pytest.fixture
def both(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """The ferry document with two duties that ask for two things each, on a day they can be filed."""
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    place = folder / "obligations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + OBLIGATIONS, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    ferry = play(cast)
    ferry.compute()
    return ferry.day("2023-07-10")


def an_article(both: Ferry) -> Article:
    now = {"at": both.now["at"]}
    made = services.write_article(
        actor=both.cast.city_officer, article=None, title="夜航", body="三条航线。", base=None, urgent_why="",
        once_key=both.sent["once_key"], **now,
    )  # fmt: skip
    return services.file_article(actor=both.cast.city_officer, article=made, **both.sent)


def test_a_form_is_handed_in_once_its_articles_are_there_also_after_the_period(both: Ferry) -> None:
    city, province = both.cast.city_officer, both.cast.province_officer
    duty = both.filled(both.duty("told", "2023-H1"), city)
    with pytest.raises(Refused, match="还差 1 篇"):
        services.hand_in(actor=city, duty=duty, **both.sent)
    article = an_article(both)
    assert article.duty == duty
    assert both.again(duty).state == DutyState.DUE
    services.hand_in(actor=city, duty=duty, **both.sent)
    assert both.again(duty).first_filed_on == date(2023, 7, 10)
    with pytest.raises(Refused, match="信息还没有采纳"):
        services.accept(actor=province, duty=duty, **both.sent)
    services.review_article(actor=province, article=article, verdict=ArticleState.ACCEPTED, opinion="", **both.sent)
    assert both.again(duty).state == DutyState.FILED
    services.accept(actor=province, duty=duty, **both.sent)
    assert both.again(duty).state == DutyState.ACCEPTED
    assert list(invariants.check()) == []


def test_a_form_with_sealed_copies_is_accepted_once_they_were_received(both: Ferry) -> None:
    duty = both.filed(both.duty("sealed", "2023-H1"), both.cast.city_officer)
    with pytest.raises(Refused, match="纸质件 2 份还没有登记收到") as refused:
        services.accept(actor=both.cast.province_officer, duty=duty, **both.sent)
    assert refused.value.code == "paper-missing"
    services.accept(actor=both.cast.province_officer, duty=duty, paper=True, **both.sent)
    assert both.again(duty).state == DutyState.ACCEPTED
    assert duty.acts.latest("pk").detail_json == {"paper": 2}


def test_an_article_alone_does_not_fulfil_it(both: Ferry) -> None:
    both.day("2023-03-10")
    duty = both.duty("told", "2023-H1")
    both.compute()
    an_article(both)
    an_article(both)
    assert {d.state for d in Duty.objects.filter(rule="told")} == {DutyState.DUE}
    assert both.again(duty).first_filed_on is None


def test_form_and_record_of_what_was_done_elsewhere_file_it_together_and_it_is_reviewed(both: Ferry) -> None:
    city, province = both.cast.city_officer, both.cast.province_officer
    told = services.Told("已上传", "国家平台", both.on, "钱伟", "https://example.org/a")
    duty = both.filled(both.duty("shown", "2023-H1"), city)
    with pytest.raises(Refused, match="报表还没有报"):
        services.record_elsewhere(actor=city, duty=duty, told=told, **both.sent)
    services.hand_in(actor=city, duty=duty, **both.sent)
    assert both.again(duty).state == DutyState.DUE
    both.day("2023-07-12")
    services.record_elsewhere(actor=city, duty=both.again(duty), told=told, **both.sent)
    duty = both.again(duty)
    assert (duty.state, duty.first_filed_on) == (DutyState.FILED, date(2023, 7, 10))
    services.send_back(actor=province, duty=duty, reason="再写清楚", points=[Point("done", "哪三件")], **both.sent)
    both.filled(both.again(duty), city, {"done": "办了四件实事"})
    services.hand_in(actor=city, duty=both.again(duty), **both.sent)
    services.accept(actor=province, duty=both.again(duty), **both.sent)
    assert both.again(duty).state == DutyState.ACCEPTED
    assert list(invariants.check()) == []
