"""What came up and went by while nobody looked: it is owed all the same, and stands on the desk it waits on."""

from __future__ import annotations

from datetime import date

from jidi.agenda.queries import work_list
from jidi.agenda.services import remind_due
from jidi.notices.models import Letter
from jidi.returns import services
from jidi.returns.services.overlooked import bring_up_overlooked
from tests.jidi.returns.ferry import Ferry


def test_a_duty_whose_days_passed_while_the_timer_stood_still_is_on_the_desk_and_reminded_of(year: Ferry) -> None:
    year.day("2023-04-24")
    duty = year.duty("figures", "2023-Q1", year.base)
    officer = year.cast.actors["city_officer"]
    assert str(duty.pk) not in {line.key for line in work_list(officer, on=year.on).rows}
    services.compute_ahead(**year.now)
    (line,) = [line for line in work_list(officer, on=year.on).rows if line.key == str(duty.pk)]
    assert (line.due_on, line.kind) == (date(2023, 4, 15), "duty")
    remind_due(**year.now)
    assert set(Letter.objects.filter(owner_key=str(duty.pk)).values_list("rung", "from_above")) == {
        ("+3", False),
        ("+3", True),
    }


def test_what_is_on_a_desk_already_stays_as_it_is(year: Ferry) -> None:
    year.day("2023-04-24")
    assert bring_up_overlooked(**year.now) > 0
    assert bring_up_overlooked(**year.now) == 0
