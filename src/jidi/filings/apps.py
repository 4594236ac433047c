"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Forms filled in; rooms above register whose they are."""

    name = "jidi.filings"
    label = "filings"
    verbose_name = "填报 Filings"

    def ready(self) -> None:
        """Register with the rooms below."""
        from jidi.files import registry
        from jidi.filings import looking_back, queries, readers
        from jidi.filings.workbooks import batches, uploads

        readers.register()
        registry.register(looking_back.EVIDENCE, queries.visible_evidence, queries.held_back_evidence)
        registry.register(uploads.OWNER, uploads.visible_files)
        registry.register(batches.OWNER, batches.visible_files)
