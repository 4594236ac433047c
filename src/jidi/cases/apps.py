"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Matters in their procedures."""

    name = "jidi.cases"
    label = "cases"
    verbose_name = "案卷 Cases"

    def ready(self) -> None:
        """Declare what this room carries out, and the history of applications it reads for the rules."""
        from jidi.cases import words
        from jidi.cases.facts import APPLICATIONS, Applications
        from jidi.cases.queries.cases import is_case_of
        from jidi.facts.registry import register_source
        from jidi.policies.reach import register_target
        from jidi.policies.runtime import carries_out
        from policycore.open_points import Scope

        register_target(Scope.CASE, is_case_of)
        register_source(APPLICATIONS, Applications())
        carries_out("cases", "section", "procedures", "vetoes", "eligibility", "documents")
        carries_out(
            "cases", "step", "fill", "review", "visit", "confirm", "consult", "meeting", "act", "wait", "outside"
        )
        carries_out("cases", "step key", "check", "document", "ends-title", "grants", "limit", "optional", "parts")
        carries_out("cases", "step key", "silence", "statement", "window")
        carries_out("cases", "check", "vetoes", "eligibility")
        carries_out("cases", "list", "per-city", "per-area", "per-round")
        carries_out("cases", "dissent", *words.LEAD_DECIDES, *words.STAYS)
        carries_out("cases", "silence", *words.SILENCE_COUNTS, *words.SILENCE_WAITS)
        carries_out("cases", "start", "event")
        carries_out("cases", "right", "apply", "recommend", "receive", "none")
