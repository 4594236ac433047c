"""Django's entry for the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages of the offices; no tables."""

    name = "jidi.web.desk"
    label = "web_desk"
    verbose_name = "工作台 Desk"

    def ready(self) -> None:
        """Register where filings are at home."""
        from jidi.applications.queries import OWNER
        from jidi.returns.queries.duties import OWNER as DUTY
        from jidi.web.desk.applications import homes
        from jidi.web.desk.homes import register_home
        from jidi.web.desk.returns.homes import home as home_of_duty

        register_home(OWNER, homes.home)
        register_home(DUTY, home_of_duty)
