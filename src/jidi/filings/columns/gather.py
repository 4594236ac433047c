"""Documents into columns: a few thousand at a time through Arrow into DuckDB, then as one Parquet file each.

What was filed is text in the field's unit, what lies in the copy is a decimal in base units, as narrow as the figures of the
column allow. The text is cast once, its unit as an exponent behind it (214.30 亿元 is 214.30e8): multiplying wide decimals
costs a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jidi.filings.columns.place import column_name
from jidi.filings.plans import name_key, unit_of
from jidi.filings.spots import periods_of
from policycore.forms import FieldKind, Form, FormField
from policycore.units import UNITS

KEYS: Final = ("version", "filing", "subject_kind", "subject_key", "area", "vintage", "filed_at", "status")
NUMERIC: Final = frozenset(
    {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED, FieldKind.FLAG}
)
_TYPES: Final = (
    "version BIGINT, filing BIGINT, subject_kind VARCHAR, subject_key VARCHAR, area VARCHAR, vintage VARCHAR, "
    "filed_at TIMESTAMPTZ, status VARCHAR, period VARCHAR"
)
_VINTAGE: Final = KEYS.index("vintage")
_WIDEST, _NARROW = 38, 18
"""Digits of a column: DuckDB keeps eighteen in eight bytes; only one with longer figures is made wider."""


@dataclass(frozen=True, slots=True)
class Document:
    """A version as it goes into the copy: its keys (in the order of ``KEYS``) and what it says."""

    keys: tuple[Any, ...]
    values: Mapping[str, str]


class Wide:
    """One row per version and period, one column per figure of the form."""

    def __init__(self, db: Any, form: Form, numeric: Sequence[FormField]) -> None:
        self.db, self.numeric = db, numeric
        columns = ", ".join(f"{name(field)} VARCHAR" for field in numeric)
        db.execute(f"CREATE OR REPLACE TABLE wide ({_TYPES}, {columns})")
        names = ", ".join(map(name, numeric))
        self.insert = f"INSERT INTO wide SELECT {', '.join(KEYS)}, period, {names} FROM batch"  # noqa: S608

    def add(self, batch: Sequence[Document]) -> None:
        """Take some documents in, a period of their columns after another."""
        by_vintage: dict[str, list[Document]] = {}
        for document in batch:
            by_vintage.setdefault(document.keys[_VINTAGE], []).append(document)
        for vintage, documents in by_vintage.items():
            spots = {
                field.id: {
                    one or vintage: f"{field.id}.{one}" if one else field.id for one in periods_of(field, vintage)
                }
                for field in self.numeric
            }
            for period in sorted({one for each in spots.values() for one in each}):
                columns = _keys_of(documents) | {"period": [period] * len(documents)}
                for field in self.numeric:
                    address = spots[field.id].get(period, "")
                    columns[column_name(field.id)] = [document.values.get(address) for document in documents]
                _insert(self.db, self.insert, columns, {column_name(field.id) for field in self.numeric})

    def write(self, to: Path) -> int:
        """Write the file; return how many rows."""
        keys = ", ".join((*KEYS, "period"))
        figures = ", ".join(_cast(self.db, "wide", self.numeric))
        order = "ORDER BY subject_kind, subject_key, period, vintage"
        self.db.execute(f"COPY (SELECT {keys}, {figures} FROM wide {order}) TO {text(str(to))} (FORMAT parquet)")  # noqa: S608
        return _counted(self.db, "wide")


class Rows:
    """One row per row of a table of the form: text columns as filed, figures in base units."""

    def __init__(self, db: Any, field: FormField) -> None:
        self.db, self.field = db, field
        self.table = f'"rows of {field.id}"'
        columns = ", ".join(f"{name(column)} VARCHAR" for column in field.columns)
        db.execute(f"CREATE OR REPLACE TABLE {self.table} ({_TYPES}, row INTEGER, row_key VARCHAR, {columns})")
        self.names = [column_name(column.id) for column in field.columns]
        names = ", ".join(f'"{one}"' for one in ("row", "row_key", *self.names))
        self.insert = f"INSERT INTO {self.table} SELECT {', '.join(KEYS)}, period, {names} FROM batch"  # noqa: S608

    def add(self, batch: Sequence[Document]) -> None:
        """Take the rows of some documents in."""
        of: list[Document] = []
        rows: list[tuple[int, dict[str, str]]] = []
        for document in batch:
            found = _rows_in(self.field, document.values)
            of += [document] * len(found)
            rows += found.items()
        if not rows:
            return
        columns = _keys_of(of) | {"period": [one.keys[_VINTAGE] for one in of], "row": [number for number, _ in rows]}
        columns["row_key"] = [name_key(row.get(self.field.key_column, "")) for _, row in rows]
        for column in self.field.columns:
            columns[column_name(column.id)] = [row.get(column.id) for _, row in rows]
        _insert(self.db, self.insert, columns, set(self.names))

    def write(self, to: Path) -> int:
        """Write the file; return how many rows."""
        numeric = [column for column in self.field.columns if column.kind in NUMERIC]
        words = [name(column) for column in self.field.columns if column.kind not in NUMERIC]
        columns = ", ".join((*KEYS, "period", "row", "row_key", *words, *_cast(self.db, self.table, numeric)))
        self.db.execute(f"COPY (SELECT {columns} FROM {self.table}) TO {text(str(to))} (FORMAT parquet)")  # noqa: S608
        return _counted(self.db, self.table)


def _keys_of(documents: Sequence[Document]) -> dict[str, list[Any]]:
    columns = zip(*(document.keys for document in documents), strict=True)
    return {key: list(values) for key, values in zip(KEYS, columns, strict=True)}


def _insert(db: Any, sql: str, columns: Mapping[str, list[Any]], texts: set[str]) -> None:
    import pyarrow as pa

    arrays = {key: pa.array(values, pa.string() if key in texts else None) for key, values in columns.items()}
    db.register("batch", pa.table(arrays))
    db.execute(sql)
    db.unregister("batch")


def _counted(db: Any, table: str) -> int:
    count: int = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608 - a name of our own
    db.execute(f"DROP TABLE {table}")
    return count


def _cast(db: Any, table: str, numeric: Sequence[FormField]) -> list[str]:
    """Return for each column of figures the SQL that casts its text into base units, as narrow as its longest allows."""
    if not numeric:
        return []
    longest = ", ".join(f"MAX(LENGTH(SPLIT_PART({name(field)}, '.', 1)))" for field in numeric)
    most = db.execute(f"SELECT {longest} FROM {table}").fetchone()  # noqa: S608 - names of the pinned form, quoted
    return [f"{_figure(field, whole or 1)} AS {name(field)}" for field, whole in zip(numeric, most, strict=True)]


def _figure(field: FormField, whole: int) -> str:
    if field.kind is FieldKind.FLAG:
        return f"CAST(CASE {name(field)} WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS DECIMAL(1,0))"
    _, digits, exponent = UNITS[unit_of(field)].factor.normalize().as_tuple()
    assert isinstance(exponent, int)
    scale = 0 if field.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT) else field.scale
    decimals = max(0, scale - exponent)  # 亿元 with two decimals has none in 元, a percentage with one has three
    whole += max(0, exponent)
    if digits == (1,):
        width = _NARROW if whole + decimals <= _NARROW else _WIDEST
        return f"CAST({name(field)} || 'e{exponent}' AS DECIMAL({width},{decimals}))"
    times = "".join(map(str, digits))
    product = f"CAST({name(field)} || 'e{exponent}' AS DECIMAL(28,{decimals})) * {times}"
    return f"CAST({product} AS DECIMAL({_WIDEST},{decimals}))"


def _rows_in(field: FormField, document: Mapping[str, str]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    head = f"{field.id}."
    for address, value in document.items():
        row, _, column = address.removeprefix(head).partition(".")
        if address.startswith(head) and row.isdecimal():
            found.setdefault(int(row), {})[column] = value
    return found


def name(field: FormField) -> str:
    """Return the quoted name of a field's column."""
    return f'"{column_name(field.id)}"'


def text(words: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + words.replace("'", "''") + "'"
