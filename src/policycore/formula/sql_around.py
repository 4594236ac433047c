"""What a return does not hold, in the SELECT: figures of areas above by a join, places among others by a window function,
what the system knows of one by a join.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import plain as p
from .lower import UnsayableError

if TYPE_CHECKING:
    from .sql_terms import Terms

BETTER = "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP"
"""The frame of those before a figure, without those equal to it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A place among others that is asked for: the name it is joined by, and its relations in the WITH."""

    alias: str
    ctes: tuple[str, ...]


def related(terms: Terms, node: p.Cell) -> str:
    """Write the figure of an area in a relation; raise UnsayableError when those figures are not at hand."""
    from .sql_terms import name

    if node.whose not in terms.wide.related:
        raise UnsayableError("上级的数不在分析副本里", f"figures of the {node.whose} are not beside the wide copy")
    key = (node.whose, node.at)
    alias = terms.areas.setdefault(key, f"a{len(terms.areas) + 1}")
    return f"{alias}.{name(terms.wide.columns.get(node.field, node.field))}"


def known(terms: Terms, node: p.Known) -> tuple[str, str]:
    """Write what the system knows of a subject, as two bounds (the same twice where it is one value)."""
    from .sql_terms import name

    if not terms.wide.known or node.key not in terms.wide.answers:
        raise UnsayableError(
            "表外的情况不在分析副本里", "what the system knows of a subject is not beside the wide copy"
        )
    terms.asked_known = True
    column = terms.wide.answers[node.key]
    if node.kind != "bounds":
        return f"k.{name(column)}", f"k.{name(column)}"
    return f"k.{name(column + ' low')}", f"k.{name(column + ' high')}"


def ranked(terms: Terms, node: p.Rank) -> tuple[str, str]:
    """Write the two bounds of a place among others."""
    if not _population(terms, node.population):
        nobody = "CAST(NULL AS BIGINT)"  # nobody decided among whom
        return nobody, nobody
    found = terms.ranks.get(node)
    if found is None:
        found = terms.ranks[node] = _placed(terms, node, f"n{len(terms.ranks) + 1}")
    return f"{found.alias}.low", f"{found.alias}.high"


def _placed(terms: Terms, node: p.Rank, alias: str) -> Placed:
    """Make the relations of a place: whom it is asked of and among whom, their figures, and the places.

    The window runs over everybody of a population in an area, at each period at hand. Whoever has no figure might stand
    before or behind: the second bound.
    """
    from .emit_sql import joins_of
    from .sql_terms import Terms as Writer
    from .sql_terms import name

    wide = terms.wide
    members = wide.populations.get((_population(terms, node.population), node.within))
    if members is None:
        raise UnsayableError("在谁之中比，不在分析副本里", "the members of the population are not beside the wide copy")
    inner = Writer(terms.shape, wide, terms.given, terms.digits, everybody=True)
    value = inner.of(node.item)
    if not node.exact or terms.digits == "binary":
        value = f"CAST(printf('%.11e', CAST({value} AS DOUBLE)) AS DOUBLE)"
    terms.cells_of_all |= {field for _, field in inner.cells}
    whose = ", ".join(f"m.{name(key)}" for key in wide.subject)
    own = ", ".join(f"v.{name(key)}" for key in wide.subject)
    order = "DESC" if node.descending else "ASC"
    vintage = f", s.{name(wide.period)} AS {name(wide.vintage)}" if wide.vintage else ""
    grid, figures, places = (name(f"{what} {alias}") for what in ("members", "figures", "places"))
    steps = f'SELECT DISTINCT "#", {name(wide.period)} FROM here'  # noqa: S608 - quoted
    by = 'PARTITION BY v."group", v."#"'
    return Placed(
        alias,
        (
            f'{grid} AS (SELECT {whose}, m."group", m.member, s."#"{vintage} FROM {members} m CROSS JOIN ({steps}) s)',  # noqa: S608
            f"{figures} AS (SELECT t.*, {value} AS figure FROM {grid} t{joins_of(inner)})",  # noqa: S608
            f'{places} AS (SELECT {own}, v."#", CASE WHEN figure IS NOT NULL THEN 1 + count(figure) FILTER (WHERE member) '  # noqa: S608
            f"OVER ({by} ORDER BY figure {order} NULLS LAST {BETTER}) END AS low, "
            f"low + count(*) FILTER (WHERE member AND figure IS NULL) OVER ({by}) AS high FROM {figures} v)",
        ),
    )


def _population(terms: Terms, population: str | p.Param) -> str:
    if isinstance(population, str):
        return population
    return str(terms.given.get(population.point) or "")


def joins(terms: Terms) -> list[str]:
    """Return the joins of what stands around a return."""
    from .emit_sql import step_at
    from .sql_terms import name

    wide = terms.wide
    found = []
    for (whose, at), alias in terms.areas.items():
        same = " AND ".join(f"{alias}.{name(key)} = t.{name(key)}" for key in wide.subject)
        found.append(f'LEFT JOIN {name("of the " + whose)} {alias} ON {same} AND {alias}."#" = {step_at(at)}')
    for placed in terms.ranks.values():
        same = " AND ".join(f"{placed.alias}.{name(key)} = t.{name(key)}" for key in wide.subject)
        found.append(
            f'LEFT JOIN {name("places " + placed.alias)} {placed.alias} ON {same} AND {placed.alias}."#" = t."#"'
        )
    if terms.asked_known:
        keys = (*wide.subject, wide.period)
        same = " AND ".join(f"k.{name(key)} = t.{name(key)}" for key in keys)
        found.append(f"LEFT JOIN {wide.known} k ON {same}")
    return found
