"""The digests of rows the trail keeps, and the comparison that finds a row changed by hand (I2).

One mechanism for every table that inherits ``common.kept.Kept``: no column is named anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models

from jidi.audit.models import Entry
from jidi.common.kept import Noted, digest_of_row, kept_models, recorded_columns
from jidi.common.quick import Prepared
from jidi.common.say import Say

_BATCH, _FEW = 500, 4
GONE = ""
"""What stands for a row that was deleted."""

Written = dict[str, dict[str, str]]
"""By table and key the digest of the row."""


def written(noted: Noted) -> Written:
    """The rows that were noted, as they stand now: read once more, so that they are what the database made of them."""
    found: Written = {}
    for model in sorted(noted, key=lambda one: one._meta.db_table):
        rows = {str(key): known or GONE for key, known in sorted(noted[model].items(), key=lambda one: str(one[0]))}
        keys = [key for key, known in noted[model].items() if not known]
        if len(keys) <= _FEW and _wide_key(model):
            told = [row for key in keys for row in _one(model)(key)]
            rows.update((str(key), digest_of_row(values)) for key, *values in told)
            keys = []
        for start in range(0, len(keys), _BATCH):
            rows.update(_digests(model, model._base_manager.filter(pk__in=keys[start : start + _BATCH])))
        found[model._meta.db_table] = rows
    return found


@lru_cache(maxsize=256)
def _wide_key(model: type[models.Model]) -> bool:
    """Whether a key is a number of 64 bits: what a prepared question takes. PostgreSQL knows that a smaller column holds none
    of the numbers it is prepared with, and answers nothing."""
    key = model._meta.pk
    while isinstance(key, models.ForeignKey):
        key = key.target_field
    return isinstance(key, models.BigAutoField | models.BigIntegerField)


@lru_cache(maxsize=256)
def _one(model: type[models.Model]) -> Prepared[tuple[Any, ...]]:
    """A row by its key, all its columns: an act reads the few rows it wrote so."""
    columns = recorded_columns(model)
    return Prepared(lambda key: model._base_manager.filter(pk=key).values_list("pk", *columns), int)


def _digests(model: type[models.Model], rows: models.QuerySet[Any]) -> Iterator[tuple[str, str]]:
    columns = recorded_columns(model)
    for key, *values in rows.order_by("pk").values_list("pk", *columns).iterator(chunk_size=_BATCH):
        yield str(key), digest_of_row(values)


def last_written() -> Written:
    """By table and key what the trail recorded last; deleted rows are left out."""
    found: Written = {}
    told = Entry.objects.exclude(rows_json="").order_by("seq").values_list("rows_json", flat=True)
    for text in told.iterator(chunk_size=_BATCH):
        for table, rows in json.loads(text).items():
            found.setdefault(table, {}).update(rows)
    return {table: {key: seal for key, seal in rows.items() if seal != GONE} for table, rows in found.items()}


def broken_rows() -> Iterator[tuple[str, Say]]:
    """Every kept row that is not what the trail recorded last, that it does not know, or that is gone: (thing, what)."""
    recorded = last_written()
    for model in kept():
        known = recorded.get(model._meta.db_table, {})
        for key, found in _digests(model, model._base_manager.all()):
            was = known.pop(key, None)
            if was is None:
                yield _thing(model, key), Say("审计链没有这一行的记录", "the trail knows of no such row")
            elif was != found:
                yield _thing(model, key), Say("这一行与审计链最后一次记录不同", "not what the trail recorded last")
        for key in known:
            yield _thing(model, key), Say("审计链有记录而这一行不见了", "the trail knows of it and it is gone")


def kept() -> list[type[models.Model]]:
    """The models whose rows the trail keeps."""
    return kept_models(list(apps.get_models()))


def counted() -> Iterable[tuple[str, int]]:
    """How many rows are compared, table by table."""
    return [(model._meta.db_table, model._base_manager.count()) for model in kept()]


def _thing(model: type[models.Model], key: str) -> str:
    return f"{model._meta.db_table}:{key}"
