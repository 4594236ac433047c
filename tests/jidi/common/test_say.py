"""A refusal says what happened, why, by which article, and what next, in both languages."""

from __future__ import annotations

import pytest

from jidi.common.say import HOUSE, Basis, Cite, Refused, Say, Unknown, house


def test_a_refusal_reads_as_one_paragraph_in_each_language() -> None:
    refusal = Refused(
        Say("没有提交。", "Not submitted."),
        Say("申报时间已过。", "The round has closed."),
        Say("请联系省厅。", "Ask the department."),
        cite=Cite(Say("第十四条", "Article 14"), Basis.ARTICLE, "liaoning-2022", "14"),
    )

    assert str(refusal) == "没有提交。申报时间已过。（第十四条）请联系省厅。"
    assert refusal.in_language("en") == "Not submitted. The round has closed. (Article 14) Ask the department."
    assert refusal.status == 409


def test_a_house_rule_says_that_it_is_one() -> None:
    assert HOUSE.printed.zh == "本系统规则"
    assert house("三员分立", "three administrators").printed == Say(
        "本系统规则：三员分立", "Rule of this house: three administrators"
    )


@pytest.mark.parametrize(("pack", "article"), [("", ""), ("liaoning-2022", ""), ("", "14")])
def test_a_citation_of_an_article_without_its_article_is_refused(pack: str, article: str) -> None:
    with pytest.raises(ValueError, match="names pack and article"):
        Cite(Say("第十四条"), Basis.ARTICLE, pack, article)


def test_what_one_may_not_know_of_is_answered_like_what_is_not_there() -> None:
    refusal = Unknown(Say("份申报", "application"))

    assert refusal.status == 404
    assert refusal.what == Say("没有找到这份申报。", "This application was not found.")
