"""What speaks against a decision on an open point: its value, its reach, its act, its day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from jidi.accounts.codes import contains
from jidi.common.say import Say
from policycore.decided import Objection, shape_objections
from policycore.forms import Checklist, Form
from policycore.formula import Formula, FormulaError, check
from policycore.open_points import NARROWEST_FIRST, OpenPoint, PointKind, Scope
from policycore.pack import Pack
from policycore.pack.names import names_in, names_of


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision as a person or a file states it; ``line`` is its line in the file (0: none)."""

    point: str
    value: Any
    act: str = ""
    act_number: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    scope: Scope = Scope.PACK
    target: str = ""
    line: int = 0
    problems: tuple[Say, ...] = ()


def problems_of(pack: Pack, line: DecisionLine, today: date) -> list[Say]:
    """Everything that is wrong with a decision; empty when it may be recorded."""
    point = pack.open_points.get(line.point)
    if point is None:
        known = "、".join(pack.open_points) or "无"
        return [
            Say(f"不是本文件的待定项；待定项有：{known}", f"is no open point of this pack; there are: {known}"),
        ]
    return [*_value(pack, point, line.value), *_reach(pack, point, line), *_act(line, today)]


def typed(point: OpenPoint, value: Any) -> Any:
    """The value as the engine wants it: a day written as text becomes a day."""
    if point.kind is PointKind.VALUE and point.type == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def form_decided(point_id: str, value: Any) -> Form:
    """The form a decision states (its id is the point's; where it names no article it is the round's own).

    Raises pydantic's ValidationError for one that is not well formed.
    """
    data = value if isinstance(value, dict) else {}
    grounded = {} if data.get("cite") or data.get("basis") else {"basis": "house"}
    return Form.model_validate({"id": point_id, **grounded, **data})


def checklist_decided(value: Any) -> Checklist:
    """The checklist a decision states: its items, as a list or under ``items``. Raises ValidationError."""
    return Checklist.model_validate(value if isinstance(value, dict) else {"items": value})


def _value(pack: Pack, point: OpenPoint, value: Any) -> Iterator[Say]:
    yield from (one.say for one in objections_to(pack, point, value))


def objections_to(pack: Pack, point: OpenPoint, value: Any) -> Iterator[Objection]:
    """Everything that is wrong with a value for a point, each with its place in it; nothing when it may decide it."""
    value = typed(point, value)
    found = point.problems_with(value)
    yield from (Objection((), "", say) for say in found)
    if found:
        return
    try:
        if point.kind is PointKind.FORM:
            decided = form_decided(point.id, value)
            yield from _formulas(pack, decided)
            yield from _added(pack, point, decided)
        elif point.kind is PointKind.CHECKLIST:
            checklist_decided(value)
        elif point.kind is PointKind.WEIGHTS:
            yield from (Objection((), "", say) for say in _weights(pack, point, value))
        else:
            yield from shape_objections(pack, point, value, names_of(pack))
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where = ".".join(str(part) for part in item["loc"])
            yield Objection(item["loc"], where, Say(item["msg"], item["msg"]), item["type"], item.get("input"))


def _added(pack: Pack, point: OpenPoint, decided: Form) -> Iterator[Objection]:
    """What a decision adds to a printed form may not be called like what is printed in it."""
    for form in pack.forms.values():
        if form.adds is None or form.adds.open != point.id:
            continue
        for twice in sorted({one.id for one in form.fields()} & {one.id for one in decided.fields()}):
            what = Say(f"「{twice}」在《{form.zh}》里已经有了，换一个标识", f"{twice!r} is in “{form.en or form.zh}” already; use another id")
            yield Objection((), "", what)


def _formulas(pack: Pack, form: Form) -> Iterator[Objection]:
    names = names_in(names_of(pack), form)
    for path, where, formula in formulas_of(form):
        try:
            check(formula.node, names, formula.text)
        except FormulaError as error:
            yield Objection(path, where, Say(str(error), str(error)))


def formulas_of(form: Form) -> Iterator[tuple[tuple[str | int, ...], str, Formula]]:
    """Every formula written in a form: its place, what the place is called, the formula; those of the checks first."""
    for place, one in enumerate(form.checks):
        yield ("checks", place, "must"), f"checks.{one.id}", one.must
    for place, section in enumerate(form.sections):
        for at, field in enumerate(section.fields):
            if field.formula is not None:
                yield ("sections", place, "fields", at, "formula"), field.id, field.formula


def _weights(pack: Pack, point: OpenPoint, value: dict[str, Any]) -> Iterator[Say]:
    for scheme in pack.scoring.values():
        if getattr(scheme.weights, "open", None) != point.id:
            continue
        wanted = {leaf.id for leaf in pack.criteria[scheme.of].leaves}
        if wanted != set(value):
            odd = "、".join(sorted(wanted ^ set(value)))
            yield Say(f"与评审指标不符：{odd}", f"does not match the criteria: {odd}")


def _reach(pack: Pack, point: OpenPoint, line: DecisionLine) -> Iterator[Say]:
    if NARROWEST_FIRST.index(line.scope) > NARROWEST_FIRST.index(point.scope):
        yield Say(
            f"适用范围过宽：这一项按 {point.scope.value} 决定，填的是 {line.scope.value}",
            f"reaches too far: it is decided per {point.scope.value}, found {line.scope.value}",
        )
    if line.scope is Scope.PACK and line.target:
        yield Say("全文件范围不写 target", "scope pack has no target")
    elif line.scope is Scope.AREA and not _in_area(pack, line.target):
        yield Say(
            f"target「{line.target}」不是 {pack.header.area} 内的六位区划代码",
            f"target {line.target!r} is no division code inside {pack.header.area}",
        )
    elif line.scope is Scope.YEAR and not (len(line.target) == 4 and line.target.isdigit()):
        yield Say(f"target「{line.target}」不是年份", f"target {line.target!r} is no year")
    elif line.scope is not Scope.PACK and not line.target.strip():
        yield Say(f"适用范围 {line.scope.value} 须写 target", f"scope {line.scope.value} needs target")


def _in_area(pack: Pack, code: str) -> bool:
    return code.isdigit() and contains(pack.header.area, code)


def _act(line: DecisionLine, today: date) -> Iterator[Say]:
    if not line.act.strip():
        yield Say("没有写明依据哪份文件决定（act）", "names no act that decided it (act)")
    if line.decided_on is None:
        yield Say("没有决定日期（date）", "has no day of the decision (date)")
    elif line.decided_on > today:
        yield Say(f"决定日期 {line.decided_on} 还没有到", f"the day of the decision {line.decided_on} is yet to come")
