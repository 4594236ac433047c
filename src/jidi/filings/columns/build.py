"""Making the analytic copy anew from the versions: documents in, columns out. DuckDB and Arrow are loaded only here.

Everything is rebuilt each time: at the size of a province that takes a second, and a copy that is always whole cannot
drift from what was filed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Count, Max

from jidi.accounts.codes import lineage
from jidi.accounts.models import Division
from jidi.bases.models import Base
from jidi.filings.columns.place import Column, Copy, Part, current_copy, discard, new_folder, take_over
from jidi.filings.definition import form_of
from jidi.filings.models import Filing, Standing, Version
from jidi.filings.parsing import read
from jidi.filings.series import FLAG, indicator_of, name_key, unit_of
from jidi.filings.spots import periods_of
from policycore.forms import FieldKind, Form, FormField
from policycore.units import UNITS, is_money

AT_ONCE = 5000
"""Versions read from the database at once."""
KEYS = ("version", "filing", "subject_kind", "subject_key", "area", "vintage", "filed_at", "status")
_NUMERIC = frozenset(
    {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED, FieldKind.FLAG}
)
_WIDEST = 38
_NARROW = 18
"""Digits DuckDB keeps in eight bytes; only a column with longer figures is made wider."""


@dataclass(frozen=True, slots=True)
class Group:
    """The filings of one form definition."""

    form: Form
    digest: str
    form_json: str


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
        with duckdb.connect(":memory:") as db:
            db.execute("SET threads = 2")
            db.execute("SET memory_limit = '512MB'")
            db.execute("SET temp_directory = ?", [str(folder / "spill")])
            parts = [part for group in _groups() for part in _parts_of(db, folder, group)]
            _write_bases(db, folder)
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


def _groups() -> Iterator[Group]:
    digests = (
        Filing.objects.filter(versions__isnull=False).order_by("form_digest").values_list("form_digest", flat=True)
    )
    for digest in digests.distinct():
        text = Filing.objects.filter(form_digest=digest).values_list("form_json", flat=True)[:1].get()
        yield Group(form_of(text), digest, text)


def _parts_of(db: Any, folder: Path, group: Group) -> Iterator[Part]:
    numeric = [field for field in group.form.fields() if field.kind in _NUMERIC]
    tables = [field for field in group.form.fields() if field.kind is FieldKind.TABLE]
    name = f"{group.form.id}-{group.digest[-12:]}"
    _load_documents(db, group)
    if numeric:
        part = Part(
            f"{name}.parquet",
            group.form.id,
            group.form.zh or group.form.id,
            group.form.en or group.form.id,
            group.digest,
            0,
            tuple(_column(group.form, field) for field in numeric),
        )
        selects = [_select(numeric, vintage, period) for vintage, period in _years(db, numeric)]
        yield replace(part, rows=_copy(db, " UNION ALL ".join(selects), folder / part.file, numeric))
    for field in tables:
        yield from _table(db, folder, group, name, field)
    db.execute("DROP TABLE documents")


def _column(form: Form, field: FormField, column: FormField | None = None) -> Column:
    leaf = column or field
    unit = unit_of(leaf)
    additive = unit != FLAG and unit != "%" and (UNITS[unit].dimension == "count" or is_money(UNITS[unit].dimension))
    return Column(leaf.id, leaf.zh, leaf.en or leaf.zh, indicator_of(form.id, field, column), unit, additive)


# --- documents ------------------------------------------------------------------------------------------------------


def _load_documents(db: Any, group: Group) -> None:
    """Bring the documents of one form into DuckDB, a few thousand at a time."""
    import pyarrow as pa

    db.execute(
        "CREATE OR REPLACE TABLE documents (version BIGINT, filing BIGINT, subject_kind VARCHAR, subject_key VARCHAR, "
        "area VARCHAR, vintage VARCHAR, filed_at TIMESTAMPTZ, status VARCHAR, document VARCHAR)"
    )
    rows = Version.objects.filter(filing__form_digest=group.digest).values_list(
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
    for part in _by_many(rows.order_by("pk").iterator(chunk_size=AT_ONCE)):
        columns = list(zip(*part, strict=True))
        batch = pa.table({name: list(values) for name, values in zip((*KEYS, "document"), columns, strict=True)})
        db.register("batch", batch)
        db.execute("INSERT INTO documents SELECT * FROM batch")
        db.unregister("batch")


def _by_many(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    part: list[tuple[Any, ...]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _years(db: Any, numeric: Sequence[FormField]) -> list[tuple[str, str]]:
    """Return each vintage with each period its columns are about."""
    vintages = [row[0] for row in db.execute("SELECT DISTINCT vintage FROM documents ORDER BY 1").fetchall()]
    found = []
    for vintage in vintages:
        periods = {one or vintage for field in numeric for one in periods_of(field, vintage)}
        found += [(vintage, period) for period in sorted(periods)]
    return found


def _select(numeric: Sequence[FormField], vintage: str, period: str) -> str:
    """Return the rows of one vintage about one period; a field that is not about it is empty there."""
    columns = []
    for field in numeric:
        spots = {one or vintage: f"{field.id}.{one}" if one else field.id for one in periods_of(field, vintage)}
        columns.append(f"{_number(field, spots[period]) if period in spots else 'NULL'} AS {_name(field.id)}")
    keys = ", ".join(KEYS)
    where = f"vintage = {_text(vintage)}"
    return f"SELECT {keys}, {_text(period)} AS period, {', '.join(columns)} FROM documents WHERE {where}"  # noqa: S608


def _number(field: FormField, address: str) -> str:
    """Return a figure in base units: what was filed is text in the field's unit."""
    path = "$." + json.dumps(address)
    filed = f"json_extract_string(document, {_text(path)})"
    if field.kind is FieldKind.FLAG:
        return f"CASE {filed} WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END"
    factor = UNITS[unit_of(field)].factor
    return f"CAST(CAST({filed} AS DECIMAL(28,8)) * {factor.normalize():f} AS DECIMAL(38,12))"


def _decimals(field: FormField) -> int:
    """Decimals a figure of a field has in base units: 亿元 with two has none, a percentage with one has three."""
    if field.kind in (FieldKind.FLAG, FieldKind.INTEGER, FieldKind.NAMED_COUNT):
        return 0
    exponent = UNITS[unit_of(field)].factor.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, field.scale - exponent)


def _copy(db: Any, select: str, to: Path, numeric: Sequence[FormField]) -> int:
    """Write a file, each column as narrow as its figures allow."""
    db.execute(f"CREATE OR REPLACE TABLE wide AS {select}")
    longest = ", ".join(f"MAX(ABS({_name(field.id)}))" for field in numeric)
    most: list[Decimal | None] = db.execute(f"SELECT {longest} FROM wide").fetchone()  # noqa: S608 - names of the pinned form, quoted
    typed = [
        f"CAST({_name(field.id)} AS DECIMAL({_digits(field, top)},{_decimals(field)})) AS {_name(field.id)}"
        for field, top in zip(numeric, most, strict=True)
    ]
    keys = ", ".join((*KEYS, "period"))
    order = "ORDER BY subject_kind, subject_key, period, vintage"
    db.execute(f"COPY (SELECT {keys}, {', '.join(typed)} FROM wide {order}) TO {_text(str(to))} (FORMAT parquet)")  # noqa: S608
    count: int = db.execute("SELECT COUNT(*) FROM wide").fetchone()[0]
    db.execute("DROP TABLE wide")
    return count


def _digits(field: FormField, most: Decimal | None) -> int:
    whole = len(str(int(most or Decimal(0))))
    return _NARROW if whole + _decimals(field) <= _NARROW else _WIDEST


# --- tables of a form -----------------------------------------------------------------------------------------------


def _table(db: Any, folder: Path, group: Group, name: str, field: FormField) -> Iterator[Part]:
    """Write the rows of a table: text columns as filed, figures in base units."""
    import pyarrow as pa

    kinds = {column.id: column for column in field.columns}
    names = [f"{column}" for column in kinds]
    schema = pa.schema(
        [("version", pa.int64()), ("row", pa.int32()), ("row_key", pa.string())]
        + [(one, pa.decimal128(38, 12) if kinds[one].kind in _NUMERIC else pa.string()) for one in names]
    )
    cells: dict[str, list[Any]] = {one: [] for one in schema.names}
    for version, document in db.execute("SELECT version, document FROM documents").fetchall():
        for number, row in _rows_in(field, json.loads(document)).items():
            cells["version"].append(version)
            cells["row"].append(number)
            cells["row_key"].append(name_key(row.get(field.key_column, "")))
            for one in names:
                cells[one].append(_cell(kinds[one], row.get(one, "")))
    table = pa.table(cells, schema=schema)
    db.register("rows_of_table", table)
    keys = ", ".join(f"d.{key}" for key in KEYS)
    columns = ", ".join(f"r.{_name(one)}" for one in ("row", "row_key", *names))
    file = f"{name}.{field.id}.parquet"
    db.execute(
        f"COPY (SELECT {keys}, d.vintage AS period, {columns} FROM documents d JOIN rows_of_table r USING (version)) "  # noqa: S608
        f"TO {_text(str(folder / file))} (FORMAT parquet)"
    )
    db.unregister("rows_of_table")
    columns_of = tuple(_column(group.form, field, column) for column in field.columns if column.kind in _NUMERIC)
    form = group.form
    key = field.key_column if field.rows_are else ""
    yield Part(
        file,
        form.id,
        f"{form.zh} {field.zh}",
        f"{form.en} {field.en}",
        group.digest,
        len(table),
        columns_of,
        field.id,
        key,
    )


def _rows_in(field: FormField, document: dict[str, str]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    head = f"{field.id}."
    for address, text in document.items():
        row, _, column = address.removeprefix(head).partition(".")
        if address.startswith(head) and row.isdecimal():
            found.setdefault(int(row), {})[column] = text
    return found


def _cell(column: FormField, text: str) -> Any:
    if column.kind not in _NUMERIC:
        return text
    if not text:
        return None
    if column.kind is FieldKind.FLAG:
        return Decimal(int(text == "yes"))
    value = Decimal(text) if column.kind is FieldKind.DERIVED else read(column, text).value
    return value * UNITS[unit_of(column)].factor if isinstance(value, Decimal) else None


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
        db.execute(f"COPY {name} TO {_text(str(folder / f'{name}.parquet'))} (FORMAT parquet)")
        db.unregister(name)


def _city(code: str) -> str:
    """The code of the city an area lies in; its province's where it lies in none."""
    above = [one for one in lineage(code) if one.endswith("00")]
    return max(above, default=code)


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
