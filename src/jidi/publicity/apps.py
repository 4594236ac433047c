"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """Public notices and objections."""

    name = "jidi.publicity"
    label = "publicity"
    verbose_name = "公示 Publicity"

    def ready(self) -> None:
        """Declare what of a pack this room carries out."""
        from jidi.policies.runtime import carries_out

        carries_out("publicity", "step", "notice")
        carries_out("publicity", "step key", "objections")
