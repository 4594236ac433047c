"""Django's entry for this room. It is installed in the demo only (``config.settings``)."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The one-click entry and the clock that can be moved."""

    name = "jidi.demo"
    label = "demo"
    verbose_name = "演示 Demo"
