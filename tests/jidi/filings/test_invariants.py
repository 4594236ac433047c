"""I1: whatever somebody changes by hand in the database is found."""

from __future__ import annotations

import pytest
from django.db import connection

from jidi.common.digests import digest
from jidi.filings.invariants import check
from jidi.filings.models import Filing, Version
from jidi.filings.services.submitting import seal_of
from tests.jidi.filings.conftest import GOOD, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(desk: Desk) -> Desk:
    desk.save(GOOD)
    desk.submit()
    desk.save({"brand": "十一个。"})
    desk.submit()
    return desk


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def said() -> list[str]:
    return [broken.say.zh for broken in check()]


def test_what_was_filed_properly_holds(filed: Desk) -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("values_json", "{}"), ("who_name", "别人"), ("why", "别的"), ("made_at", "2020-01-01 00:00:00")],
)
def test_a_changed_column_is_found(filed: Desk, column: str, value: str) -> None:
    run(f"UPDATE filings_version SET {column} = %s WHERE ordinal = 1", value)  # noqa: S608
    assert "内容与摘要不符" in said()


def test_a_version_taken_away_is_found(filed: Desk) -> None:
    run("DELETE FROM filings_standing WHERE version_id IN (SELECT id FROM filings_version WHERE ordinal = 2)")
    run("UPDATE filings_standing SET status = 'filed', since = (SELECT MIN(made_at) FROM filings_version)")
    run("DELETE FROM filings_version WHERE ordinal = 2")
    assert said() == ["审计记录了 1 次报送，版本不在"]


def test_a_version_put_in_is_found(filed: Desk) -> None:
    last = Version.objects.get(ordinal=2)
    extra = last.copy()
    extra.ordinal, extra.previous = 3, last
    extra.save()
    assert "与审计记录不符" in said()
    assert "内容与摘要不符" in said()


def test_a_changed_form_is_found(filed: Desk) -> None:
    text = Filing.objects.get().form_json.replace("总产值", "产值")
    run("UPDATE filings_form SET form_json = %s", text)
    assert said() == ["表式与开表时的摘要不符"]


def test_a_torn_draft_is_found(filed: Desk) -> None:
    run("UPDATE filings_draft SET cells_json = %s", '{"brand": {"text": "x"}}')
    assert said() == ["草稿与保存时不同", "草稿读不出来"]


def test_a_draft_changed_by_hand_is_found_though_it_can_be_read(filed: Desk) -> None:
    run("UPDATE filings_draft SET revision = revision + 1")
    assert said() == ["草稿与保存时不同"]


def test_a_draft_taken_away_is_found(filed: Desk) -> None:
    run("DELETE FROM filings_draft")
    assert said() == ["草稿不在"]


def test_a_changed_figure_is_found(filed: Desk) -> None:
    text = Version.objects.get(ordinal=1).values_json
    run("UPDATE filings_version SET values_json = %s WHERE ordinal = 1", text.replace("214.3", "214.4"))
    assert said() == ["内容与摘要不符"]


def test_somebody_named_who_is_not_in_the_version_is_found(filed: Desk) -> None:
    run(
        "INSERT INTO filings_named (version_id, subject_kind, subject_key)"
        " SELECT id, 'enterprise', '某公司' FROM filings_version WHERE ordinal = 1"
    )
    assert said() == ["指标数据的主体与版本不符：某公司"]


@pytest.mark.parametrize("ordinal", [1, 2])
def test_a_changed_status_is_found(filed: Desk, ordinal: int) -> None:
    sql = "UPDATE filings_standing SET status = 'accepted' WHERE version_id = (SELECT id FROM filings_version WHERE ordinal = %s)"
    run(sql, ordinal)
    assert said() == ["状态与记录不符"]


def test_a_version_is_sealed_by_the_digest_of_all_it_says(filed: Desk) -> None:
    first, second = Version.objects.order_by("ordinal")
    for one, before in ((first, ""), (second, first.digest)):
        said = {
            "filing": one.filing_id,
            "form": one.filing.form_digest,
            "ordinal": one.ordinal,
            "values": one.values_json,
            "who": [one.person_id, one.who_name, one.who_post, one.who_organisation],
            "at": one.made_at,
            "why": one.why,
            "previous": before,
        }
        assert one.digest == digest(said)


def test_a_seal_writes_every_character_as_it_is(filed: Desk) -> None:
    one = Version.objects.get(ordinal=1)
    words = '引号"、反斜线\\、换行\n、制表\t、控制\x01、表情😀、\u2028'
    said = {"filing": 7, "form": "f", "ordinal": 1, "values": words, "who": [1, words, "", "乙"], "at": one.made_at,
            "why": words, "previous": ""}  # fmt: skip
    assert seal_of(7, "f", 1, words, [1, words, "", "乙"], one.made_at, words, "") == digest(said)
