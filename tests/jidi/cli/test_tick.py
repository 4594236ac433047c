"""``jidi tick`` can be called at any moment, any number of times."""

from __future__ import annotations

import pytest

from jidi.cli import tick


@pytest.mark.django_db
def test_a_day_without_anything_to_do_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert tick.main([]) == 0
    assert "0 ended, 0 clocks moved, 0 reminders, 0 files swept" in capsys.readouterr().out


@pytest.mark.django_db
def test_calling_it_twice_does_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert tick.main([]) == tick.main([]) == 0
