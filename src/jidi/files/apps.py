"""Django's entry for this room."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Attachments; the rooms that own some register here when the site starts."""

    name = "jidi.files"
    label = "files"
    verbose_name = "附件 Files"
