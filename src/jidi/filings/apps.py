"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Forms filled in; rooms above register whose they are."""

    name = "jidi.filings"
    label = "filings"
    verbose_name = "填报 Filings"
