"""The rows of a form's tables in the SELECT: one grouped relation per table, joined once to every return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import plain as p
from .lower import UnsayableError

if TYPE_CHECKING:
    from .sql_terms import Terms


@dataclass
class RowTerms:
    """What is asked of one table: an aggregate per column of its grouped relation."""

    alias: str
    columns: dict[str, str] = field(default_factory=dict)

    def ask(self, sql: str) -> str:
        """Return the column that holds an aggregate over the rows of a return."""
        if sql not in self.columns:
            self.columns[sql] = f"c{len(self.columns)}"
        return f"{self.alias}.{self.columns[sql]}"


def _table(terms: Terms, table: str) -> RowTerms:
    if table not in terms.wide.tables:
        raise UnsayableError("明细表不在分析副本里", f"the rows of {table} are not in the wide copy")
    return terms.tables.setdefault(table, RowTerms(f"g{len(terms.tables) + 1}"))


def table_join(terms: Terms, table: str) -> str:
    """Return the grouped relation of a table: its rows made one per return."""
    wide = terms.wide
    keys = ", ".join(f'r."{key}"' for key in wide.of_rows)
    columns = ", ".join(f"{sql} AS {column}" for sql, column in terms.tables[table].columns.items())
    return f'"rows of {table}" AS (SELECT {keys}, {columns} FROM {wide.tables[table]} r GROUP BY {keys})'  # noqa: S608 - quoted


def counted(terms: Terms, node: p.Rows) -> tuple[str, str]:
    """Write how many rows surely count and how many might."""
    rows = _table(terms, node.table)
    if node.where is None:
        every = rows.ask("count(*)")
        return every, every
    where = _inside(terms, node.where)
    return rows.ask(f"count(*) FILTER ({where})"), rows.ask(f"count(*) FILTER (coalesce({where}, TRUE))")


def over_rows(terms: Terms, node: p.OverRows) -> str:
    """Write a number over the rows of a table, with the policy for missing values and rows that may not count."""
    rows = _table(terms, node.table)
    item = _inside(terms, node.item)
    where = _inside(terms, node.where) if node.where is not None else "TRUE"
    if node.how in ("average", "median"):
        item = f"CAST({item} AS DOUBLE)"
    known = f"FILTER ({where} AND {item} IS NOT NULL)"
    folded = {
        "sum": f"coalesce(sum({item}) {known}, 0)",
        "average": f"avg({item}) {known}",
        "filled": f"count(*) {known}",
        "distinct": f"count(DISTINCT {item}) {known}",
    }.get(node.how, f"{node.how}({item}) {known}")
    value = rows.ask(folded)
    gap = f"coalesce({where}, TRUE) IS NOT DISTINCT FROM TRUE AND ({where} IS NULL OR {item} IS NULL)"
    if node.how == "filled":
        gap = f"({where}) IS NULL"
    absent = rows.ask(f"count(*) FILTER ({gap})")
    if node.policy == "none":
        return value
    more = "" if node.policy == "any" else f" AND {rows.ask(f'count(*) {known}')} = 0"
    return f"(CASE WHEN {absent} = 0 OR NOT ({absent} > 0{more}) THEN {value} END)"


def _inside(terms: Terms, node: p.Plain) -> str:
    if any(isinstance(part, p.Cell | p.OverRows | p.Rows | p.Rank | p.Known) for part in p.every(node)):
        raise UnsayableError("行内的条件用到了表上的数", "a condition on rows looks at a figure of the form")
    return terms.of(node)
