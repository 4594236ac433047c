"""Mutants of a pack: small wrong copies, each of which a worked example has to catch.

An element is removed (a step is bypassed), negated, its numbers shifted by one unit, ≥ exchanged with >, all with any,
its strength, decider and next step changed. What is said in words is left alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from ..formula import FormulaError, parse
from ..formula.tree import Clause, Compare, Logic, Number, walk
from ..pack.loader import FOLDERS, HEADER, LISTS, Raw
from ..pack.model import Pack
from ..units import plain

Path = tuple[str | int, ...]
Variation = tuple[str, Any]

WORDS: Final = frozenset(
    [
        "id",
        "zh",
        "en",
        "help",
        "help-en",
        "why",
        "meaning",
        "printed",
        "title",
        "rule",
        "act",
        "cite",
        "basis",
        "evidence",
        "reaches",
        "kind",
        "type",
        "unit",
        "subject",
        "place",
        "columns",
        "looks-at",
        "channels",
        "chapter",
        "heading",
        "inferred",
        "of-which",
        "register",
        "sets",
        "place",
        "indicator",
        "max-length",
        "scale",
    ]
)
CONDITIONS: Final = frozenset({"when", "must", "met", "gate", "for", "all", "any", "of", "not", "choices"})
FORMULAS: Final = CONDITIONS | frozenset(
    [
        "to",
        "what",
        "amount",
        "ceiling",
        "share",
        "points",
        "each",
        "at-most",
        "at-least",
        "warns-at",
        "after",
        "computed",
        "weight",
        "maximum",
        "match",
        "rounds-to",
        "formula",
        "tolerance",
        "reach",
    ]
)
ACTOR_KEYS: Final = frozenset(
    [
        "actor",
        "debtor",
        "keeper",
        "supplier",
        "accepted-by",
        "kept-by",
        "verifies",
        "issued-by",
        "bearer",
        "applicant",
        "decider",
        "set-by",
    ]
)
ALTERNATIVES: Final[dict[str, tuple[str, ...]]] = {
    "strength": ("must", "may", "in-principle", "encourage", "strive"),
    "level": ("province", "city", "county", "nation"),
    "organ": ("commerce", "finance"),
    "breaks": ("ties", "order"),
    "forbids": ("apply", "recommend", "receive"),
    "zero": ("allowed", "needs-reason"),
    "per": ("round", "city"),
    "limits": ("designated", "forwarded", "recommended", "stock"),
    "list": ("per-round", "per-city"),
    "right": ("apply", "recommend", "receive"),
    "does": ("ends-title", "suspends", "stops-support"),
    "from": ("decision", "announcement"),
    "every": ("year", "quarter", "half", "month", "once"),
    "about": ("itself", "each-base", "each-holder", "each-area", "each-enterprise"),
    "of": ("this-period", "previous-year", "first-half", "second-half"),
    "owes-from": ("running-period", "whole-period"),
    "seen-above": ("when-forwarded", "at-once"),
    "when-closed": ("keep", "next-workday"),
    "holds": ("item", "list"),
    "method": ("sum", "mean"),
    "direction": ("up", "down"),
    "scope": ("round", "pack", "year"),
    "division": ("required", "none", "spans"),
    "may-apply": ("next-round-after-putting-right", "never"),
    "unit": ("workday", "day"),
    "in": ("round", "event"),
    "source": ("register", "answer"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong copy: of which element, what was changed, and the raw pack with the change."""

    section: str
    element: str
    what: str
    raw: Raw


def mutants(raw: Raw, pack: Pack) -> Iterator[Mutant]:
    """Yield all mutants of a pack, element by element."""
    for section, element, file, path in places(raw, pack):
        yield from _of_element(raw, pack, section, element, file, path)


def places(raw: Raw, pack: Pack) -> Iterator[tuple[str, str, str, Path]]:
    """Yield (section, element, file, path) for every element of the pack; steps and criteria stand on their own."""
    for place, stock in enumerate(raw.files[HEADER].data.get("stock", ())):
        yield HEADER, f"stock/{stock['title']}", HEADER, ("stock", place)
    for file, located in raw.files.items():
        head, _, tail = file.partition("/")
        if tail and head in FOLDERS:
            section, body = FOLDERS[head][0], located.data
            yield section, body["id"], file, ()
            yield from _nested(section, body["id"], file, (), body)
        elif file in LISTS and LISTS[file][0] != "articles" and located.data:
            section, data = LISTS[file][0], located.data
            entries = data.items() if isinstance(data, Mapping) else enumerate(data)
            for key, body in entries:
                element = body.get("id", key)
                yield section, str(element), file, (key,)
                yield from _nested(section, str(element), file, (key,), body)


def _nested(section: str, element: str, file: str, path: Path, body: Any) -> Iterator[tuple[str, str, str, Path]]:
    word = {"procedures": "steps", "criteria": "leaves"}.get(section)
    for place, item in enumerate(body.get(word, ()) if word else ()):
        yield section, f"{element}/{item['id']}", file, (*path, word or "", place)


def _of_element(raw: Raw, pack: Pack, section: str, element: str, file: str, path: Path) -> Iterator[Mutant]:
    data = raw.files[file].data
    body = _get(data, path)
    nested = {"procedures": "steps", "criteria": "leaves"}.get(section) if "/" not in element else None
    if path:
        removed = _without(data, path, bypass=bool(section == "procedures"))
        if removed is not None:
            yield Mutant(section, element, "removed", raw.replaced(file, removed))
    if isinstance(body, dict) and "strength" not in body and section != HEADER:
        yield Mutant(section, element, "strength: may", raw.replaced(file, _put(data, (*path, "strength"), "may")))
    for key, value in body.items():
        if key == nested:
            continue
        for what, changed in _variations(value, key, pack, _get(data, path), section):
            yield Mutant(section, element, f"{key}: {what}", raw.replaced(file, _put(data, (*path, key), changed)))


def _variations(value: Any, key: str, pack: Pack, owner: Any, section: str) -> Iterator[Variation]:
    if key == "then" and isinstance(value, dict) and section == "procedures":
        yield from _next_steps(value, pack, owner)
    elif key == "members" and isinstance(value, dict):
        yield from ((f"without {name}", {k: v for k, v in value.items() if k != name}) for name in value)
        yield from _in_dict(
            {k: v for k, v in value.items() if isinstance(v, dict) and "named" in v}, pack, section, value
        )
    elif section == "obligations" and isinstance(value, str) and key in {"to", "from", "day", "due", "mark", "event"}:
        yield from _of_duty(value, key, pack)
    elif key in ACTOR_KEYS and isinstance(value, str):
        yield from _another_actor(value, pack)
    elif key in ALTERNATIVES and isinstance(value, str) and value in ALTERNATIVES[key]:
        other = next(a for a in ALTERNATIVES[key] if a != value)
        yield f"{value} → {other}", other
    elif key == "choices" and isinstance(value, dict):
        for name, choice in value.items():  # the readings of a text: each is a rule of its own
            inner = _formula(choice, negate=True) if isinstance(choice, str) else _plain(choice, "when", pack, section)
            yield from ((f"{name}: {what}", {**value, name: changed}) for what, changed in inner)
    elif key in FORMULAS and isinstance(value, str):
        yield from _formula(value, negate=key in CONDITIONS)
    elif key not in WORDS:
        yield from _plain(value, key, pack, section)


def _another_actor(value: str, pack: Pack) -> Iterator[Variation]:
    other = next((a for a in pack.actors if a != value), None)
    if other:
        yield f"{value} → {other}", other


def _of_duty(value: str, key: str, pack: Pack) -> Iterator[Variation]:
    """Yield what only an obligation says by these keys: the ends of a leg, a day of the year, a mark, an event."""
    if key in {"to", "from"}:
        yield from _another_actor(value, pack) if value in pack.actors else ()
    elif key in {"mark", "event"}:
        yield f"{value} → another", f"{value}-other"
    else:
        yield f"{value} → another day", _another_day(value)


def _another_day(text: str) -> str:
    """Return a day of the year beside the one written; the last of a month becomes the last but a few."""
    month, _, day = text.partition("-")
    return f"{month}-{int(day) + 1:02d}" if day.isdecimal() and int(day) < 28 else "01-17"


def _plain(value: Any, key: str, pack: Pack, section: str) -> Iterator[Variation]:
    if isinstance(value, bool):
        yield f"{value} → {not value}", not value
    elif isinstance(value, int | Decimal):
        yield f"{value} → {value + 1}", value + 1
    elif isinstance(value, date):
        yield f"{value} → a day later", value + timedelta(days=1)
    elif isinstance(value, dict):
        yield from _in_dict(value, pack, section, value)
    elif isinstance(value, list):
        yield from _in_list(value, key, pack, section)


def _in_dict(parts: Mapping[str, Any], pack: Pack, section: str, whole: Mapping[str, Any]) -> Iterator[Variation]:
    swap = {"all": "any", "any": "all"}
    for key, value in parts.items():
        if key in swap and isinstance(value, list) and len(value) > 1:
            yield f"{key} → {swap[key]}", {swap[key]: value}
        for what, changed in _variations(value, key, pack, whole, section):
            yield f"{key}: {what}", {**whole, key: changed}


def _in_list(value: Sequence[Any], key: str, pack: Pack, section: str) -> Iterator[Variation]:
    for place, item in enumerate(value):
        if len(value) > 1 and key not in {"all", "any", "of"}:
            yield f"without {_name(item)}", [v for i, v in enumerate(value) if i != place]
        if key in CONDITIONS and isinstance(item, str):
            variations = _formula(item, negate=True)
        elif isinstance(item, dict):
            variations = _in_dict(item, pack, section, item)
        else:
            continue
        for what, changed in variations:
            yield f"{place}: {what}", [changed if i == place else v for i, v in enumerate(value)]


def _next_steps(then: Mapping[str, Any], pack: Pack, owner: Any) -> Iterator[Variation]:
    procedure = next((p for p in pack.procedures.values() for s in p.steps if s.id == owner.get("id")), None)
    if procedure is None:
        return
    targets = [*(s.id for s in procedure.steps), *(f"end.{e}" for e in procedure.ends)]
    for name, answer in then.items():
        to = answer if isinstance(answer, str) else answer["to"]
        own = targets.index(owner["id"])
        other = next((t for t in (*targets[own + 1 :], *targets[:own]) if t != to), None)
        if other:
            changed = other if isinstance(answer, str) else {**answer, "to": other}
            yield f"{name} → {other}", {**then, name: changed}
        if len(then) > 1:
            yield f"without {name}", {k: v for k, v in then.items() if k != name}
        if isinstance(answer, dict):
            for what, changed in _in_dict({k: v for k, v in answer.items() if k != "to"}, pack, "", answer):
                yield f"{name}.{what}", {**then, name: changed}


_JOINTS: Final = {"and": (r"AND|并且|且", "OR"), "or": (r"OR|或者|或", "AND")}
_EXCHANGE: Final = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "<>", "<>": "=", "≥": ">", "≤": "<", "≠": "="}


def _formula(text: str, *, negate: bool) -> Iterator[Variation]:
    """Yield a formula with one thing changed, by its place in the text."""
    try:
        node = parse(text)
    except FormulaError:
        return  # a word like end.designated or an id: not a formula
    if negate:
        yield "negated", f"NOT ({text})"
    for part in walk(node):
        if isinstance(part, Number) and part.at[0] >= 0:
            yield from _numbers(text, part)
        elif isinstance(part, Compare):
            yield from _comparison(text, part)
        elif isinstance(part, Logic):
            yield from _joints(text, part)
        elif isinstance(part, Clause) and part.kind in {"where", "window"} and part.at[0] >= 0:
            start, end = part.at
            shorter = text[:start].rstrip().rstrip(",，") + text[end:]
            yield f"without {text[start:end].strip(' ,')}", shorter


def _numbers(text: str, node: Number) -> Iterator[Variation]:
    start, end = node.at
    for shifted in (node.amount + 1, node.amount - 1):
        if shifted < 0 or (shifted == 0 and node.unit.dimension in {"months", "days", "workdays"}):
            continue  # no length of time is nought, and a negative number is written as a difference
        written = re.sub(r"^\d+(?:\.\d+)?", plain(shifted), text[start:end])
        yield f"{text[start:end]} → {written}", text[:start] + written + text[end:]


def _comparison(text: str, node: Compare) -> Iterator[Variation]:
    gap = slice(node.left.at[1], node.right.at[0])
    changed = re.sub(r">=|<=|<>|!=|[≥≤≠=<>]", lambda m: _EXCHANGE.get(m[0], "<>"), text[gap], count=1)
    if changed != text[gap]:
        yield f"{text[gap].strip()} → {changed.strip()}", text[: gap.start] + changed + text[gap.stop :]


def _joints(text: str, node: Logic) -> Iterator[Variation]:
    pattern, other = _JOINTS[node.op]
    changed, shift = text, 0
    for left, right in zip(node.items, node.items[1:], strict=False):
        gap = slice(left.at[1] + shift, right.at[0] + shift)
        piece = re.sub(pattern, other, changed[gap], count=1)
        shift += len(piece) - (gap.stop - gap.start)
        changed = changed[: gap.start] + piece + changed[gap.stop :]
    if changed != text:
        yield f"{node.op} → {other.lower()}", changed


def _get(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: Any, path: Path, value: Any) -> Any:
    """Return a copy of nested data with one place exchanged; everything beside it is shared."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_put(item, rest, value) if i == head else item for i, item in enumerate(data)]
    return {**data, head: _put(data.get(head), rest, value)}


def _without(data: Any, path: Path, *, bypass: bool) -> Any:
    """Return a copy without one entry; a step is bypassed: what led to it leads to where it first leads."""
    parent = _get(data, path[:-1])
    if isinstance(parent, Mapping):
        return _put(data, path[:-1], {k: v for k, v in parent.items() if k != path[-1]})
    kept = [item for i, item in enumerate(parent) if i != path[-1]]
    if not kept and len(path) > 1:
        return None  # a procedure without steps or criteria without a leaf is none; a file without entries is one
    if bypass:
        gone = parent[path[-1]]
        first = next(iter(gone["then"].values()))
        to = first if isinstance(first, str) else first["to"]
        kept = [_redirected(step, gone["id"], to) for step in copy.deepcopy(kept)]
    return _put(data, path[:-1], kept)


def _redirected(step: dict[str, Any], gone: str, to: str) -> dict[str, Any]:
    for name, answer in step["then"].items():
        if answer == gone:
            step["then"][name] = to
        elif isinstance(answer, dict) and answer["to"] == gone:
            answer["to"] = to
    return step


def _name(item: Any) -> str:
    return str(item.get("id", item.get("zh", "item"))) if isinstance(item, Mapping) else str(item)
