"""What falls due when the demo clock is moved: what a site does by itself every day is done for the days skipped."""

from __future__ import annotations

from datetime import date, datetime


def catch_up(*, at: datetime, on: date) -> None:
    """Do what time alone does: waiting steps whose window is over go on."""
