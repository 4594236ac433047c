"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Packs in force, decisions on their open points, and who their actors are."""

    name = "jidi.policies"
    label = "policies"
    verbose_name = "政策库 Policies"

    def ready(self) -> None:
        """Declare what this room carries out of the pack language."""
        from jidi.policies.runtime import carries_out

        carries_out("policies", "section", "open-points", "facts", "sets", "kinds", "actors")
        carries_out("policies", "actor", "office", "joint", "meeting", "outside", "third-party", "subject")
