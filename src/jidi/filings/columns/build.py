"""Making the analytic copy anew from the versions: documents in, columns out. DuckDB and Arrow are loaded only here.

Everything is rebuilt each time: at the size of a province that takes a second, and a copy that is always whole cannot
drift from what was filed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef

from jidi.accounts.codes import lineage
from jidi.accounts.models import Division
from jidi.bases.models import Base
from jidi.filings.columns.gather import NUMERIC, Document, Rows, Wide, text
from jidi.filings.columns.place import Column, Copy, Part, current_copy, discard, new_folder, take_over
from jidi.filings.definition import form_of
from jidi.filings.models import PinnedForm, Standing, Version
from jidi.filings.plans import FLAG, indicator_of, unit_of
from policycore.forms import Aggregation, FieldKind, Form, FormField

AT_ONCE = 5000
"""Versions read from the database at once."""
SMALL = 3000
"""Versions up to which a page makes the copy anew itself: half a second of work."""


@dataclass(frozen=True, slots=True)
class Group:
    """The filings of one form definition."""

    form: Form
    digest: str


def mark() -> str:
    """Return a mark of what was filed and how it stands: another one means that the copy is old."""
    versions = Version.objects.aggregate(last=Max("pk"), count=Count("pk"))
    stands = Standing.objects.aggregate(since=Max("since"))
    bases = Base.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return f"{versions['last']}/{versions['count']}/{stands['since']}/{bases['last']}/{bases['count']}"


def rebuild(at: datetime) -> Copy:
    """Make the copy anew and let it take the place of the one before. Raises what the disk raises, leaving the old one."""
    import duckdb

    seen = mark()
    folder = new_folder()
    try:
        work = folder / "work.duckdb"  # a file, not memory: what does not fit is on disk
        with duckdb.connect(str(work)) as db:
            db.execute("SET threads = 2")
            db.execute("SET memory_limit = '400MB'")
            db.execute("SET preserve_insertion_order = false")
            parts = [part for group in _groups() for part in _parts_of(db, folder, group)]
            _write_bases(db, folder)
        for left in folder.glob("work.duckdb*"):
            left.unlink()
        copy = Copy(folder, at.isoformat(), seen, tuple(parts))
        take_over(copy)
    except BaseException:
        discard(folder)
        raise
    return copy


def refresh(at: datetime) -> Copy | None:
    """Make the copy anew when something was filed, judged or registered since; None when nothing was."""
    before = current_copy()
    if before is None and not Version.objects.exists():
        return None
    return None if before is not None and before.mark == mark() else rebuild(at)


def at_hand(at: datetime) -> Copy | None:
    """Return the copy for a page: made anew first where so little was filed that it takes no longer than a page may,
    else as the last ``jidi tick`` left it. None before anything was filed.
    """
    if Version.objects.values("pk")[: SMALL + 1].count() <= SMALL:
        try:
            refresh(at)
        except OSError:
            return current_copy()  # no room on the disk: what was there stays, with its moment
    return current_copy()


def _groups() -> Iterator[Group]:
    filed = Version.objects.filter(filing__pinned=OuterRef("pk"))
    for one in PinnedForm.objects.filter(Exists(filed)).order_by("pk"):
        yield Group(form_of(one.form_json), one.digest)


def _parts_of(db: Any, folder: Path, group: Group) -> Iterator[Part]:
    numeric = [field for field in group.form.fields() if field.kind in NUMERIC]
    tables = [field for field in group.form.fields() if field.kind is FieldKind.TABLE]
    name = f"{group.form.id}-{group.digest[-12:]}"
    gathered: list[tuple[Part, Wide | Rows]] = []
    if numeric:
        gathered.append((_part(group, f"{name}.parquet"), Wide(db, group.form, numeric)))
    gathered += [(_part(group, f"{name}.{field.id}.parquet", field), Rows(db, field)) for field in tables]
    for batch in _batches(group):
        for _, into in gathered:
            into.add(batch)
    for part, into in gathered:
        yield replace(part, rows=into.write(folder / part.file))


def _part(group: Group, file: str, table: FormField | None = None) -> Part:
    form = group.form
    zh, en = form.zh or form.id, form.en or form.id
    if table is None:
        columns = tuple(_column(form, field) for field in form.fields() if field.kind in NUMERIC)
        return Part(file, form.id, zh, en, group.digest, 0, columns)
    columns = tuple(_column(form, table, column) for column in table.columns if column.kind in NUMERIC)
    names = f"{zh} {table.zh}", f"{en} {table.en or table.id}"
    key = table.key_column if table.rows_are else ""
    return Part(file, form.id, *names, group.digest, 0, columns, table.id, key)


def _column(form: Form, field: FormField, column: FormField | None = None) -> Column:
    leaf = column or field
    unit = unit_of(leaf)
    additive = unit != FLAG and leaf.aggregation is Aggregation.SUM
    return Column(leaf.id, leaf.zh, leaf.en or leaf.zh, indicator_of(form.id, field, column), unit, additive)


def _batches(group: Group) -> Iterator[list[Document]]:
    """Yield the documents of one form, a few thousand at a time."""
    rows = Version.objects.filter(filing__pinned=group.digest).values_list(
        "pk",
        "filing_id",
        "filing__subject_kind",
        "filing__subject_key",
        "filing__area_id",
        "filing__period",
        "made_at",
        "standing__status",
        "values_json",
    )
    batch: list[Document] = []
    for *keys, values in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        batch.append(Document(tuple(keys), json.loads(values)))
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


# --- whose ----------------------------------------------------------------------------------------------------------


def _write_bases(db: Any, folder: Path) -> None:
    """Write what the figures are grouped by: bases with name, product and city; places with their name."""
    import pyarrow as pa

    areas = dict(Division.objects.values_list("code", "name"))
    rows = list(Base.objects.values_list("pk", "name", "product_words", "area_id"))
    bases = pa.table(
        {
            "base": pa.array([str(row[0]) for row in rows], pa.string()),
            "name": pa.array([row[1] for row in rows], pa.string()),
            "product": pa.array([row[2] for row in rows], pa.string()),
            "area": pa.array([row[3] for row in rows], pa.string()),
            "city": pa.array([_city(row[3]) for row in rows], pa.string()),
        }
    )
    places = pa.table(
        {
            "code": pa.array(list(areas), pa.string()),
            "name": pa.array(list(areas.values()), pa.string()),
            "city": pa.array([_city(code) for code in areas], pa.string()),
        }
    )
    for name, table in (("bases", bases), ("places", places)):
        db.register(name, table)
        db.execute(f"COPY {name} TO {text(str(folder / f'{name}.parquet'))} (FORMAT parquet)")
        db.unregister(name)


def _city(code: str) -> str:
    """The code of the city an area lies in; its province's where it lies in none."""
    above = [one for one in lineage(code) if one.endswith("00")]
    return max(above, default=code)
