"""Django's entry for this room: what it requires, whose files it owns, what of a pack it carries out."""

from __future__ import annotations

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Rounds and applications."""

    name = "jidi.applications"
    label = "applications"
    verbose_name = "申报认定 Applications"

    def ready(self) -> None:
        """Register with the rooms below."""
        from jidi.applications import doors, judged, queries, readers, requirements
        from jidi.bases.permissions import hold_entries
        from jidi.cases.guards import require_for
        from jidi.facts.registry import register as register_facts
        from jidi.facts.registry import register_source
        from jidi.files import registry
        from jidi.filings.doors import register_door
        from jidi.filings.owners import register_owner
        from jidi.policies.reach import register_target
        from jidi.policies.runtime import carries_out
        from policycore.open_points import Scope

        register_target(Scope.ROUND, queries.is_round_of, queries.frame_of_round)
        hold_entries(judged.held_for_applicant)
        register_facts([readers.ROUNDS_SINCE_REVOCATION], readers.RoundsSince())
        register_source("documents", readers.Documents())
        registry.register(queries.OWNER, queries.visible_documents)
        register_owner(queries.OWNER, queries.visible_filings)
        register_door(queries.OWNER, doors.door)
        require_for(requirements.before_submitting, step_kind="fill")
        require_for(requirements.before_ending_panel, step_kind="panel")
        require_for(requirements.before_ending_notice, step_kind="notice")
        carries_out("applications", "section", "forms", "quotas", "preferences", "criteria", "eligibility", "documents")
        carries_out(
            "applications", "step key", "forms", "documents", "document", "prefers", "quotas", "grants", "ends-title"
        )
        carries_out("applications", "start", "round")
        carries_out("applications", "objections", "answer-within", "verifies")
        carries_out("applications", "check", "documents", "forms", "quotas")
        carries_out("applications", "right", "apply", "recommend", "none")
