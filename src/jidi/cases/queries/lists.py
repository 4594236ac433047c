"""Reads of frozen lists."""

from __future__ import annotations

from django.db import models

from jidi.cases.models import ListItem, ListStep


def list_key(version_pack: str, procedure: str, step: str, round_key: str, scope_key: str) -> str:
    """What at most one list may be open for."""
    return f"{version_pack}:{procedure}:{step}:{round_key}:{scope_key}"


def open_list(version_pack: str, procedure: str, step: str, round_key: str, scope_key: str) -> ListStep | None:
    """The open list of a step for a scope, or None."""
    key = list_key(version_pack, procedure, step, round_key, scope_key)
    return ListStep.objects.filter(living_key=key).first()


def lists_of(procedure: str, round_key: str) -> models.QuerySet[ListStep]:
    """Every list of a round, oldest first."""
    return ListStep.objects.filter(procedure=procedure, round_key=round_key).order_by("pk")


def list_items(list_step: ListStep) -> models.QuerySet[ListItem]:
    """The lines of a list in their order, with their cases."""
    return ListItem.objects.filter(list_step=list_step).select_related("case__version").order_by("place")


def to_move(list_step: ListStep) -> list[ListItem]:
    """The lines that still wait for an answer: neither held back nor moved."""
    return list(list_items(list_step).filter(held_at__isnull=True, moved_at__isnull=True))
