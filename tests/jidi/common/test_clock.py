"""One clock; only a demo moves it, and all workers see the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from jidi.common.clock import Clock, clock, day_of
from jidi.common.say import Refused


def test_a_day_is_counted_in_beijing() -> None:
    assert day_of(datetime(2026, 9, 27, 15, 59, tzinfo=UTC)) == date(2026, 9, 27)
    assert day_of(datetime(2026, 9, 27, 16, 0, tzinfo=UTC)) == date(2026, 9, 28)


def test_a_moment_without_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 9, 27, 12))


@pytest.mark.django_db
def test_outside_a_demo_the_clock_is_real_asks_no_table_and_cannot_be_moved(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    with pytest.raises(Refused) as refused:
        clock.move_by(timedelta(days=1))
    assert refused.value.code == "clock-not-demo"


@pytest.mark.django_db
def test_a_moved_demo_clock_runs_on_for_every_worker(settings: Any) -> None:
    settings.DEMO = True
    clock.move_to(datetime(2022, 6, 1, 1, tzinfo=UTC))

    another_worker = Clock()
    assert another_worker.today() == date(2022, 6, 1)
    clock.move_by(timedelta(days=2))
    assert another_worker.today() == date(2022, 6, 3)
    clock.back_to_now()
    assert another_worker.offset() == timedelta()
