"""Articles: written, illustrated, handed in and counted, reviewed, adopted, taken along to another platform."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from jidi.accounts.acting import Actor, Denied
from jidi.agenda.queries import work_list
from jidi.audit.models import Entry
from jidi.bases.models import Base
from jidi.common.say import Refused
from jidi.notices.models import Letter
from jidi.returns import invariants, services
from jidi.returns.enums import ArticleState, DutyState, Status
from jidi.returns.models import Article, Duty
from jidi.returns.queries.articles import articles_of, parcel
from jidi.returns.queries.duties import visible_articles
from jidi.returns.queries.statuses import standing
from tests.jidi.returns.ferry import PNG, Ferry


def written(year: Ferry, actor: Actor, base: Base | None = None, why: str = "") -> Article:
    values = {key: value for key, value in year.sent.items() if key != "on"}
    return services.write_article(
        actor=actor, article=None, title="渡口开通夜航", body="三条航线开通夜航。\n货量增加一成。", base=base,
        urgent_why=why, **values,
    )  # fmt: skip


def filed(year: Ferry, actor: Actor, base: Base | None = None, why: str = "") -> Article:
    return services.file_article(actor=actor, article=written(year, actor, base, why), **year.sent)


def test_an_article_of_the_quarter_fulfils_the_duty_of_the_quarter(year: Ferry) -> None:
    year.day("2023-05-10")
    article = filed(year, year.cast.city_officer)
    duty = year.duty("news", "2023-Q2")
    assert (article.duty, duty.articles_filed, duty.state) == (duty, 1, DutyState.FILED)
    assert duty.first_filed_on == date(2023, 5, 10)
    services.review_article(
        actor=year.cast.province_officer, article=article, verdict=ArticleState.ACCEPTED, opinion="", **year.sent
    )
    assert year.again(duty).state == DutyState.ACCEPTED
    filed(year, year.cast.city_officer)
    assert year.again(duty).articles_filed == 2


def test_what_is_important_is_told_at_once_and_goes_straight_to_the_province(year: Ferry) -> None:
    year.day("2023-05-10")
    filed(year, year.cast.city_officer, why="台风损毁码头")
    at_once = Duty.objects.get(rule="important")
    assert (at_once.period, at_once.due_on, at_once.first_filed_on) == ("2023-05-10", year.on, year.on)
    lines = work_list(year.cast.province_officer, on=year.on, room="returns").rows
    assert any("重要信息" in line.what_zh and "台风" in line.verdict_zh for line in lines)


def test_an_illustrated_article_needs_pictures_and_then_the_record_of_where_it_was_posted(year: Ferry) -> None:
    clerk, story = year.cast.base_clerk, year.duty("story", "2023", year.base)
    year.day("2023-06-01")
    article = written(year, clerk, year.base)
    told = services.Told("刊发图文", "国家平台", year.on, "冯静", "https://example.org/a")
    with pytest.raises(Refused, match="配图"):
        services.file_article(actor=clerk, article=article, **year.sent)
    with pytest.raises(Refused, match="还差 1 篇"):
        services.record_elsewhere(actor=clerk, duty=story, told=told, **year.sent)
    at = {"at": year.now["at"]}
    services.attach_picture(actor=clerk, article=article, name="夜航.png", content=[PNG], **at)
    services.file_article(actor=clerk, article=Article.objects.get(pk=article.pk), **year.sent)
    assert year.again(story).state == DutyState.DUE
    services.record_elsewhere(actor=clerk, duty=story, told=told, **year.sent)
    assert year.again(story).state == DutyState.ELSEWHERE


def test_a_second_click_on_saving_gets_the_article_though_it_was_handed_in_meanwhile(year: Ferry) -> None:
    clerk, held = year.cast.city_officer, written(year, year.cast.city_officer)
    values = {key: value for key, value in year.sent.items() if key != "on"}
    change: dict[str, Any] = {
        "article": held, "title": "渡口开通夜航（改）", "body": "四条航线。", "base": None, "urgent_why": "", **values,
    }  # fmt: skip
    first = services.write_article(actor=clerk, **change)
    services.file_article(actor=clerk, article=held, **year.sent)
    assert services.write_article(actor=clerk, **change) == first
    with pytest.raises(Denied):
        services.write_article(actor=clerk, **(change | {"once_key": year.sent["once_key"]}))
    with pytest.raises(Refused) as refused:
        services.write_article(actor=year.cast.base_clerk, **change)
    assert refused.value.code == "key-of-another"
    assert Article.objects.count() == 1


def test_an_article_is_one_thing_to_review_and_its_duty_none_beside_it(year: Ferry) -> None:
    year.day("2023-05-10")
    article = filed(year, year.cast.city_officer)
    duty = year.duty("news", "2023-Q2")

    def waiting() -> list[tuple[str, str]]:
        rows = work_list(year.cast.province_officer, on=year.on, room="returns").rows
        return [(row.kind, row.key) for row in rows if (row.kind, row.key) != ("duty", "")]

    assert (("article", str(article.pk)) in waiting(), ("duty", str(duty.pk)) in waiting()) == (True, False)
    services.review_article(
        actor=year.cast.province_officer,
        article=article,
        verdict=ArticleState.DECLINED,
        opinion="与基地无关",
        **year.sent,
    )
    assert (("article", str(article.pk)) in waiting(), ("duty", str(duty.pk)) in waiting()) == (False, False)


def test_only_pictures_are_taken(year: Ferry) -> None:
    article = written(year, year.cast.base_clerk, year.base)
    with pytest.raises(Refused):
        services.attach_picture(
            actor=year.cast.base_clerk, article=article, name="a.txt", content=[b"text\n"], at=year.now["at"]
        )
    assert Article.objects.get().pictures_count == 0


def test_text_and_pictures_go_into_one_parcel(year: Ferry) -> None:
    article = written(year, year.cast.base_clerk, year.base)
    services.attach_picture(
        actor=year.cast.base_clerk, article=article, name="夜航.png", content=[PNG], at=year.now["at"]
    )
    with zipfile.ZipFile(io.BytesIO(parcel(Article.objects.select_related("organisation").get()))) as box:
        assert sorted(box.namelist()) == sorted(["正文.txt", "图01-夜航.png"])
        assert "三条航线开通夜航" in box.read("正文.txt").decode("utf-8-sig")
        assert box.read("图01-夜航.png") == PNG


def test_a_returned_article_is_changed_and_counts_once(year: Ferry) -> None:
    year.day("2023-05-10")
    article = filed(year, year.cast.city_officer)
    with pytest.raises(Denied):
        services.file_article(actor=year.cast.city_officer, article=article, **year.sent)
    services.review_article(
        actor=year.cast.province_officer,
        article=article,
        verdict=ArticleState.RETURNED,
        opinion="请补数字",
        **year.sent,
    )
    services.file_article(actor=year.cast.city_officer, article=Article.objects.get(), **year.sent)
    assert year.duty("news", "2023-Q2").articles_filed == 1


def test_adopted_is_what_was_taken_up_by_who_may(year: Ferry) -> None:
    article = filed(year, year.cast.city_officer)
    with pytest.raises(Refused):
        services.adopt_article(actor=year.cast.province_officer, article=article, **year.sent)
    services.review_article(
        actor=year.cast.province_officer, article=article, verdict=ArticleState.ACCEPTED, opinion="", **year.sent
    )
    with pytest.raises(Denied):
        services.adopt_article(actor=year.cast.county_officer, article=article, **year.sent)
    assert services.adopt_article(actor=year.cast.province_officer, article=article, **year.sent).adopted_at


def test_a_draft_is_seen_by_its_own_people_only(year: Ferry) -> None:
    article = written(year, year.cast.base_clerk)
    cast = year.cast
    assert {key for key in cast.actors if visible_articles(getattr(cast, key)).exists()} == {"base_clerk"}
    services.file_article(actor=cast.base_clerk, article=article, **year.sent)
    seen = {key for key in cast.actors if visible_articles(getattr(cast, key)).exists()}
    assert seen == {"base_clerk", "county_officer", "city_officer", "province_officer", "decider"}


def test_who_wrote_an_article_hears_that_it_came_back_or_was_not_taken_up_and_why(year: Ferry) -> None:
    cast, article = year.cast, filed(year, year.cast.city_officer)

    def waiting() -> list[str]:
        return [
            row.next_zh
            for row in work_list(cast.city_officer, on=year.on, room="returns").rows
            if row.kind == "article"
        ]

    def told() -> list[str]:
        rows = Letter.objects.filter(person_id=cast.city_officer.person_id, owner_kind="article").order_by("pk")
        return [row.why_zh for row in rows]

    def reviewed(verdict: ArticleState, words: str) -> None:
        services.review_article(
            actor=cast.province_officer, article=article, verdict=verdict, opinion=words, **year.sent
        )

    reviewed(ArticleState.RETURNED, "请写明航线名称")
    assert (waiting(), told()) == (["修改后再报"], ["退回修改：请写明航线名称"])
    services.file_article(actor=cast.city_officer, article=Article.objects.get(pk=article.pk), **year.sent)
    assert waiting() == []
    reviewed(ArticleState.DECLINED, "内容与基地无关")
    assert (waiting(), told()[-1]) == ([], "未采纳：内容与基地无关。本期还差 1 篇，请在 2023-03-31 前另报")


def thrown_away(year: Ferry, actor: Actor, article: Article) -> Article:
    values = {key: value for key, value in year.sent.items() if key != "on"}
    return services.discard_article(actor=actor, article=article, **values)


def test_a_draft_is_thrown_away_by_its_own_people_and_stays_in_the_trail(year: Ferry) -> None:
    cast, article = year.cast, written(year, year.cast.base_clerk, year.base)
    with pytest.raises(Denied):
        thrown_away(year, cast.city_officer, article)
    gone = thrown_away(year, cast.base_clerk, article)
    assert gone.state == ArticleState.DISCARDED
    assert not visible_articles(cast.base_clerk).exists()
    entry = Entry.objects.get(action="article.discarded")
    assert (entry.object_key, json.loads(entry.detail_json)["title"]) == (str(article.pk), article.title)
    with pytest.raises(Denied):
        services.file_article(actor=cast.base_clerk, article=gone, **year.sent)
    assert list(invariants.check()) == []


def test_what_was_handed_in_once_is_not_thrown_away_also_when_it_came_back(year: Ferry) -> None:
    cast, article = year.cast, filed(year, year.cast.city_officer)
    services.review_article(
        actor=cast.province_officer, article=article, verdict=ArticleState.RETURNED, opinion="补数字", **year.sent
    )
    with pytest.raises(Denied, match="已经报送过"):
        thrown_away(year, cast.city_officer, article)


def test_an_urgent_article_is_one_thing_to_review_and_settles_the_duty_to_tell_at_once_too(year: Ferry) -> None:
    year.day("2023-05-10")
    article = filed(year, year.cast.city_officer, why="台风损毁码头")
    at_once, quarter = Duty.objects.get(rule="important"), year.duty("news", "2023-Q2")
    rows = work_list(year.cast.province_officer, on=year.on, room="returns").rows
    assert [row.key for row in rows if row.kind == "urgent"] == [str(article.pk)]
    assert not {str(at_once.pk), str(quarter.pk)} & {row.key for row in rows if row.kind == "duty"}
    assert list(articles_of(at_once)) == list(articles_of(quarter)) == [article]
    services.review_article(
        actor=year.cast.province_officer, article=article, verdict=ArticleState.ACCEPTED, opinion="", **year.sent
    )
    assert {year.again(duty).state for duty in (at_once, quarter)} == {DutyState.ACCEPTED}


def test_an_article_that_came_back_waits_with_its_writer_and_its_duties_with_nobody(year: Ferry) -> None:
    year.day("2023-05-10")
    article = filed(year, year.cast.city_officer, why="台风损毁码头")
    services.review_article(
        actor=year.cast.province_officer, article=article, verdict=ArticleState.RETURNED, opinion="写损失", **year.sent
    )
    duties = {str(pk) for pk in Duty.objects.filter(articles_filed=1).values_list("pk", flat=True)}
    rows = work_list(year.cast.province_officer, on=year.on, room="returns").rows
    assert len(duties) == 2
    assert not duties & {row.key for row in rows if row.kind == "duty"}
    services.review_article(
        actor=year.cast.province_officer,
        article=services.file_article(
            actor=year.cast.city_officer, article=Article.objects.get(pk=article.pk), **year.sent
        ),
        verdict=ArticleState.DECLINED,
        opinion="不属实",
        **year.sent,
    )
    rows = work_list(year.cast.province_officer, on=year.on, room="returns").rows
    at_once, quarter = Duty.objects.get(rule="important"), year.duty("news", "2023-Q2")
    found = duties & {row.key for row in rows if row.kind == "duty"}
    assert found == {str(at_once.pk)}, "none of its articles counts: what was told at once is reviewed itself"
    assert year.again(quarter).state == DutyState.DUE, "the quarter is short of an article again"


def test_an_article_that_was_not_taken_up_does_not_count_and_the_writer_hears_what_is_missing(year: Ferry) -> None:
    cast, duty = year.cast, year.duty("news", "2023-Q2")
    year.day("2023-06-29")
    first = filed(year, cast.city_officer)
    assert year.again(duty).state == DutyState.FILED
    year.day("2023-07-10")
    services.review_article(
        actor=cast.province_officer, article=first, verdict=ArticleState.DECLINED, opinion="与基地无关", **year.sent
    )
    held = year.again(duty)
    assert (held.state, held.articles_filed, held.first_filed_on) == (DutyState.DUE, 0, None)
    with pytest.raises(Denied):
        services.accept(actor=cast.province_officer, duty=held, **year.sent)
    told = Letter.objects.filter(person_id=cast.city_officer.person_id, owner_kind="article").latest("pk")
    assert "未采纳：与基地无关" in told.why_zh
    assert "还差 1 篇" in told.why_zh
    assert held.extended_to == date(2023, 7, 20), "there are days to write another although the day is over"
    assert standing(held, year.on).status == Status.DUE
    assert list(invariants.check()) == []
    year.day("2023-07-15")
    second = filed(year, cast.city_officer)
    held = year.again(duty)
    assert (second.duty_id, held.state, held.articles_filed) == (duty.pk, DutyState.FILED, 1)
    services.review_article(
        actor=cast.province_officer, article=second, verdict=ArticleState.ACCEPTED, opinion="", **year.sent
    )
    assert year.again(duty).state == DutyState.ACCEPTED
