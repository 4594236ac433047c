"""The nodes of the plain tree over the cells of a workbook: numbers, and conditions as 1, 0 or 0.5 (see ``emit_excel``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from ..units import Quantity
from . import plain as p
from .digits import decimals
from .lower import Shape, UnsayableError
from .lower_around import TODAY
from .reckoning import part_of

MOST: Final = 9
"""Decimals in base units up to which a difference is rounded before it is compared (a double has fifteen digits)."""


class Places(Protocol):
    """Where the values of a form stand in the workbook. A place that is not there is None, and the rule says so."""

    @property
    def period(self) -> str:
        """The period the workbook is filled in for; empty where it is for any."""

    def cell(self, field: str, at: p.At) -> str | None:
        """Return the cell of a field at a period (``F12`` or ``'表'!$F$12``), in the field's own unit."""

    def column(self, table: str, column: str) -> str | None:
        """Return the cells of a column of a table (``C20:C69``), all columns of a table equally long."""

    def related(self, field: str, at: p.At, whose: str) -> str | None:
        """Return the cell where the figure of an area above stands as the system knew it, in the field's own unit."""

    def others(self, population: str, within: str) -> Places | None:
        """Return where the figures of a whole population stand: each cell a range, one row of it a member.

        None where the workbook does not hold them: one return shows nobody the figures of another.
        """


def text(value: str) -> str:
    """Quote a text."""
    return '"' + value.replace('"', '""') + '"'


def plain_number(value: Decimal) -> str:
    """Write a number without exponent."""
    return format(value.normalize(), "f")


def rounding(way: str) -> str:
    """Return how a number is rounded; before digits are cut, what lies on the edge is freed of binary digits."""
    return {
        "half": "ROUND({0},{1})",
        "down": "ROUNDDOWN(ROUND({0},{1}+4),{1})",
        "up": "ROUNDUP(ROUND({0},{1}+4),{1})",
    }[way]


class Cells:
    """Writes the nodes of one formula over the cells of a workbook."""

    def __init__(self, shape: Shape, places: Places, given: Mapping[str, Any]) -> None:
        self.shape, self.places, self.given = shape, places, given
        self.array = False

    def number(self, node: p.Plain) -> str:
        """Write a number (or text, or day); an error value where it is missing."""
        handler = _NUMBERS.get(type(node))
        if handler is None:
            raise UnsayableError("电子表格写不出", f"no spreadsheet can say {type(node).__name__}")
        return handler(self, node)

    def truth(self, node: p.Plain) -> str:
        """Write a condition: 1, 0 or 0.5."""
        handler = _TRUTHS.get(type(node))
        if handler is None:
            raise UnsayableError("电子表格写不出", f"no spreadsheet can say {type(node).__name__}")
        return handler(self, node)

    # numbers, texts and days

    def _const(self, node: p.Const) -> str:
        return self._value(node.value)

    def _value(self, value: Any) -> str:
        if value is None:
            return "NA()"
        if isinstance(value, Quantity):
            value = value.base
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | Decimal):
            return plain_number(Decimal(value)) if value >= 0 else f"({plain_number(Decimal(value))})"
        return f"DATE({value.year},{value.month},{value.day})" if isinstance(value, date) else text(str(value))

    def _param(self, node: p.Param) -> str:
        return "TODAY()" if node == TODAY else self._value(self.given.get(node.point))

    def _answer(self, node: p.Known) -> str:
        return self._value(self.given.get(node.key))

    def _cell(self, node: p.Cell) -> str:
        if node.whose:
            ref = self.places.related(node.field, node.at, node.whose)
            if ref is None:
                raise UnsayableError("上级区域的数本系统还没有", "the figure of the area above is not known here yet")
        else:
            ref = self.places.cell(node.field, node.at)
        if ref is None:
            raise UnsayableError("用到的数不在这张表里", f"{node.field} at that period is not in the workbook")
        if node.kind == "number":
            return self._scaled(f"IF(ISNUMBER({ref}),{ref},NA())", self.shape.fields[node.field].unit.factor)
        return f'IF({ref}="",NA(),{ref})'

    def _scaled(self, cell: str, factor: Decimal) -> str:
        return cell if factor == 1 else f"({cell}*{plain_number(factor)})"

    def _column(self, node: p.Column) -> str:
        cells = self.cells_of(node.table, node.column)
        if node.kind == "number":
            unit = self.shape.tables[node.table][node.column].unit
            return self._scaled(f"IF(ISNUMBER({cells}),{cells},NA())", unit.factor)
        return f'IF({cells}="",NA(),{cells})'

    def cells_of(self, table: str, column: str) -> str:
        """Return the cells of a column of a table."""
        cells = self.places.column(table, column)
        if cells is None:
            raise UnsayableError("明细表的这一列不在这张表里", f"the column {column} is not in the workbook")
        self.array = True
        return cells

    def _op(self, node: p.Op) -> str:
        return f"({self.number(node.left)}{node.op}{self.number(node.right)})"

    def _neg(self, node: p.Neg) -> str:
        return f"(0-{self.number(node.item)})"

    def _abs(self, node: p.Abs) -> str:
        return f"ABS({self.number(node.item)})"

    def _round(self, node: p.Round) -> str:
        factor = plain_number(node.factor)
        item = self.number(node.item) if node.factor == 1 else f"({self.number(node.item)})/{factor}"
        rounded = rounding(node.way).format(item, node.places)
        return rounded if node.factor == 1 else f"({rounded}*{factor})"

    def _fold(self, node: p.Fold) -> str:
        items = [
            self.number(item) if node.how != "filled" else f"IFERROR({self._known(item)},0)" for item in node.items
        ]
        if node.how == "filled":
            return f"({'+'.join(items)})"
        if node.policy == "any":
            return f"{_FOLDS[node.how]}({','.join(items)})"
        if node.how not in ("sum", "average"):
            # As a list, out of which errors fall; entered as an array formula, or only the first would be looked at.
            self.array = True
            places = ",".join(str(place) for place in range(1, len(items) + 1))
            listed = f'IFERROR(CHOOSE({{{places}}},{",".join(items)}),"")'
            return f"IF(COUNT({listed})=0,NA(),{_FOLDS[node.how]}({listed}))"
        added = "+".join(f"IFERROR({item},0)" for item in items)
        known = "+".join(f"IF(ISERROR({item}),0,1)" for item in items)
        if node.how == "average":
            return f"(({added})/({known}))"
        return f"({added})" if node.policy == "none" else f"IF(({known})=0,NA(),{added})"

    def _known(self, node: p.Plain) -> str:
        return f"IF(ISERROR({self.number(node)}),0,1)"

    def rows(self, table: str) -> str:
        """Write, per row of a table, whether it is one: any of its cells filled."""
        columns = [self.places.column(table, column) for column in dict.fromkeys(self.shape.tables[table])]
        filled = [f'({cells}<>"")' for cells in dict.fromkeys(columns) if cells]
        if not filled:
            raise UnsayableError("明细表不在这张表里", f"the table {table} is not in the workbook")
        self.array = True
        return f"(({'+'.join(filled)})>0)"

    def _where(self, node: p.OverRows | p.Rows) -> str:
        where = self.truth(node.where) if node.where is not None else "1"
        return f"IF({self.rows(node.table)},{where},-1)"

    def _over_rows(self, node: p.OverRows) -> str:
        where, item = self._where(node), self.number(node.item)
        some = f"SUM(IF({self.rows(node.table)},1,0))=0"
        counts = f"IF({where}=1,IF(ISERROR({item}),0,1),0)"
        gap = "0" if node.how == "filled" else f"IF({where}=1,IF(ISERROR({item}),1,0),0)"
        gaps = f"SUM(IF({where}=0.5,1,0)+{gap})"
        value = {
            "sum": f"SUM(IF({counts}=1,{item},0))",
            "filled": f"SUM({counts})",
            # Each value counts as so many parts of one as it stands there times; EXACT also tells 1 from "1".
            "distinct": f"SUM(IF({counts}=1,1/MMULT(IFERROR(EXACT({item},TRANSPOSE({item}))*1,0),{counts}),0))",
        }.get(node.how, f'{_FOLDS.get(node.how, "")}(IF({counts}=1,{item},""))')
        if node.how in ("min", "max"):
            value = f"IF(SUM({counts})=0,NA(),{value})"
        stop = {"any": f"{gaps}>0", "all": f"AND({gaps}>0,SUM({counts})=0)", "none": ""}[node.policy]
        return f"IF({some},NA(),IF({stop},NA(),{value}))" if stop else f"IF({some},NA(),{value})"

    def bounds(self, node: p.Plain) -> tuple[str, str]:
        """Write the two bounds of a number."""
        if isinstance(node, p.Rank):
            return self._rank(node)
        if isinstance(node, p.Known):
            found = self.given.get(node.key)
            low, high = found if isinstance(found, tuple) else (found, found)
            return self._value(low), self._value(high)
        if isinstance(node, p.Rows):
            where = self._where(node)
            some = f"SUM(IF({self.rows(node.table)},1,0))=0"
            return f"IF({some},NA(),SUM(IF({where}=1,1,0)))", f"IF({some},NA(),SUM(IF({where}>0,1,0)))"
        if isinstance(node, p.Tally):
            items = [self.truth(item) for item in node.items]
            return "+".join(f"IF({i}=1,1,0)" for i in items), "+".join(f"IF({i}>0,1,0)" for i in items)
        number = self.number(node)
        return number, number

    def _rank(self, node: p.Rank) -> tuple[str, str]:
        """Write the two bounds of a place over a range that holds everybody; oneself is never before oneself."""
        name = node.population if isinstance(node.population, str) else str(self.given.get(node.population.point) or "")
        places = self.places.others(name, node.within) if name else None
        if places is None:
            raise UnsayableError(
                "名次要和别人的数比，别人的数不放进这张表", "a place is among figures of others, which are not here"
            )
        every = Cells(self.shape, places, self.given)
        self.array = every.array = True
        own, all_of = self.number(node.item), every.number(node.item)
        gap = f"({all_of})-({own})" if node.descending else f"({own})-({all_of})"
        digits = decimals(node.item, self.shape)
        if not node.exact or digits > MOST:
            gap, digits = f"({gap})/(1+ABS({own}))", 12
        low = f"(1+0*{own}+SUM(IFERROR(IF(ROUND({gap},{digits})>0,1,0),0)))"
        return low, f"({low}+SUM(IF(ISERROR({all_of}),1,0)))"

    def _sure(self, node: p.Sure) -> str:
        low, high = self.bounds(node.item)
        return f"({low})" if low == high else f"IF(({low})=({high}),{low},NA())"

    def _since_january(self, node: p.SinceJanuary) -> str:
        period = node.at.fixed or self.places.period
        if not period and len(node.items) > 1:
            raise UnsayableError("累计的期数要看本期是第几期", "how many periods it adds depends on the period at hand")
        part = (part_of(period) - 1 - node.at.back) % len(node.items) + 1 if period else 1
        return f"({'+'.join(self.number(item) for item in node.items[:part])})"

    def _choose(self, node: p.Choose) -> str:
        test, then, other = self.truth(node.test), self.number(node.then), self.number(node.other)
        return f"IF(({test})=1,{then},IF(({test})=0,{other},NA()))"

    def _first(self, node: p.First) -> str:
        written = "NA()"
        for item in reversed(node.items):
            written = f"IFERROR({self.number(item)},{written})"
        return written

    def _days(self, node: p.DaysBetween) -> str:
        return f"({self.number(node.second)}-{self.number(node.first)})"

    # conditions

    def _truth_cell(self, node: p.Cell | p.Param | p.Column | p.Const | p.Known) -> str:
        if isinstance(node, p.Const | p.Param | p.Known):
            key = node.key if isinstance(node, p.Known) else getattr(node, "point", "")
            value = node.value if isinstance(node, p.Const) else self.given.get(key)
            return "0.5" if value is None else str(int(bool(value)))
        cell = self.number(node)
        return f'IFERROR(IF((({cell}=TRUE)+({cell}="是"))>0,1,0),0.5)'

    def _compare(self, node: p.Compare) -> str:
        left, right = self.number(node.left), self.number(node.right)
        numeric = self._numeric(node.left) and self._numeric(node.right)
        if not numeric:
            same = f"{left}={right}" if not isinstance(node.left, p.Const) else f"{right}={left}"
            return f"IFERROR(IF({same if node.op == '=' else f'{left}{node.op}{right}'},1,0),0.5)"
        gap, places = f"({left})-({right})", max(decimals(node.left, self.shape), decimals(node.right, self.shape))
        if not node.exact or places > MOST:
            gap, places = f"({gap})/(1+ABS({left}))", 12
        return f"IFERROR(IF(ROUND({gap},{places}){node.op}0,1,0),0.5)"

    def _numeric(self, node: p.Plain) -> bool:
        if isinstance(node, p.Const):
            return isinstance(node.value, Decimal)
        return getattr(node, "kind", "number") == "number"

    def _within(self, node: p.Within) -> str:
        day, end = self.number(node.day), self.number(node.end)
        # Before 1900 a spreadsheet knows no day: then any day is late enough.
        start = f"IFERROR(EDATE({end},-{node.count}),0)" if node.unit == "months" else f"({end}-{node.count})"
        return f"IFERROR(IF({day}<={end},1,0)*IF({day}>={start},1,0),0.5)"

    def _compare_bounds(self, node: p.CompareBounds) -> str:
        (low, high), (other_low, other_high) = self.bounds(node.left), self.bounds(node.right)
        if low == high and other_low == other_high:
            return f"IFERROR(IF(({low}){node.op}({other_low}),1,0),0.5)"
        if node.op in ("=", "<>"):
            apart, same = ("0", "1") if node.op == "=" else ("1", "0")
            sure = f"AND(({low})=({high}),({other_low})=({other_high}))"
            return f"IFERROR(IF(OR(({high})<({other_low}),({other_high})<({low})),{apart},IF({sure},{same},0.5)),0.5)"
        more = node.op[0] == ">"
        best, worst = ((low, other_high), (high, other_low)) if more else ((high, other_low), (low, other_high))
        holds, fails = f"({best[0]}){node.op}({best[1]})", f"({worst[0]}){node.op}({worst[1]})"
        return f"IFERROR(IF({holds},1,IF({fails},0.5,0)),0.5)"

    def _joined(self, function: str, items: tuple[p.Plain, ...]) -> str:
        written = [self.truth(item) for item in items]
        if not self.array:
            return f"{function}({','.join(written)})"
        found = written[0]  # row by row: MIN and MAX would make one number of a whole column
        for item in written[1:]:
            found = f"IF(({found}){'<' if function == 'MIN' else '>'}({item}),{found},{item})"
        return found

    def _and(self, node: p.And) -> str:
        return self._joined("MIN", node.items)

    def _or(self, node: p.Or) -> str:
        return self._joined("MAX", node.items)

    def _not(self, node: p.Not) -> str:
        return f"(1-{self.truth(node.item)})"

    def _least(self, node: p.Least) -> str:
        low, high = self.bounds(p.Tally(node.items))
        return f"IF(({low})>={node.count},1,IF(({high})>={node.count},0.5,0))"

    def _member(self, node: p.Member) -> str:
        members = self.given.get(node.members.point)
        if members is None:
            return "0.5"
        item = self.number(node.item)
        tests = "+".join(f"({item}={text(str(member))})" for member in sorted(map(str, members))) or "0*({item}=1)"
        return f"IFERROR(IF(({tests})>0,1,0),0.5)"

    def _absent(self, node: p.Absent) -> str:
        if node.kind == "truth":
            return f"IF({self.truth(node.item)}=0.5,1,0)"
        return f"IF(ISERROR({self.number(node.item)}),1,0)"

    def _truth_choice(self, node: p.Choose) -> str:
        test, then, other = self.truth(node.test), self.truth(node.then), self.truth(node.other)
        return f"IF(({test})=1,{then},IF(({test})=0,{other},0.5))"

    def _truth_first(self, node: p.First) -> str:
        written = "0.5"
        for item in reversed(node.items):
            truth = self.truth(item)
            written = f"IF({truth}=0.5,{written},{truth})"
        return written


_FOLDS: Final = {"sum": "SUM", "average": "AVERAGE", "min": "MIN", "max": "MAX", "median": "MEDIAN"}
_NUMBERS: Final[dict[type[p.Plain], Callable[[Cells, Any], str]]] = {
    p.Const: Cells._const,
    p.Cell: Cells._cell,
    p.Param: Cells._param,
    p.Known: Cells._answer,
    p.Column: Cells._column,
    p.Op: Cells._op,
    p.Neg: Cells._neg,
    p.Abs: Cells._abs,
    p.Round: Cells._round,
    p.Fold: Cells._fold,
    p.OverRows: Cells._over_rows,
    p.Sure: Cells._sure,
    p.SinceJanuary: Cells._since_january,
    p.Choose: Cells._choose,
    p.First: Cells._first,
    p.DaysBetween: Cells._days,
}
_TRUTHS: Final[dict[type[p.Plain], Callable[[Cells, Any], str]]] = {
    p.Const: Cells._truth_cell,
    p.Cell: Cells._truth_cell,
    p.Param: Cells._truth_cell,
    p.Known: Cells._truth_cell,
    p.Within: Cells._within,
    p.Column: Cells._truth_cell,
    p.Choose: Cells._truth_choice,
    p.First: Cells._truth_first,
    p.Compare: Cells._compare,
    p.CompareBounds: Cells._compare_bounds,
    p.And: Cells._and,
    p.Or: Cells._or,
    p.Not: Cells._not,
    p.Least: Cells._least,
    p.Member: Cells._member,
    p.Absent: Cells._absent,
}
