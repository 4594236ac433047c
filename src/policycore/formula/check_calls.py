"""Checking the functions of a formula: how many arguments, which clauses, over which facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ..units import DURATIONS, UNITS, is_money
from .functions import FUNCTIONS
from .names import (
    ANYTHING,
    NUMBER,
    PERIOD_WORDS,
    ROWS,
    TRUTH,
    Declared,
    Kind,
    Names,
    is_relative_period,
    kind_of,
)
from .tree import Call, Clause, Compare, FactRef, Literal, Logic, Name, Node, Number, walk

if TYPE_CHECKING:
    from .check import Checker

_GIVES: Final = {
    "number": NUMBER,
    "ratio": NUMBER,
    "points": Kind("number", "points"),
    "date": Kind("date"),
    "truth": TRUTH,
    "set": Kind("set"),
    "open": ANYTHING,
}
_WITH_PERIOD: Final = frozenset(
    (
        *("GROWTH", "YOY", "POP", "INCREMENT", "CUMULATIVE", "SAME_PERIOD_LAST_YEAR", "PREVIOUS"),
        *("RANK", "RANK_FROM_BOTTOM", "PARENT"),
    )
)
_OF_ANYTHING: Final = frozenset(("PARENT", "FIRST_OF", "IS_MISSING", "IS_FILLED", "SAME_PERIOD_LAST_YEAR", "PREVIOUS"))
_ANOTHER_PERIOD: Final = _WITH_PERIOD - {"RANK", "RANK_FROM_BOTTOM", "PARENT"}
_OVER_ROWS: Final = frozenset(("SUM", "AVERAGE", "MIN", "MAX", "MEDIAN", "FILLED_COUNT", "DISTINCT", "COUNT"))
CLAUSE_WORDS: Final = ("同类", "限于", "取自", "任一")
_LAST_UNITS: Final = ("years", "halves", "quarters", "months", "periods")


def check_call(checker: Checker, node: Call, names: Names) -> Kind:
    """Return the type a function gives; raise FormulaError for what does not fit it."""
    function = FUNCTIONS[node.function]
    low, high = function.arity
    if not low <= len(node.args) <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        hint = next((hint for hint in map(_clause_without_blank, node.args) if hint), "")
        raise checker.fail(f"{node.function} takes {wanted} argument(s), found {len(node.args)}{hint}", node)
    for clause in node.clauses:
        if clause.kind not in function.clauses:
            allowed = ", ".join(sorted(c.upper() for c in function.clauses)) or "none"
            written = {"window": "WITHIN … BEFORE", "last": "IN LAST"}.get(clause.kind, clause.kind.upper())
            raise checker.fail(f"{node.function} has no {written} clause; it may have: {allowed}", clause)
    return _CALLS.get(node.function, _plain)(checker, node, names)


def is_period(node: Node, names: Names) -> bool:
    """Tell whether an argument names a period: ``2018``, ``2019-H1``, ``y-1``, or the variable of a LAST."""
    if isinstance(node, Literal):
        return type(node.value).__name__ == "Period"
    if isinstance(node, Number):
        return 1900 < node.amount < 2200 and not node.unit.name and node.amount == int(node.amount)
    named = isinstance(node, Name) and (is_relative_period(node.name) or node.name in PERIOD_WORDS)
    return named or (isinstance(node, Name) and bool(names.loop) and node.name == names.loop)


def _plain(checker: Checker, node: Call, names: Names) -> Kind:
    function, args = FUNCTIONS[node.function], node.args
    if node.function in _WITH_PERIOD and len(args) == 2:
        if not is_period(args[1], names):
            hint = _clause_without_blank(args[1])
            raise checker.fail(f"{node.function} takes a period second: 2018, 2019-H1, y, y-1, q-1{hint}", args[1])
        args = args[:1]
    if node.function in _ANOTHER_PERIOD:
        _no_rows(checker, node)
    ask = checker.kind if node.function in _OF_ANYTHING else checker.numeric
    kinds = [ask(arg, names) for arg in args]
    if node.function.startswith("RANK") and node.clause("among") is None:
        raise checker.fail(f"{node.function} needs AMONG: the population it ranks in", node)
    _populations(checker, node, names)
    for other in kinds[1:]:
        checker.together(kinds[0], other, node)
    return kinds[0] if function.gives == "same" else _GIVES[function.gives]


def _clause_without_blank(node: Node) -> str:
    """What to say of a name that begins like a clause in Chinese (``同类pilot``): a blank stands behind that word."""
    name = node.name if isinstance(node, Name) else ""
    word = next((word for word in CLAUSE_WORDS if name.startswith(word) and name != word), "")
    return f"; behind {word} of a clause stands a blank: write {word} {name.removeprefix(word)}" if word else ""


def _no_rows(checker: Checker, node: Call) -> None:
    """Refuse a look at another period's rows: a table has the rows of the period at hand only, growth would be nought."""
    for part in walk(node.args[0]):
        if isinstance(part, Call) and part.function in _OVER_ROWS and (part.clause("of") or part.function == "COUNT"):
            raise checker.fail(f"{node.function} looks at other periods; a table has the rows of one period only", part)


def _populations(checker: Checker, node: Call, names: Names) -> None:
    among = node.clause("among")
    if among and among.node is not None:
        _chosen_population(checker, among.node, names)
    elif among and among.name not in names.populations:
        raise checker.unknown("population (a fact, set or kind with population)", among.name, names.populations, among)
    for kind in ("within", "of"):
        clause = node.clause(kind)
        if clause and clause.name not in names.relations:
            raise checker.unknown("relation", clause.name, names.relations, clause)


def _chosen_population(checker: Checker, node: Node, names: Names) -> None:
    """Insist that whatever is decided on the point behind AMONG is a population."""
    found = checker.kind(node, names)
    if found.name not in {"text", "anything"} or (found.name == "text" and not found.choices):
        raise checker.fail("AMONG needs a population, or OPEN(point) of a point whose choices are populations", node)
    for choice in found.choices:
        if choice not in names.populations:
            raise checker.unknown(
                "population, and the point behind AMONG may choose it", choice, names.populations, node
            )


def _round(checker: Checker, node: Call, names: Names) -> Kind:
    if len(node.args) == 2:
        places = node.args[1]
        whole = isinstance(places, Number) and not places.unit.name and places.amount in range(9)
        if not whole:
            raise checker.fail(f"{node.function} takes a whole number of places from 0 to 8 second", places)
    return checker.numeric(node.args[0], names)


def _if(checker: Checker, node: Call, names: Names) -> Kind:
    checker.truth(node.args[0], names)
    then, other = checker.kind(node.args[1], names), checker.kind(node.args[2], names)
    checker.together(then, other, node)
    return then


def _count(checker: Checker, node: Call, names: Names) -> Kind:
    gives = _GIVES[FUNCTIONS[node.function].gives]
    last = node.clause("last")
    if last:
        if node.args:
            raise checker.fail(f"{node.function} counts a table or the last periods, not both", node)
        _last(checker, last, names)
        return gives
    if not node.args:
        raise checker.fail(f"{node.function} needs a table, or: year IN LAST 3 YEARS: condition", node)
    _where(checker, node, names, _columns(checker, node.args[0], names))
    _populations(checker, node, names)
    return gives


def _last(checker: Checker, last: Clause, names: Names) -> None:
    loop, unit = last.name.split()
    if unit.lower() not in _LAST_UNITS:
        raise checker.fail(f"LAST counts {', '.join(_LAST_UNITS)}, found {unit}", last)
    if last.node is None or last.other is None:
        raise checker.fail("LAST needs a number and a condition", last)
    checker.numeric(last.node, names)
    checker.truth(last.other, names.in_loop(loop))


def fact_named(node: Node, names: Names, types: Iterable[str]) -> str | None:
    """Return the id of the fact an argument names when it has one of the types, else None."""
    fact = names.fact_id(node.name) if isinstance(node, Name | FactRef) else None
    return fact if fact and names.facts[fact].type in set(types) else None


def _needed(checker: Checker, node: Node, names: Names, types: Iterable[str], what: str) -> str:
    """Return the id of the fact an argument names; raise FormulaError naming the facts that would do."""
    fact = fact_named(node, names, types)
    if fact is None:
        allowed = [f for f, declared in names.facts.items() if declared.type in set(types)]
        raise checker.unknown(what, getattr(node, "name", "this"), allowed, node)
    return fact


def _columns(checker: Checker, node: Node, names: Names) -> Names:
    """Return the names as they stand over the rows of a table, of titles, or of the periods of a duty."""
    declared = names.facts[_needed(checker, node, names, ROWS, "table")]
    return names.in_statuses() if declared.type == "statuses" else names.inside(declared.columns)


def _where(checker: Checker, node: Call, names: Names, inside: Names) -> None:
    where, window = node.clause("where"), node.clause("window")
    if where and where.node is not None:
        checker.truth(where.node, _of_one_procedure(inside, [where.node]))
    if not window or window.node is None or window.other is None:
        return
    columns: Mapping[str, Declared] = inside.columns or {}
    if not inside.statuses and ("on" not in columns or columns["on"].type != "date"):
        raise checker.fail("WITHIN looks at a column called on, of type: date; this table has none", window)
    span = checker.kind(window.node, names)
    if span.name not in {"duration", "anything"} or span.dimension not in {*DURATIONS, ""} - {"workdays"}:
        raise checker.fail("WITHIN needs a length of time in days, months or years, like 3 years", window.node)
    if isinstance(window.node, Number) and _base(window.node) % 1:
        raise checker.fail("WITHIN needs whole days or months", window.node)
    if checker.kind(window.other, names).name not in {"date", "anything"}:
        raise checker.fail(
            "BEFORE needs a day: TODAY(), [a fact of type: date], 2023-01-01 or OPEN(point)", window.other
        )


def _base(node: Number) -> Decimal:
    return node.amount * node.unit.factor


def _sum(checker: Checker, node: Call, names: Names) -> Kind:
    policy = node.clause("missing")
    if policy and policy.name not in {"any", "all", "none"}:
        raise checker.fail("write MISSING any, MISSING all or MISSING none", policy)
    of = node.clause("of")
    if of is None:
        if node.clause("where") or node.clause("window"):
            raise checker.fail(f"name the table whose rows are meant: {node.function}(column WHERE …, OF table)", node)
        return _plain(checker, node, names)
    if len(node.args) != 1:
        raise checker.fail(f"{node.function} over a table adds one column: {node.function}(column, OF table)", node)
    inside = _columns(checker, Name(of.name, at=of.at), names)
    _where(checker, node, names, inside)
    return checker.numeric(node.args[0], inside)


def _how_many(checker: Checker, node: Call, names: Names) -> Kind:
    """Check FILLED_COUNT and DISTINCT: of anything that can be filled in."""
    of = node.clause("of")
    if of is None:
        if node.function == "DISTINCT" or node.clauses:
            raise checker.fail(f"name the table whose rows are meant: {node.function}(column WHERE …, OF table)", node)
        for arg in node.args:
            checker.kind(arg, names)
        return NUMBER
    _sum(checker, replace(node, args=(Number(Decimal(1)),)), names)
    if len(node.args) != 1:
        raise checker.fail(f"{node.function} over a table takes one column: {node.function}(column, OF table)", node)
    if checker.kind(node.args[0], _columns(checker, Name(of.name, at=of.at), names)).name == "word":
        raise checker.no_column(node.args[0], _columns(checker, Name(of.name, at=of.at), names))
    return NUMBER


def _between(checker: Checker, node: Call, names: Names) -> Kind:
    kinds = [checker.kind(arg, names) for arg in node.args]
    for kind, arg in zip(kinds, node.args, strict=True):
        if kind.name not in {"number", "date", "duration", "anything"}:
            raise checker.fail(f"BETWEEN takes three amounts or three days, found a {kind.name}", arg)
    checker.together(kinds[0], kinds[1], node)
    checker.together(kinds[0], kinds[2], node)
    return TRUTH


def _unit(checker: Checker, node: Call, names: Names) -> Kind:
    """Check IN_UNIT and AMOUNT: the second is a unit of the same dimension as the first."""
    found = checker.numeric(node.args[0], names)
    word = getattr(node.args[1], "name", "")
    fitting = [u.name for u in UNITS.values() if u.name and u.dimension == found.dimension]
    if word not in fitting:
        raise checker.unknown(f"unit of {found.dimension}", word or "this", fitting, node.args[1])
    return NUMBER if node.function == "AMOUNT" else found


def _held(checker: Checker, node: Call, names: Names) -> Kind:
    wanted, what = (
        (("applications",), "record of applications") if node.function == "APPLIED" else (("title",), "title")
    )
    fact = _needed(checker, node.args[0], names, wanted, what)
    inside = _of_one_procedure(names.inside(names.facts[fact].columns), node.args[1:])
    for test in node.args[1:]:
        checker.truth(test, inside)
    _populations(checker, node, names)
    return TRUTH


def _of_one_procedure(inside: Names, tests: Iterable[Node]) -> Names:
    """Narrow the results of earlier applications to the ends of the procedure the tests name (``procedure = "…"``)."""
    columns = inside.columns or {}
    if "result" not in columns or "procedure" not in columns:
        return inside
    named = {word for test in tests for word in _equal_to("procedure", test)}
    if len(named) != 1 or not named <= inside.ends.keys():
        return inside
    (procedure,) = named
    ends = replace(columns["result"], choices=inside.ends[procedure], what=f"end of the procedure {procedure}")
    return inside.inside({**columns, "result": ends})


def _equal_to(column: str, test: Node) -> Iterable[str]:
    """Yield the words a condition, or every part of it joined by AND, insists a column is."""
    if isinstance(test, Logic) and test.op == "and":
        for item in test.items:
            yield from _equal_to(column, item)
    elif isinstance(test, Compare) and test.op == "=":
        for one, other in ((test.left, test.right), (test.right, test.left)):
            if getattr(one, "name", "") == column and isinstance(other, Literal) and isinstance(other.value, str):
                yield other.value


def _flag(checker: Checker, node: Call, names: Names) -> Kind:
    wanted = {"ANSWER": ("flag",), "FOUND": ("finding", "flag"), "HAS": ("document", "flag")}[node.function]
    _needed(checker, node.args[0], names, wanted, f"fact of type: {' or '.join(wanted)}")
    return TRUTH


def _in_a_row(checker: Checker, node: Call, names: Names) -> Kind:
    _needed(checker, node.args[0], names, ("statuses",), "duty with statuses")
    checker.truth(node.args[1], names.in_statuses())
    return NUMBER


def _word(checker: Checker, node: Call, names: Names) -> Kind:
    allowed: Mapping[str, Iterable[str]] = {
        "SET": names.sets,
        "KIND": names.kinds,
        "OPEN": names.points,
        "SCORE": names.schemes,
        "SELF_SCORE": names.schemes,
    }
    first, function = node.args[0], node.function
    name = first.name if isinstance(first, Name) else ""
    if name not in allowed[function]:
        what = {"SET": "named set", "KIND": "kind", "OPEN": "open point"}.get(function, "scoring")
        raise checker.unknown(what, name or "this", allowed[function], first)
    return names.points[name] if function == "OPEN" else _GIVES[FUNCTIONS[function].gives]


def _result(checker: Checker, node: Call, names: Names) -> Kind:
    first = node.args[0]
    fact = names.fact_id(first.name) if isinstance(first, Name | FactRef) else None
    if not fact:
        raise checker.unknown("declared fact", getattr(first, "name", "this"), names.facts, first)
    return kind_of(names.facts[fact])


def _convert(checker: Checker, node: Call, names: Names) -> Kind:
    found = checker.numeric(node.args[0], names)
    target = getattr(node.args[1], "name", "")
    if not is_money(found.dimension) or f"money:{target}" not in {"money:CNY", "money:USD"}:
        raise checker.fail("write CONVERT([money], CNY) or CONVERT([money], USD)", node)
    return Kind("number", f"money:{target}")


def _days(checker: Checker, node: Call, names: Names) -> Kind:
    for arg in node.args:
        if checker.kind(arg, names).name not in {"date", "anything"}:
            raise checker.fail("DAYS_BETWEEN takes two days", arg)
    return NUMBER


_CALLS: Final[dict[str, Callable[[Checker, Call, Names], Kind]]] = {
    "ROUND": _round,
    "ROUND_DOWN": _round,
    "ROUND_UP": _round,
    "MIN": _sum,
    "MAX": _sum,
    "MEDIAN": _sum,
    "FILLED_COUNT": _how_many,
    "DISTINCT": _how_many,
    "BETWEEN": _between,
    "IN_UNIT": _unit,
    "AMOUNT": _unit,
    "IF": _if,
    "COUNT": _count,
    "NONE": _count,
    "ANY": _count,
    "SUM": _sum,
    "AVERAGE": _sum,
    "HOLDS": _held,
    "HELD": _held,
    "APPLIED": _held,
    "ANSWER": _flag,
    "FOUND": _flag,
    "HAS": _flag,
    "IN_A_ROW": _in_a_row,
    "SET": _word,
    "KIND": _word,
    "OPEN": _word,
    "SCORE": _word,
    "SELF_SCORE": _word,
    "RESULT": _result,
    "CONVERT": _convert,
    "DAYS_BETWEEN": _days,
}
