"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """Public notices and objections."""

    name = "jidi.publicity"
    label = "publicity"
    verbose_name = "公示 Publicity"
