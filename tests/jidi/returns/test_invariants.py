"""What must hold of duties: nothing is broken after a year of acts, and what was changed by hand is named."""

from __future__ import annotations

import pytest
from django.db import connection

from jidi.returns import services
from jidi.returns.invariants import check
from tests.jidi.returns.ferry import Ferry
from tests.jidi.returns.test_articles import filed


@pytest.fixture
def played(year: Ferry) -> Ferry:
    """Duties filed, returned, put off, done elsewhere; an article."""
    cast = year.cast
    quarter = year.day("2023-04-03").filed(year.duty("figures", "2023-Q1", year.base), cast.city_officer)
    services.send_back(
        actor=cast.province_officer,
        duty=quarter,
        reason="不符",
        points=[services.Point("exports", "请核")],
        **year.sent,
    )
    services.set_leg_days(actor=cast.city_officer, duty=quarter, leg="base", days_before=5, **year.sent)
    filed(year, cast.city_officer)
    half = year.day("2023-08-20").duty("half-year", "2023", year.base)
    told = services.Told("更新数据", "国家平台", year.on, "冯静", "https://example.org/1")
    services.record_elsewhere(actor=cast.base_clerk, duty=half, told=told, **year.sent)
    year.compute()
    return year


def test_nothing_is_broken_after_a_year_of_acts(played: Ferry) -> None:
    assert list(check()) == []


@pytest.mark.parametrize(
    ("statement", "thing"),
    [
        ("update returns_duty set due_on = '2030-01-01' where rule = 'summary'", "duty"),
        ("update returns_duty set first_filed_on = '2023-04-02' where first_filed_on = '2023-04-03'", "duty"),
        ("update returns_level set passed_on = '2023-04-02' where state = 'passed'", "duty"),
        ("update returns_act set reason = '没有说过' where kind = 'returned'", "act"),
        ("update returns_article set body = '另一篇'", "article"),
        ("update returns_elsewhere set link = 'https://example.org/2'", "elsewhere"),
        ("update returns_legday set days_before = 1", "legday"),
        ("delete from returns_elsewhere", "elsewhere"),
        (
            "insert into returns_paper (duty_id, document, title, paper_number, dated, file_keys, person_id, who_post,"
            " who_organisation, at_moment) select id, 'd', '无此文件', '', '2023-02-01', 'k', (select min(id) from"
            " accounts_person), '', '', made_at from returns_duty where rule = 'summary' limit 1",
            "paper",
        ),
    ],
)
def test_a_row_changed_by_hand_is_named(played: Ferry, statement: str, thing: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert {broken.thing.partition(":")[0] for broken in check()} == {thing}
