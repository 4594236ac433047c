"""What a decision on an open point supplies where that has a shape of its own: an indicator system, the parts of a payment.

Nothing is filled in here: what the decision does not say stays unsaid. Its rules rest on the article of the element that
left them open, unless they name another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from pydantic import Field, ValidationError

from .citation import Grounded, Strict
from .criteria import CriteriaSet, written
from .formula import Condition, Formula, FormulaError, Names, check
from .funding import Programme, Tranche
from .open_points import OpenOr, OpenPoint, PointKind
from .say import Say
from .scoring import Scoring
from .units import plain


class Declares(Protocol):
    """What of a pack a decision is held against (a pack, which stands above this module)."""

    @property
    def articles(self) -> Mapping[str, object]:
        """The articles by id."""

    @property
    def criteria(self) -> Mapping[str, CriteriaSet]:
        """The blocks of criteria by id."""

    @property
    def scoring(self) -> Mapping[str, Scoring]:
        """The scoring schemes by id."""


Path = tuple[str | int, ...]
"""Where something stands in a value: keys and places, from the outside in."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a decided value at one place of it: what is wrong, and the sort of mistake where the shape is.

    ``where`` names the place as whoever writes the value as text knows it; ``path`` is the place itself, for pages that
    show the value in rows. ``sort`` and ``found`` are what the shape's own check said (``missing``, ``too_short`` …).
    """

    path: Path
    where: str
    what: Say
    sort: str = ""
    found: Any = None

    @property
    def say(self) -> Say:
        """Place and reason in one sentence."""
        if not self.where:
            return self.what
        return Say(f"{self.where}：{self.what.zh}", f"{self.where}: {self.what.en}")


class Parts(Strict):
    """The parts of a payment as a decision states them."""

    parts: tuple[Tranche, ...] = Field(min_length=1)


def criteria_decided(rule: CriteriaSet, value: Any) -> CriteriaSet:
    """Return the criteria a decision states (``{groups, leaves}``, or the leaves alone) for a block that left them open.

    A leaf without an article of its own rests on the block's. Raises pydantic's ValidationError.
    """
    data = dict(value) if isinstance(value, Mapping) else {"leaves": value}
    leaves = data.get("leaves")
    if isinstance(leaves, list | tuple):
        data["leaves"] = [_grounded(leaf, rule) for leaf in leaves]
    return CriteriaSet.model_validate(_grounded({"id": rule.id, "zh": rule.zh, "en": rule.en, **data}, rule))


def tranches_decided(value: Any) -> tuple[Tranche, ...]:
    """Return the parts a decision states, as a list or under ``parts``. Raises ValidationError."""
    return Parts.model_validate(value if isinstance(value, Mapping) else {"parts": value}).parts


def shape_problems(pack: Declares, point: OpenPoint, value: Any, names: Names) -> Iterator[Say]:
    """Say what is wrong with the criteria or the parts a decision states for a point; nothing for points of other kinds.

    ``names`` is what its formulas may speak of (:func:`policycore.pack.names.names_of`).
    """
    yield from (one.say for one in shape_objections(pack, point, value, names))


def shape_objections(pack: Declares, point: OpenPoint, value: Any, names: Names) -> Iterator[Objection]:
    """The same as :func:`shape_problems`, each with its place in the value."""
    try:
        if point.kind is PointKind.CRITERIA:
            for rule in (r for r in pack.criteria.values() if r.open == point.id):
                yield from _criteria(pack, rule, criteria_decided(rule, value), names)
        elif point.kind is PointKind.TRANCHES:
            yield from _tranches(tranches_decided(value), names)
    except ValidationError as error:
        yield from _shape(error)


def _shape(error: ValidationError) -> Iterator[Objection]:
    found = error.errors(include_url=False)
    further_in = [item for item in found if item["type"] != "too_short"]  # what is wrong inside leaves the list short
    for item in further_in or found:
        where, text = ".".join(str(part) for part in item["loc"]), item["msg"].removeprefix("Value error, ")
        missing = item["type"] == "missing"
        what = Say("缺这一项" if missing else text, "is missing here" if missing else text)
        yield Objection(item["loc"], where, what, item["type"], item.get("input"))


def left_open(rule: Programme) -> str:
    """Return the point that sets the parts of a programme, or nothing where they are written."""
    return (rule.tranches.open or "") if isinstance(rule.tranches, OpenOr) else ""


def _grounded(data: Any, rule: Grounded) -> Any:
    if not isinstance(data, Mapping) or data.get("cite") or data.get("basis"):
        return data
    return {**data, "cite": list(rule.cite)} if rule.cite else {**data, "basis": rule.basis, "act": rule.act}


def _criteria(pack: Declares, rule: CriteriaSet, decided: CriteriaSet, names: Names) -> Iterator[Objection]:
    ids = [leaf.id for leaf in decided.leaves]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        yield Objection(
            (), "", Say(f"这些指标的标识重复：{'、'.join(twice)}", f"two criteria are called {', '.join(twice)}")
        )
    for place, leaf in enumerate(decided.leaves):
        here: Path = ("leaves", place)
        if leaf.group and leaf.group not in decided.groups:
            known = ", ".join(decided.groups) or "none"
            what = Say(f"没有「{leaf.group}」这一组；有：{known}", f"{leaf.group!r} is no group; allowed: {known}")
            yield Objection((*here, "group"), leaf.id, what)
        for article in (a for a in leaf.cite or () if a not in pack.articles):
            what = Say(f"本文件没有「{article}」", f"{article!r} is no article of this pack")
            yield Objection((*here, "cite"), leaf.id, what)
        for key in ("weight", "maximum", "computed"):
            yield from _formula((*here, key), f"{leaf.id}.{key}", getattr(leaf, key), names)
    yield from _weights(pack, rule, decided)


def _weights(pack: Declares, rule: CriteriaSet, decided: CriteriaSet) -> Iterator[Objection]:
    known = [weight for leaf in decided.leaves if (weight := written(leaf.weight)) is not None]
    weighed = any(scheme.of == rule.id and scheme.method == "weighted" for scheme in pack.scoring.values())
    if len(known) < len(decided.leaves):
        if known or weighed:
            what = Say("每项指标都要写权重（weight），合计 100", "every criterion needs its weight, 100 in all")
            yield Objection((), "", what)
    elif sum(known) not in {Decimal(100), Decimal(1)}:
        total = plain(sum(known, Decimal(0)))
        yield Objection(
            (), "", Say(f"权重合计 {total}，须为 100", f"the weights add up to {total}; they must make 100")
        )


def _tranches(parts: tuple[Tranche, ...], names: Names) -> Iterator[Objection]:
    for place, part in enumerate(parts):
        yield from _formula(("parts", place, "share"), f"{part.id}.share", part.share, names)
        yield from _formula(("parts", place, "gate"), f"{part.id}.gate", part.gate, names)
    known = [share for part in parts if (share := written(part.share)) is not None]
    if len(known) == len(parts) and sum(known) != 1:
        total = plain(sum(known, Decimal(0)) * 100)
        yield Objection(
            (), "", Say(f"各批比例合计 {total}%，须为 100%", f"the shares add up to {total}%; they must make 100%")
        )


def _formula(path: Path, where: str, formula: Formula | None, names: Names) -> Iterator[Objection]:
    if formula is None:
        return
    try:
        found = check(formula.node, names, formula.text)
        if isinstance(formula, Condition) and found.name not in {"truth", "anything"}:
            what = Say("要写一个条件", f"a condition is needed here, found a {found.name}")
            yield Objection(path, where, what)
    except FormulaError as error:
        yield Objection(path, where, Say(str(error), str(error)))
