"""提醒: a person's own digests, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.common.say import HOUSE, Say
from jidi.notices.enums import LetterKind
from jidi.notices.models import Letter
from jidi.notices.queries import record_of, unread
from jidi.notices.services import Written, send
from tests.cast import Cast
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 12)
AT = datetime(2026, 10, 12, 1, tzinfo=UTC)


def put(cast: Cast, count: int = 1, who: str = "city_officer", day: date = DAY) -> None:
    letters = [
        Written(
            cast.actors[who].person_id, LetterKind.REMINDER, "cases", "case", str(n), Say(f"第{n}件", f"matter {n}"),
            Say("还有 3 天", "3 days left"), HOUSE, f"{day}:{n}", day + timedelta(days=3), "-5",
        )
        for n in range(count)
    ]  # fmt: skip
    assert send(letters, at=AT, on=day) == count


def test_one_reads_ones_own_by_day(cast: Cast, enter: Enter) -> None:
    put(cast, 2)
    put(cast, 1, day=DAY - timedelta(days=1))
    text = enter(cast.city_officer).get("/reminders/").content.decode()
    assert text.index("10-12") < text.index("10-11")
    assert "3 条未读" in text
    assert "第1件" in text


def test_nobody_reads_anothers(cast: Cast, enter: Enter) -> None:
    put(cast)
    for other in (cast.province_officer, cast.other_city_officer):
        text = enter(other).get("/reminders/").content.decode()
        assert "还没有提醒" in text
        assert "第0件" not in text


def test_what_came_after_the_page_stays_unread(cast: Cast, enter: Enter) -> None:
    put(cast, 2)
    client = enter(cast.city_officer)
    client.get("/reminders/")
    newest = Letter.objects.order_by("-pk")[0].pk
    put(cast, 1, day=DAY + timedelta(days=1))
    client.post("/reminders/read/", {"up_to": str(newest)})
    assert unread(cast.city_officer) == 1
    assert "1 条未读" in client.get("/work/").content.decode()


def test_what_was_written_about_a_thing_is_on_record(cast: Cast) -> None:
    put(cast, 2)
    found = record_of(room="cases", kind="case", keys=["0", "1"])
    assert [(one.key, one.person, one.rung) for one in found] == [("1", "钱伟", "-5"), ("0", "钱伟", "-5")]


def test_fifty_letters_ask_no_more_than_one(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/reminders/").status_code == 200
        return len(captured)

    put(cast)
    client.get("/reminders/")
    one = asked()
    put(cast, 49, day=DAY - timedelta(days=1))
    assert asked() == one
