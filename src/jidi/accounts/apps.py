"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and offices; ``Person`` is the site's user model."""

    name = "jidi.accounts"
    label = "accounts"
    verbose_name = "机构与人员 Accounts"

    def ready(self) -> None:
        """Register what rules may ask of areas."""
        from jidi.accounts.readers import register

        register()
