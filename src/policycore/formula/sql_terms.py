"""The terms of the SELECT: each plain node as an expression of DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ..periods import PARTS
from ..units import Quantity
from . import plain as p
from .lower import Shape, UnsayableError
from .reckoning import part_of
from .sql_around import known, ranked, related

if TYPE_CHECKING:
    from .emit_sql import Digits, Wide
    from .sql_around import Placed
    from .sql_rows import RowTerms


def name(identifier: str) -> str:
    """Quote a name of a column or relation."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a text."""
    return "'" + value.replace("'", "''") + "'"


def constant(value: Any) -> str:
    """Write a value of the language as SQL: an amount in base units, a text, a day, a truth; NULL when there is none."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Quantity):
        value = value.base
    if isinstance(value, int | Decimal):
        return format(Decimal(value).normalize(), "f")
    return f"DATE '{value.isoformat()}'" if isinstance(value, date) else text(str(value))


@dataclass
class Terms:
    """Writes expressions, and remembers which earlier periods, which of their cells and which tables they need.

    With ``everybody`` the figures are those of a population: of each period, the one at hand too, as it was filed.
    """

    shape: Shape
    wide: Wide
    given: Mapping[str, Any]
    digits: Digits
    pasts: dict[str, p.At] = field(default_factory=dict)
    cells: set[tuple[str, str]] = field(default_factory=set)
    tables: dict[str, RowTerms] = field(default_factory=dict)
    areas: dict[tuple[str, p.At], str] = field(default_factory=dict)
    ranks: dict[p.Rank, Placed] = field(default_factory=dict)
    cells_of_all: set[str] = field(default_factory=set)
    asked_known: bool = False
    everybody: bool = False

    def of(self, node: p.Plain) -> str:
        """Write a node; raise :class:`UnsayableError` with the reason when it cannot be."""
        handler: Callable[[Terms, Any], str] = _TERMS[type(node)]
        return handler(self, node)

    def binary(self, node: p.Plain) -> str:
        """Write a number that is going to be divided, or multiplied by another: in binary."""
        return f"CAST({self.of(node)} AS DOUBLE)"

    def stored(self, sql: str, decimals: int) -> str:
        """Write a stored number in the digits asked for."""
        if self.digits == "binary":
            return f"CAST({sql} AS DOUBLE)"
        return f"CAST({sql} AS DECIMAL(38,{decimals}))" if self.digits == "roomy" else sql

    def past(self, at: p.At) -> str:
        """Return the name an earlier period's rows are joined by."""
        if at.fixed and not self.shape.cycle:
            raise UnsayableError("本表不分期", "the form has no periods")
        for alias, one in self.pasts.items():
            if one == at:
                return alias
        alias = f"p{len(self.pasts) + 1}"
        self.pasts[alias] = at
        return alias

    # one method per sort of node

    def _const(self, node: p.Const) -> str:
        return constant(node.value)

    def _param(self, node: p.Param) -> str:
        return constant(self.given.get(node.point))

    def _cell(self, node: p.Cell) -> str:
        column = self.wide.column(node.field)
        if node.whose:
            sql = related(self, node)
        elif node.at == p.HERE and not self.everybody:
            sql = f"t.{column}"
        else:
            alias = self.past(node.at)
            self.cells.add((alias, node.field))
            sql = f"coalesce({alias}o.{column}, {alias}.{column})" if self.wide.vintage else f"{alias}.{column}"
        if node.kind == "truth":
            return f"CAST({sql} AS BOOLEAN)"  # a copy may hold flags as 1 and 0
        if node.kind == "text":
            return f"nullif({sql}, '')"
        return self.stored(sql, self.shape.fields[node.field].base_decimals) if node.kind == "number" else sql

    def _known(self, node: p.Known) -> str:
        return known(self, node)[0]

    def _within(self, node: p.Within) -> str:
        day, end = self.of(node.day), f"CAST({self.of(node.end)} AS DATE)"
        return f"({day} BETWEEN CAST({end} - INTERVAL {node.count} {node.unit.removesuffix('s').upper()} AS DATE) AND {end})"

    def _column(self, node: p.Column) -> str:
        sql = f"r.{name(node.column)}"
        if node.kind == "text":
            return f"nullif({sql}, '')"
        shaped = self.shape.tables[node.table][node.column]
        return self.stored(sql, shaped.base_decimals) if node.kind == "number" else sql

    def _op(self, node: p.Op) -> str:
        written = self._short(node.left) or self._short(node.right)
        if node.op in "+-" or (node.op == "*" and written):
            return f"({self.of(node.left)} {node.op} {self.of(node.right)})"
        if node.op == "*":
            return f"({self.binary(node.left)} * {self.binary(node.right)})"
        return f"({self.binary(node.left)} / nullif({self.binary(node.right)}, 0))"

    def _short(self, node: p.Plain) -> bool:
        """Whether a factor is written out, in few enough digits for a product to be exact."""
        if isinstance(node, p.Param):
            value = self.given.get(node.point)
            return isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= 12
        return isinstance(node, p.Const)

    def _neg(self, node: p.Neg) -> str:
        return f"(-{self.of(node.item)})"

    def _abs(self, node: p.Abs) -> str:
        return f"abs({self.of(node.item)})"

    def _round(self, node: p.Round) -> str:
        shift = node.factor.normalize()
        places = node.places - int(shift.as_tuple().exponent) if shift.as_tuple().digits == (1,) else None
        if node.way == "half" and node.exact and places is not None and places >= 0 and self.digits != "binary":
            return f"round({self.of(node.item)}, {places})"
        by = constant(node.factor.scaleb(-node.places))
        amount = f"({self.binary(node.item)} / {by})"
        edge = f"(abs({amount}) {_NUDGE[node.way]} least(abs({amount}) * 1e-12, 1e-6))"
        return f"({_WAYS[node.way].format(edge)} * sign({amount}) * {by})"

    def _fold(self, node: p.Fold) -> str:
        items = [self.of(item) for item in node.items]
        how = {"average": "avg", "median": "median"}.get(node.how, node.how)
        if how == "filled":
            return "(" + " + ".join(f"CAST(({item}) IS NOT NULL AS INTEGER)" for item in items) + ")"
        if how == "sum" and node.policy == "any":
            return "(" + " + ".join(items) + ")"
        if how == "sum":  # not as a list: lists are made row by row
            added = " + ".join(f"coalesce({item}, 0)" for item in items)
            return self.policy(f"({added})" if items else "0", [f"({item}) IS NULL" for item in items], node.policy)
        if how in ("avg", "median"):
            items = [f"CAST({item} AS DOUBLE)" for item in items]
        listed = f"list_filter([{', '.join(items)}], lambda x: x IS NOT NULL)"
        return self.policy(f"list_{how}({listed})", [f"({item}) IS NULL" for item in items], node.policy)

    def policy(self, folded: str, gaps: list[str], policy: str) -> str:
        """Write a number of several with the policy for those that are missing."""
        if policy == "none" or not gaps:
            return folded
        joint = " OR " if policy == "any" else " AND "
        return f"(CASE WHEN {joint.join(gaps)} THEN NULL ELSE {folded} END)"

    def _rows(self, node: p.Plain) -> str:
        raise UnsayableError("这里要一个数", "a number is needed here")

    def _over_rows(self, node: p.OverRows) -> str:
        from .sql_rows import over_rows

        return over_rows(self, node)

    def bounds(self, node: p.Plain) -> tuple[str, str]:
        """Write the two bounds of a number."""
        if isinstance(node, p.Rank):
            return ranked(self, node)
        if isinstance(node, p.Known):
            return known(self, node)
        if isinstance(node, p.Rows):
            from .sql_rows import counted

            return counted(self, node)
        if isinstance(node, p.Tally):
            items = [self.of(item) for item in node.items]
            sure = " + ".join(f"CAST(coalesce({item}, FALSE) AS INTEGER)" for item in items)
            might = " + ".join(f"CAST(coalesce({item}, TRUE) AS INTEGER)" for item in items)
            return f"({sure})", f"({might})"
        sql = self.of(node)
        return sql, sql

    def _sure(self, node: p.Sure) -> str:
        low, high = self.bounds(node.item)
        return f"(CASE WHEN {low} = {high} THEN {low} END)"

    def _since_january(self, node: p.SinceJanuary) -> str:
        items = [self.of(item) for item in node.items]
        if node.at.fixed:
            part = (part_of(node.at.fixed) - 1 - node.at.back) % len(items) + 1
            return "(" + " + ".join(items[:part]) + ")"
        cases = [f"WHEN {part} THEN {' + '.join(items[: part + 1])}" for part in range(len(items))]
        return f'(CASE (t."#" - {node.at.back}) % {PARTS[self.shape.cycle or "year"]} {" ".join(cases)} END)'

    def _choose(self, node: p.Choose) -> str:
        test = self.of(node.test)
        return f"(CASE WHEN {test} THEN {self.of(node.then)} WHEN NOT {test} THEN {self.of(node.other)} END)"

    def _first(self, node: p.First) -> str:
        return f"coalesce({', '.join(self.of(item) for item in node.items)})"

    def _compare(self, node: p.Compare) -> str:
        left, right = self.of(node.left), self.of(node.right)
        numbers = number(node.left) and number(node.right)
        if not numbers or (node.exact and self.digits != "binary"):
            return f"({left} {node.op} {right})"
        scale = node.left if isinstance(node.left, p.Const) else node.right
        near = _near(scale, left if scale is node.left else right)
        return _NEAR[node.op].format(left=f"CAST({left} AS DOUBLE)", right=f"CAST({right} AS DOUBLE)", near=near)

    def _compare_bounds(self, node: p.CompareBounds) -> str:
        (low, high), (other_low, other_high) = self.bounds(node.left), self.bounds(node.right)
        if low == high and other_low == other_high:
            return f"({low} {node.op} {other_low})"
        if node.op in ("=", "<>"):
            apart = "FALSE" if node.op == "=" else "TRUE"
            same = "TRUE" if node.op == "=" else "FALSE"
            return (
                f"(CASE WHEN {high} < {other_low} OR {other_high} < {low} THEN {apart} "
                f"WHEN {low} = {high} AND {other_low} = {other_high} AND {low} = {other_low} THEN {same} END)"
            )
        more = node.op[0] == ">"
        best, worst = ((low, other_high), (high, other_low)) if more else ((high, other_low), (low, other_high))
        return f"(CASE WHEN {best[0]} {node.op} {best[1]} THEN TRUE WHEN NOT ({worst[0]} {node.op} {worst[1]}) THEN FALSE END)"

    def _and(self, node: p.And) -> str:
        return "(" + " AND ".join(self.of(item) for item in node.items) + ")"

    def _or(self, node: p.Or) -> str:
        return "(" + " OR ".join(self.of(item) for item in node.items) + ")"

    def _not(self, node: p.Not) -> str:
        return f"(NOT {self.of(node.item)})"

    def _least(self, node: p.Least) -> str:
        low, high = self.bounds(p.Tally(node.items))
        return f"(CASE WHEN {low} >= {node.count} THEN TRUE WHEN {high} < {node.count} THEN FALSE END)"

    def _member(self, node: p.Member) -> str:
        members = self.given.get(node.members.point)
        if members is None:
            return "CAST(NULL AS BOOLEAN)"
        item, listed = self.of(node.item), ", ".join(sorted(text(str(member)) for member in members))
        return f"({item} IN ({listed}))" if listed else f"(CASE WHEN {item} IS NOT NULL THEN FALSE END)"

    def _absent(self, node: p.Absent) -> str:
        return f"(({self.of(node.item)}) IS NULL)"

    def _days(self, node: p.DaysBetween) -> str:
        return f"date_diff('day', {self.of(node.first)}, {self.of(node.second)})"


def _near(node: p.Plain, sql: str) -> str:
    """Write how far apart two figures may be that count as equal; one side says it, for then both are of one size."""
    if isinstance(node, p.Const) and isinstance(node.value, Decimal):
        return f"{format(float(p.NEAR * max(Decimal(1), abs(node.value))), 'e')}"
    return f"(1e-12 * greatest(1, abs({sql})))"


def number(node: p.Plain) -> bool:
    """Tell whether a node gives a number."""
    if isinstance(node, p.Const):
        return isinstance(node.value, Decimal)
    return getattr(node, "kind", "number") == "number" and not isinstance(node, _TRUTHS)


_TRUTHS: Final = (p.Within, p.Compare, p.CompareBounds, p.And, p.Or, p.Not, p.Least, p.Member, p.Absent)
_WAYS: Final = {"half": "floor({} + 0.5)", "down": "floor({})", "up": "ceil({})"}
_NUDGE: Final = {"half": "+", "down": "+", "up": "-"}
"""A quotient that should lie on the edge lies a last binary digit beside it; the edge must not move with it."""
_NEAR: Final = {
    "=": "(abs({left} - {right}) <= {near})",
    "<>": "(abs({left} - {right}) > {near})",
    "<": "({left} < {right} - {near})",
    "<=": "({left} <= {right} + {near})",
    ">": "({left} > {right} + {near})",
    ">=": "({left} >= {right} - {near})",
}
_TERMS: Final[dict[type[p.Plain], Callable[[Terms, Any], str]]] = {
    p.Const: Terms._const,
    p.Cell: Terms._cell,
    p.Param: Terms._param,
    p.Known: Terms._known,
    p.Rank: Terms._rows,
    p.Within: Terms._within,
    p.Column: Terms._column,
    p.Op: Terms._op,
    p.Neg: Terms._neg,
    p.Abs: Terms._abs,
    p.Round: Terms._round,
    p.Fold: Terms._fold,
    p.OverRows: Terms._over_rows,
    p.Rows: Terms._rows,
    p.Tally: Terms._rows,
    p.Sure: Terms._sure,
    p.SinceJanuary: Terms._since_january,
    p.Choose: Terms._choose,
    p.First: Terms._first,
    p.Compare: Terms._compare,
    p.CompareBounds: Terms._compare_bounds,
    p.And: Terms._and,
    p.Or: Terms._or,
    p.Not: Terms._not,
    p.Least: Terms._least,
    p.Member: Terms._member,
    p.Absent: Terms._absent,
    p.DaysBetween: Terms._days,
}
