"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PanelsConfig(AppConfig):
    """Panels of experts: who sits, how they were drawn, what they gave."""

    name = "jidi.panels"
    label = "panels"
    verbose_name = "评审组 Panels"

    def ready(self) -> None:
        """Declare what of a pack this room carries out."""
        from jidi.policies.runtime import carries_out

        carries_out("panels", "step", "panel")
        carries_out("panels", "section", "scoring")
        carries_out("panels", "actor", "panel")
        carries_out("panels", "step key", "gives", "trims")
