"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Working days, make-up days and holidays, by published year."""

    name = "jidi.calendars"
    label = "calendars"
    verbose_name = "工作日历 Calendar"
