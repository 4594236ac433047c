"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class BasesConfig(AppConfig):
    """Bases, titles and registers; serves facts about them to the rules."""

    name = "jidi.bases"
    label = "bases"
    verbose_name = "基地 Bases"

    def ready(self) -> None:
        """Say what rules may ask this room, what of a pack it carries out, and who sees the files of a base."""
        from jidi.bases import readers
        from jidi.bases.attachments import REGISTER, visible_owners, visible_registers
        from jidi.files.registry import register as register_files
        from jidi.policies.runtime import carries_out
        from policycore.registers import RegisterKind

        readers.register()
        carries_out("bases", "section", "registers")
        carries_out("bases", "register", *(kind.value for kind in RegisterKind))
        register_files("base", visible_owners)
        register_files(REGISTER, visible_registers)
