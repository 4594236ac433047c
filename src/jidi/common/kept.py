"""Rows whose every change goes on record: which were written is noted here, the audit trail keeps a digest of each.

A model that inherits ``Kept`` needs nothing else. Inside an operation (``audit.services.operation``) whatever is inserted,
updated or deleted through it is noted by key; as its last act the operation reads those rows once more and seals a digest of
all their columns into the trail. What was written in any other way is not there, and ``jidi invariants`` finds it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db import models

Noted = dict[type[models.Model], dict[Any, str]]
"""By model and key the digest of the row where it is known already ("" where it has to be read)."""

_noted: ContextVar[Noted | None] = ContextVar("jidi_rows_noted", default=None)


@contextmanager
def noting() -> Iterator[Noted]:
    """Note what is written until the block ends."""
    found: Noted = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(model: type[models.Model], keys: Iterable[Any]) -> None:
    """Say that rows were written; outside an operation nothing is noted, and so the rows are on no record."""
    noted = _noted.get()
    fresh = dict.fromkeys(keys, "") if noted is not None else {}
    if noted is not None and fresh:
        noted.setdefault(model._meta.concrete_model or model, {}).update(fresh)


def note_again(found: Noted) -> None:
    """Take over what was noted in a part of an operation that was not rolled back."""
    noted = _noted.get()
    if noted is None:
        return
    for model, keys in found.items():
        noted.setdefault(model, {}).update(keys)


def note_known(model: type[models.Model], rows: Mapping[Any, str]) -> None:
    """Say that rows were written whose digests are known (``digest_of_row`` over ``recorded_columns``), by key."""
    noted = _noted.get()
    if noted is not None and rows:
        noted.setdefault(model, {}).update(rows)


def note_once(rows: Sequence[models.Model]) -> None:
    """Say that rows were inserted that never change: what was written is what they hold, they need not be read again.

    Except where the database writes a number in its own way (12.5 comes back as 12.5000): those are read like any other.
    """
    noted = _noted.get()
    if noted is None:
        return
    for row in rows:
        values = [getattr(row, name) for name in recorded_columns(type(row))]
        known = "" if _rounds(type(row)) else digest_of_row(values)
        noted.setdefault(type(row), {})[row.pk] = known


@lru_cache(maxsize=256)
def recorded_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model its digest is made of: all but those the model itself names with a reason (``off_record``)."""
    off: Mapping[str, str] = getattr(model, "off_record", {})
    names = [one.attname for one in model._meta.concrete_fields]
    if unknown := set(off) - set(names):
        raise TypeError(f"{model.__name__}.off_record names no column: {', '.join(sorted(unknown))}")
    return tuple(name for name in names if name not in off)


@lru_cache(maxsize=256)
def _rounds(model: type[models.Model]) -> bool:
    return any(isinstance(one, models.DecimalField | models.FloatField) for one in model._meta.concrete_fields)


def digest_of_row(values: Sequence[Any]) -> str:
    """The digest of the columns of a row, in the order of the model."""
    text = json.dumps(list(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _as_text(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


class KeptQuerySet(models.QuerySet[Any]):
    """Notes what it writes."""

    def update(self, **kwargs: Any) -> int:
        """Update, noting the rows that are found now (after it they may not be found by the same filter)."""
        if _noted.get() is not None:
            note(self.model, self.order_by().values_list("pk", flat=True))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, noting the rows."""
        if _noted.get() is not None:
            note(self.model, self.order_by().values_list("pk", flat=True))
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many, noting them. Where conflicts are ignored no keys come back: the caller notes its rows itself."""
        made = super().bulk_create(objs, *args, **kwargs)
        note(self.model, [row.pk for row in made if row.pk is not None])
        return made


class Kept(models.Model):
    """Base of models whose rows are state: see the module.

    ``off_record`` names the columns that are written outside operations, each with the reason; all others are on record.
    """

    off_record: ClassVar[Mapping[str, str]] = {}

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, noting the row."""
        super().save(*args, **kwargs)
        note(type(self), [self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, noting the row."""
        note(type(self), [self.pk])
        return super().delete(*args, **kwargs)


def kept_models(known: Sequence[type[models.Model]]) -> list[type[models.Model]]:
    """Of these models those whose rows are kept, by the name of their table."""
    return sorted(filter(is_on_record, known), key=lambda one: one._meta.db_table)


def is_on_record(model: type[models.Model]) -> bool:
    """Whether the trail keeps a digest of each row of a model."""
    return issubclass(model, Kept) or bool(getattr(model, "on_record", False))
