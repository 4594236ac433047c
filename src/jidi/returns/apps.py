"""Django's entry for this room: whose filings and files it owns, which facts it reads, what of a pack it carries out."""

from __future__ import annotations

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Duties, filings for them, articles."""

    name = "jidi.returns"
    label = "returns"
    verbose_name = "统计填报 Returns"

    def ready(self) -> None:
        """Register with the rooms below."""
        from jidi.facts.registry import register_source
        from jidi.files import registry
        from jidi.filings.doors import register_door
        from jidi.filings.owners import register_owner
        from jidi.filings.workbooks.lots import register_lots
        from jidi.policies.runtime import carries_out
        from jidi.returns.doors import door
        from jidi.returns.lots import DutyLots
        from jidi.returns.queries import duties, handed
        from jidi.returns.readers import STATUSES

        register_source("obligations", STATUSES)
        register_owner(duties.OWNER, duties.visible_filings, handed.written_by)
        register_door(duties.OWNER, door)
        register_lots(duties.OWNER, DutyLots())
        registry.register(duties.OWNER, duties.visible_files, handed.held_back_files)
        registry.register(duties.ARTICLE, duties.visible_pictures)
        carries_out("returns", "section", "obligations", "forms")
        carries_out("returns", "fulfilled-by", "form", "articles", "procedure", "document", "done-elsewhere")
        carries_out("returns", "owed", "by-cycle", "on-granted", "on-ended", "on-outcome", "on-event")
