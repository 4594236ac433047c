"""Many rows in straight SQL: through the models ten thousand rows cost more than all that is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection, models

from jidi.common.kept import is_on_record


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, on_record: bool = False
) -> None:
    """Insert rows of values as the database takes them (numbers, texts, moments through ``moment``). Call it inside a
    transaction. Columns are named as fields; every column without a value in the database must be among them.

    PostgreSQL takes them as one stream (COPY), any other database as one statement with many values.

    Raises TypeError for a model the trail keeps a digest of, unless the caller says that it notes the rows itself
    (``on_record``; ``kept.note_known``).
    """
    if is_on_record(model) and not on_record:
        raise TypeError(f"{model.__name__}: the trail keeps a digest of each row; write them through the model")
    quote, named = connection.ops.quote_name, _columns(model)
    listed, table = list(rows), quote(model._meta.db_table)
    if not listed:
        return
    names = ", ".join(named[name] for name in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with _errors(), cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in listed:
                    stream.write_row(row)
        else:
            # Names of our own models.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", listed)  # noqa: S608


def _errors() -> AbstractContextManager[Any]:
    """What a stream raises comes as the errors of Django, as from any statement."""
    wrapper: AbstractContextManager[Any] = connection.wrap_database_errors
    return wrapper


def select_in(model: type[models.Model], columns: Sequence[str], column: str, values: Sequence[Any]) -> list[Any]:
    """Return these columns of the rows whose ``column`` is one of the values (some hundreds), as the database has them."""
    if not values:
        return []
    quote, named = connection.ops.quote_name, _columns(model)
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(named[name] for name in columns)} FROM {quote(model._meta.db_table)} "  # noqa: S608
            f"WHERE {named[column]} IN ({places})",
            list(values),
        )
        return list(cursor.fetchall())


def _columns(model: type[models.Model]) -> dict[str, str]:
    return {field.name: connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields}


def moment(at: Any) -> Any:
    """A moment or None as the database takes it."""
    return connection.ops.adapt_datetimefield_value(at)
