"""What tests build again and again through the services, built once in a process and put back row by row after that.

Rows are put back only where the trail's head is the very one they were built on: then nothing that is recorded differs, and
the same acts would write the same rows. Anywhere else they are built again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.management.color import no_style
from django.db import connection, models

from jidi.audit.models import Entry, Head

Kept = dict[type[models.Model], list[models.Model]]
_kept: dict[tuple[str, str], Kept] = {}


def remembered(what: str, tables: Sequence[type[models.Model]], build: Callable[[], object]) -> None:
    """Have ``what`` in the database; ``tables`` are all it writes into beside the trail, in the order of their references."""
    key = (what, _head())
    every = (*tables, Entry)
    if key in _kept:
        _put_back(_kept[key], every)
        return
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in every}
    build()
    made: Kept = {
        model: [row for row in model._base_manager.order_by("pk") if row.pk not in before[model]] for model in every
    }
    _kept[key] = made | {Head: list(Head._base_manager.all())}


def _head() -> str:
    return Head._base_manager.filter(pk=Head.ONLY).values_list("hash", flat=True).first() or ""


def _put_back(rows: Kept, every: Sequence[type[models.Model]]) -> None:
    Head._base_manager.all().delete()
    for model in (*every, Head):
        model._base_manager.bulk_create(rows[model])
    # PostgreSQL does not notice keys given by hand; the next row would get one that is taken.
    statements = connection.ops.sequence_reset_sql(no_style(), list(every))
    if statements:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
