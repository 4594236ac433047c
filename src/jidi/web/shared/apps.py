"""Django's entry for the shared pieces of the pages."""

from __future__ import annotations

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Templates and tags; no tables."""

    name = "jidi.web.shared"
    label = "web_shared"
    verbose_name = "页面公共部分 Shared pages"
