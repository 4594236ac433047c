"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The lowest room: no other room is known here."""

    name = "jidi.common"
    label = "common"
    verbose_name = "通用 Common"
