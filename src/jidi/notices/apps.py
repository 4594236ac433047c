"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Letters of the system to a person."""

    name = "jidi.notices"
    label = "notices"
    verbose_name = "提醒 Reminders"
