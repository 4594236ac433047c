"""What time alone does while a story is played: what is due comes up, and the ladder of reminders is on record."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.agenda.queries import work_list
from jidi.demo.due import Timer
from jidi.notices.models import Letter
from tests.cast import Cast
from tests.jidi.returns.ferry import play

pytestmark = pytest.mark.django_db


def test_the_days_of_a_story_bring_up_what_is_due_and_send_each_rung_of_the_ladder_on_its_day(cast: Cast) -> None:
    ferry = play(cast)
    ferry.compute()

    def due() -> set[date | None]:
        rows = work_list(cast.city_officer, on=date(2023, 4, 14), room="returns").rows
        return {row.due_on for row in rows if "季度数据" in row.what_zh}

    assert due() == set()
    Timer(date(2023, 4, 6)).run_to(date(2023, 4, 14))
    assert due() == {date(2023, 4, 15)}
    letters = Letter.objects.filter(person_id=cast.city_officer.person_id, owner_room="returns")
    assert (date(2023, 4, 10), "-5") in {(one.day, one.rung) for one in letters}
