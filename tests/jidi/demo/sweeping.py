"""Somebody with the database in hand: one column after the other of every table changed, rows taken away and put in, each taken
back again; and whether ``jidi invariants`` names the very row. Run in the process of a demo (``Site.ask``).

Many rows are changed at once, never two of the same thing, so that a whole site is gone through in a few looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from jidi.cli.covered import NOT_STATE
from jidi.cli.invariants import CHECKS, found_by
from jidi.common.kept import recorded_columns
from jidi.returns.services.states import COUNTED

AT_MOST = 12
"""Rows of a table that are changed in one look."""
Row = dict[str, Any]


def _filing_of(row: Row) -> str:
    from jidi.filings.models import Version

    filing, ordinal = Version.objects.values_list("filing_id", "ordinal").get(pk=row["version_id"])
    return f"filing:{filing} v{ordinal}"


CALLED: dict[str, Callable[[Row], str]] = {
    "filings_draft": lambda row: f"draft:{row['id']}",
    "filings_form": lambda row: f"form:{row['digest']}",
    "filings_version": lambda row: f"filing:{row['filing_id']} v{row['ordinal']}",
    "filings_standing": _filing_of,
    "filings_named": _filing_of,
    "panels_sheet": lambda row: f"sheet:{row['id']}",
    "returns_duty": lambda row: f"duty:{row['id']}",
    "returns_level": lambda row: f"duty:{row['duty_id']}",
    "returns_act": lambda row: f"act:{row['id']}",
}
"""How the checks of a room call a row; rows on record are called by table and key."""
MISSED: dict[str, Callable[[Row], str]] = {
    "filings_draft": lambda row: f"filing:{row['filing_id']}",
    "panels_sheet": lambda row: f"seat:{row['seat_id']} case:{row['case_key']}",
}
"""How a row that is gone is called, where that is otherwise."""
_TRAIL = ("audit_entry", "audit_head")
"""Gone through column by column where the chain is tested: of a broken chain only the first link is named."""


def called(model: type[models.Model], row: Row) -> str:
    """The name under which a row is reported."""
    table = model._meta.db_table
    known = CALLED.get(table)
    return known(row) if known else f"{table}:{row[model._meta.pk.attname]}"


def swept() -> list[type[models.Model]]:
    """The models whose tables hold state, but the trail itself."""
    every = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return [every[table] for table in sorted(every) if table not in NOT_STATE and table not in _TRAIL]


def reported() -> set[str]:
    """What the checks name now, all of them but the chain's."""
    return {thing for name, (check, _) in CHECKS.items() if name != "audit" for _, thing, _ in found_by(check)}


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing of what is done inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def columns_changed() -> dict[str, list[str]]:
    """By outcome (``found``, ``unfound``, ``refused``) the columns, as TABLE.COLUMN."""
    said: dict[str, list[str]] = {"found": [], "unfound": [], "refused": []}
    left = {model: _columns(model) for model in swept()}
    while any(left.values()):
        with taken_back():
            done, taken = [], set()
            for model, columns in left.items():
                rows = _rows(model, taken, 3 * AT_MOST if columns else 0)
                for _ in range(min(AT_MOST, len(rows), len(columns))):
                    field = columns.pop(0)
                    # A row that has something there: nothing can be put in many a place that is empty for a reason.
                    row = next((one for one in rows if one[field.attname] not in (None, "")), rows[0])
                    rows.remove(row)
                    name = f"{model._meta.db_table}.{field.attname}"
                    if _changed(model, field, row):
                        done.append((name, called(model, row)))
                        taken.add(called(model, row))
                    else:
                        said["refused"].append(name)
            _without_rows(left)
            found = reported() if done else set()
            for name, thing in done:
                said["found" if thing in found else "unfound"].append(name)
    return {outcome: sorted(names) for outcome, names in said.items()}


def _columns(model: type[models.Model]) -> list[Any]:
    known = {*recorded_columns(model)} - (set(COUNTED) if model._meta.db_table == "returns_duty" else set())
    return [one for one in model._meta.concrete_fields if one.attname in known and not one.primary_key]


def _without_rows(left: dict[type[models.Model], list[Any]]) -> None:
    for model, columns in left.items():
        if not model._base_manager.exists():
            columns.clear()


def _rows(model: type[models.Model], taken: set[str], most: int) -> list[Row]:
    """Some rows of a table, none of a thing that was changed in this look already."""
    found: list[Row] = []
    names: set[str] = set()
    for row in model._base_manager.order_by("pk").values() if most else ():
        name = called(model, row)
        if name not in taken and name not in names:
            found.append(row)
            names.add(name)
        if len(found) >= most:
            break
    return found


def _changed(model: type[models.Model], field: Any, row: Row) -> bool:
    """Whether the database took another value; it refuses what a constraint forbids."""
    quote, pk = connection.ops.quote_name, model._meta.pk
    sql = f"UPDATE {model._meta.db_table} SET {quote(field.column)} = %s WHERE {quote(pk.column)} = %s"  # noqa: S608
    for value in _others(model, field, row[field.attname]):
        if value == row[field.attname] or (value is None and not field.null):
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [value, row[pk.attname]])
            return True
        except DatabaseError:
            continue
    return False


def _others(model: type[models.Model], field: Any, value: Any) -> Iterator[Any]:
    if field.choices:
        yield from (one for one, _ in field.flatchoices if one != value)
        return
    if field.is_relation:
        target = field.target_field
        keys = target.model._base_manager.exclude(**{target.attname: value}).values_list(target.attname, flat=True)
        yield from (*keys[:3], None)
        return
    if isinstance(field, models.BooleanField):
        yield from (not value, None)
    elif isinstance(field, models.DateTimeField):
        yield from ("2001-02-03 04:05:06", "2039-02-03 04:05:06", None)
    elif isinstance(field, models.DateField):
        yield from ("2001-02-03", "2039-02-03", None)
    elif isinstance(field, models.IntegerField | models.DecimalField):
        yield from ((value or 0) + 1, (value or 0) + 1000, 0, None)
    elif isinstance(field, models.JSONField):
        yield '["by hand"]'
    else:
        yield from (f"{value or ''}x"[-(field.max_length or 10**6) :], "x", "", None)


def rows_taken_away() -> dict[str, list[str]]:
    """By outcome the tables a row was deleted from; ``refused`` where something else refers to every row that was tried."""
    said: dict[str, list[str]] = {"found": [], "unfound": [], "refused": []}
    with taken_back():
        done, taken = [], set()
        for model in swept():
            table = model._meta.db_table
            gone = next((row for row in _rows(model, taken, 40) if _deleted(model, row)), None)
            if gone is not None:
                done.append((table, MISSED[table](gone) if table in MISSED else called(model, gone)))
                taken.add(called(model, gone))
            elif model._base_manager.exists():
                said["refused"].append(table)
        found = reported()
        for table, thing in done:
            said["found" if thing in found else "unfound"].append(table)
    return said


def _deleted(model: type[models.Model], row: Row) -> bool:
    pk = model._meta.pk
    sql = f"DELETE FROM {model._meta.db_table} WHERE {connection.ops.quote_name(pk.column)} = %s"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row[pk.attname]])
            connection.check_constraints()
    except DatabaseError:
        return False
    return True


def rows_put_in() -> dict[str, list[str]]:
    """By outcome the tables a row was copied into, under a key of its own."""
    said: dict[str, list[str]] = {"found": [], "unfound": [], "refused": []}
    with taken_back():
        done = []
        for model in swept():
            table, last = model._meta.db_table, model._base_manager.order_by("-pk").values().first()
            made = _copied(model, last) if last else None
            if made is not None:
                done.append((table, called(model, made)))
            elif last:
                said["refused"].append(table)
        found = reported()
        for table, thing in done:
            said["found" if thing in found else "unfound"].append(table)
    return said


def _copied(model: type[models.Model], row: Row) -> Row | None:
    if model._meta.pk.is_relation:
        return None  # one beside each row of another table: there is none to put it beside
    fresh = dict(row)
    unique = [name for one in model._meta.total_unique_constraints for name in one.fields[-1:]]
    for field in model._meta.concrete_fields:
        if field.primary_key or field.unique or field.name in unique:
            fresh[field.attname] = _another(field, row[field.attname])
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    names, places = ", ".join(quote(one.column) for one in fields), ", ".join(["%s"] * len(fields))
    values = [one.get_db_prep_save(fresh[one.attname], connection) for one in fields]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", values)  # noqa: S608
    except DatabaseError:
        return None
    return fresh


def _another(field: Any, value: Any) -> Any:
    if field.is_relation and not field.primary_key:
        target = field.target_field
        used = field.model._base_manager.values(field.attname) if field.unique else []
        free = target.model._base_manager.exclude(**{f"{target.attname}__in": used}).exclude(**{target.attname: value})
        return free.values_list(target.attname, flat=True).first()
    if isinstance(value, date | datetime):
        return value.replace(year=2039)
    return value + 1000 if isinstance(value, int) else (f"{value[:-1]}~" if value else value)
