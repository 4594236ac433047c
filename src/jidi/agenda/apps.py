"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Work items and running clocks of all rooms above."""

    name = "jidi.agenda"
    label = "agenda"
    verbose_name = "待办与期限 Agenda"
