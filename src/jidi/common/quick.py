"""Questions and rows of the acts that thousands do in the same hour, with their SQL worked out once and kept.

Django works a question out anew each time it is asked: some 1,500 Python calls, ten times what the database needs. Handing
a return in asks thirty. What is kept here is what Django itself worked out, with places for the values; the rows become the
same objects. Use it where an act is counted in hundreds a second, and nowhere else: a query of Django says more at a glance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import ModelIterable, get_related_populators

from jidi.common.appendonly import WrittenOnce, WrittenOnceError
from jidi.common.kept import is_on_record, note

M = TypeVar("M")
Value = int | str | date

BIG = 1 << 63
_MARKS: dict[type, Callable[[int], Value]] = {
    int: lambda place: 7_000_000_000_000_000 + place,
    str: lambda place: f"\x01{place}\x01",
    date: lambda place: date(9000 + place, 1, 1),
}
"""Values no row has: found again among the parameters of the question they were put in."""


class Prepared(Generic[M]):
    """A question with places for values: ``Prepared(lambda pk: Duty.objects.filter(pk=pk), int)``.

    ``build`` makes the query from one value of each kind named (int: of 64 bits; str; day); it must use each as it is and
    ask the same whatever the values are. Rows come as the query gives them: objects with what ``select_related`` brings,
    or tuples of ``values_list``.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, M]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[str, _Made] = {}

    def __call__(self, *values: Value) -> list[M]:
        """Ask it. A number beyond what a column holds (an address somebody made up) is no row's, as Django has it."""
        if any(isinstance(value, int) and not -BIG <= value < BIG for value in values):
            return []
        made = self._made.get(connection.vendor)
        if made is None:
            marks = [_MARKS[kind](place) for place, kind in enumerate(self._kinds)]
            made = self._made[connection.vendor] = _Made(self._build(*marks), marks)
        found: list[M] = made.rows([_adapted(value) for value in values])
        return found

    def first(self, *values: Value) -> M | None:
        """Ask it, and return the first row; None without one."""
        found = self(*values)
        return found[0] if found else None


class _Made:
    """What Django worked out for a question."""

    def __init__(self, query: models.QuerySet[Any, Any], marks: Sequence[Value]) -> None:
        compiler = query.query.get_compiler(connection=connection)
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""  # nobody ever has a row
            return
        adapted = [_adapted(mark) for mark in marks]
        self.params = [(param, adapted.index(param) if param in adapted else None) for param in params]
        if {place for _, place in self.params} - {None} != set(range(len(marks))):
            raise ValueError(f"a value is not asked for as it is: {self.sql} {params}")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns)
        self.model = query.model if query._iterable_class is ModelIterable else None
        if self.model is not None:
            self._as_objects(compiler, query.db)

    def _as_objects(self, compiler: Any, alias: str) -> None:
        known, select = compiler.klass_info, compiler.select
        at = known["select_fields"]
        self.begins, self.ends = at[0], at[-1] + 1
        self.names = [column.target.attname for column, *_ in select[self.begins : self.ends]]
        self.related = get_related_populators(known, select, alias)  # type: ignore[call-arg]  # stubs of a later Django
        self.alias, self.annotated = alias, dict(compiler.annotation_col_map or {})

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """Ask with these values."""
        if not self.sql:
            return []
        params = [param if place is None else values[place] for param, place in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: Iterable[Sequence[Any]] = cursor.fetchall()
        if self.converters:
            found = [self._converted(row) for row in found]
        return [tuple(row) for row in found] if self.model is None else [self._object(row) for row in found]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        whole = list(row)
        for place, (converters, expression) in self.converters.items():
            value = whole[place]
            for convert in converters:
                value = convert(value, expression, connection)
            whole[place] = value
        return whole

    def _object(self, row: Sequence[Any]) -> Any:
        assert self.model is not None
        made = self.model.from_db(self.alias, self.names, row[self.begins : self.ends])
        for related in self.related:
            related.populate(row, made)
        for name, place in self.annotated.items():
            setattr(made, name, row[place])
        return made


def _adapted(value: Value) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


# --- rows -----------------------------------------------------------------------------------------------------------


def insert(row: models.Model) -> None:
    """Insert a row that is new, and give it its key: what ``save`` does, for models without signals and without files."""
    sql, fields, returns = _insert(type(row), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if returns:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    _noted(row)


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these fields of a row that is there: what ``save(update_fields=…)`` does. Raises LookupError without a row."""
    if isinstance(row, WrittenOnce):
        raise WrittenOnceError(f"{type(row).__name__} rows are written once and cannot be updated")
    sql, fields = _update(type(row), tuple(names), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise LookupError(f"{type(row).__name__} {row.pk} is not there")
    _noted(row)


def _noted(row: models.Model) -> None:
    """Rows the trail keeps a digest of are noted, as ``save`` does."""
    if is_on_record(type(row)):
        note(type(row), [row.pk])


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert a few rows of one model whose keys are given, in one statement."""
    if not rows:
        return
    model = type(rows[0])
    sql, fields, returns = _insert(model, connection.vendor)
    if returns:
        raise TypeError(f"{model.__name__} gets its key from the database: insert its rows one by one")
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    head, _, places = sql.partition(" VALUES ")
    with connection.cursor() as cursor:
        cursor.execute(f"{head} VALUES {', '.join([places] * len(rows))}", values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
        _noted(row)


Fields = list[Any]


@lru_cache(maxsize=256)
def _insert(model: type[models.Model], _vendor: str) -> tuple[str, Fields, bool]:
    given = model._meta.pk
    automatic = isinstance(given, models.AutoField)
    fields = [field for field in model._meta.local_concrete_fields if not (automatic and field is given)]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(field.column)) for field in _plain(fields)), ", ".join(["%s"] * len(fields))
    back = f" RETURNING {quote(str(given.column))}" if automatic else ""
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places}){back}"  # noqa: S608 - names of our own
    return sql, fields, automatic


@lru_cache(maxsize=1024)
def _update(model: type[models.Model], names: tuple[str, ...], _vendor: str) -> tuple[str, Fields]:
    by_name = {name: field for field in model._meta.local_concrete_fields for name in (field.name, field.attname)}
    fields = _plain([by_name[name] for name in names])
    quote = connection.ops.quote_name
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"UPDATE {table} SET {said} WHERE {key} = %s", fields  # noqa: S608 - names of our own models


def _plain(fields: Fields) -> Fields:
    special = [field.name for field in fields if hasattr(field, "get_placeholder") or field.generated]
    if special:
        raise TypeError(f"{', '.join(special)}: not written as a plain value; use save()")
    return fields
