"""``jidi tick`` can be called at any moment, any number of times."""

from __future__ import annotations

import pytest

from jidi.cli import tick


@pytest.mark.django_db
def test_a_day_without_anything_to_do_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    tick.main([])  # files other tests left behind are swept by this one
    capsys.readouterr()
    assert tick.main([]) == 0
    told = "0 ended, 0 clocks moved, 0 duties made, 0 changed, 0 lapsed, 0 reminders, 0 files swept"
    assert told in capsys.readouterr().out


@pytest.mark.django_db
def test_calling_it_twice_does_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert tick.main([]) == tick.main([]) == 0
