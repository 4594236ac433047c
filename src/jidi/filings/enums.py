"""What may become of a version that was handed in."""

from __future__ import annotations

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a version stands, and with it every figure in it."""

    FILED = "filed", "已报"
    ACCEPTED = "accepted", "已采纳"
    RETURNED = "returned", "退回补正"
    SUPERSEDED = "superseded", "有新版"


COUNTING = (Status.FILED, Status.ACCEPTED)
"""What counts as known: handed in and not handed back."""


class Ruling(TextChoices):
    """How a reviewer judged an explanation."""

    OPEN = "open", "待判定"
    ACCEPTED = "accepted", "采信"
    REFUSED = "refused", "不采信"
