"""Django's entry for the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages of the offices; no tables."""

    name = "jidi.web.desk"
    label = "web_desk"
    verbose_name = "工作台 Desk"
