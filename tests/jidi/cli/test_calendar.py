"""Windows are counted from the command line by the site's calendar, and without a database by the known years."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from jidi.calendars.known import known_calendar
from jidi.cli import calendar
from jidi.cli.calendar import main

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["2026-09-28", "7", "--unit", "workday", "--count-first"], "2026-10-12"),
        (["2026-09-28", "7", "--unit", "workday"], "2026-10-13"),
        (["2026-09-28", "7", "--unit", "calendar"], "2026-10-05"),
        (["2026-09-28", "7", "--unit", "calendar", "--count-first"], "2026-10-04"),
        (["2026-12-28", "7"], "2027-01-06"),
    ],
)
def test_the_last_day_of_a_window(arguments: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["window", *arguments]) == 0
    assert capsys.readouterr().out == f"{shown}\n"


def test_the_table_is_begun_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed"]) == 0
    assert main(["seed"]) == 0
    assert capsys.readouterr().out == "新增 23 年 · 23 years added\n新增 0 年 · 0 years added\n"


def test_without_a_database_the_known_years_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_table() -> None:
        raise OperationalError("no such table: calendars_edition")

    monkeypatch.setattr(calendar, "work_calendar", no_table)
    assert calendar.site_calendar() is known_calendar()
