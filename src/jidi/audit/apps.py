"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail: everything above may write to it, nothing may change it."""

    name = "jidi.audit"
    label = "audit"
    verbose_name = "审计 Audit"
