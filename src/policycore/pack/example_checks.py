"""Whether worked examples speak of what the pack has: an example with a misspelt fact would only be undetermined.

Kept apart from the checks of the rules: a mutant may well leave an example speaking of something that is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ..decided import shape_problems
from ..facts import Column, Fact, FactType
from ..formula.names import Names, is_period_text
from .model import Pack
from .names import names_of
from .problems import Problem, allowed_words
from .reading import Located, Path_

Trouble = Iterator[tuple[Path_, str]]
_ROWS: Final = frozenset((FactType.TABLE, FactType.TITLE, FactType.APPLICATIONS, FactType.STATUSES))
_FITS: Final[dict[FactType, tuple[tuple[type, ...], str]]] = {
    FactType.NUMBER: ((int, Decimal), "a number"),
    FactType.FLAG: ((bool,), "true or false"),
    FactType.FINDING: ((bool,), "true or false"),
    FactType.DOCUMENT: ((bool,), "true or false"),
    FactType.DATE: ((date,), "a day like 2026-03-15"),
    FactType.TEXT: ((str,), "a text"),
    FactType.CHOICE: ((str,), "a text"),
}


def example_problems(pack: Pack, files: Mapping[str, Located]) -> list[Problem]:
    """Return what is wrong with the facts, decisions and names the worked examples of a loaded pack are given."""
    names = names_of(pack)
    found = []
    for file, located in sorted(files.items()):
        for place, body in enumerate(located.data if file.startswith("examples/") else ()):
            for path, message in _example(pack, names, body):
                key = located.shown((place, *path)).partition(".")[2]
                found.append(Problem(file, located.line_of((place, *path)), f"{body['example']}: {key}", message))
    return found


def _example(pack: Pack, names: Names, body: Mapping[str, Any]) -> Trouble:
    for point, value in body.get("decisions", {}).items():
        yield from _decision(pack, names, point, value)
    yield from _facts(pack, names, body.get("facts", {}), ("facts",))
    for other, facts in body.get("others", {}).items():
        yield from _facts(pack, names, facts, ("others", other))
    yield from _known(body.get("relations", {}), names.relations, "relation", ("relations",))
    # A population may be named by the decision on an open point (AMONG OPEN(point)).
    chosen = {choice for point in pack.open_points.values() for choice in point.choices or ()}
    yield from _known(body.get("populations", {}), names.populations | chosen, "population", ("populations",))
    yield from _known(body.get("kinds") or (), names.kinds, "kind", ("kinds",))
    if body.get("period") and not is_period_text(str(body["period"])):
        yield ("period",), f"{body['period']!r} is no period; write 2018, 2019-H1, 2023-Q2 or 2023-M05"


def _known(found: Iterable[str], allowed: Iterable[str], what: str, path: Path_) -> Trouble:
    for name in found:
        if name not in set(allowed):
            yield (*path, name), f"{name!r} is no {what} of this pack; {allowed_words(name, list(allowed))}"


def _decision(pack: Pack, names: Names, point: str, value: Any) -> Trouble:
    declared = pack.open_points.get(point)
    if declared is None:
        yield (
            ("decisions", point),
            f"{point!r} is no open point of this pack; {allowed_words(point, list(pack.open_points))}",
        )
        return
    found = declared.problems_with(value) or shape_problems(pack, declared, value, names)
    for said in found:
        yield ("decisions", point), said.en


def _facts(pack: Pack, names: Names, facts: Mapping[str, Any], path: Path_) -> Trouble:
    scores = {f"{who}:{scheme}" for scheme in names.schemes for who in ("score", "self-score")}
    yield from _known(facts, {*names.facts, *scores}, "declared fact", path)
    for name, value in facts.items():
        fact = pack.facts.get(name)
        if fact is not None and value is not None:
            yield from _fact(fact, value, (*path, name))


def _fact(fact: Fact, value: Any, path: Path_) -> Trouble:
    if isinstance(value, dict):
        for period, one in value.items():
            if not is_period_text(str(period)):
                yield (*path, period), f"{period!r} is no period; write 2018, 2019-H1, 2023-Q2 or 2023-M05"
            else:
                yield from _fact(fact, one, (*path, period)) if one is not None else ()
    elif fact.type in _ROWS:
        yield from _rows(fact, value, path)
    elif fact.type in _FITS:
        yield from _one(fact.type, fact.choices, value, path)


def _rows(fact: Fact, value: Any, path: Path_) -> Trouble:
    if not isinstance(value, list):
        yield path, f"found {value!r}; a fact of type: {fact.type} needs a list of rows"
        return
    columns: Mapping[str, Column] = fact.columns
    allowed = {*fact.declared().columns, *(("period", "status", "also") if fact.type is FactType.STATUSES else ())}
    for place, row in enumerate(value):
        here = (*path, place)
        if not isinstance(row, dict):
            yield here, f"found {row!r}; a row has columns with values: {', '.join(sorted(allowed))}"
            continue
        yield from _known(row, allowed, f"column of {fact.id}", here)
        for name, cell in row.items():
            if name in columns and cell is not None:
                yield from _one(columns[name].type, columns[name].choices, cell, (*here, name))


def _one(kind: FactType, choices: Collection[str], value: Any, path: Path_) -> Trouble:
    types, words = _FITS.get(kind, ((object,), ""))
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types and object not in types):
        yield path, f"found {value!r}; needs {words}"
    elif choices and value not in choices:
        yield path, f"found {value!r}; {allowed_words(str(value), tuple(choices))}"
