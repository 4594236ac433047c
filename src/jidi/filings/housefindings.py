"""Findings of the house: what any form must keep, whatever checks it brings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from jidi.common.say import Say
from jidi.filings.found import Found, FoundKind, at_spot, empty, twice
from jidi.filings.names import count_spot, names_in, names_wrong
from jidi.filings.plans import name_key
from jidi.filings.reasons import settled
from jidi.filings.spots import COMPUTED, NAMES, RESTATED, Spot, periods_of
from jidi.filings.state import FormState
from policycore.citation import HOUSE
from policycore.forms import FieldKind, Form, FormField, Severity
from policycore.formula.tree import Compare, FactRef, Name
from policycore.units import UNITS, plain

if TYPE_CHECKING:
    from jidi.filings.judging import Judged


def of_spots(state: FormState) -> Iterator[Found]:
    """Yield what each spot has against it by itself."""
    for spot in state.spots:
        reading = state.readings[spot.address]
        cell = state.cells.get(spot.address)
        if cell and cell.also:
            yield at_spot(spot, FoundKind.TWICE, twice(spot, len(cell.also) + 1))
        if reading.problem:
            yield at_spot(spot, FoundKind.UNREADABLE, reading.problem)
        elif reading.value is None and spot.leaf.required:
            yield at_spot(spot, FoundKind.EMPTY, reading.note or empty(spot))
        elif spot.part == NAMES:
            yield from _names_agree(state, spot)
        elif isinstance(reading.value, Decimal) and reading.value < 0 and counts(spot.leaf):
            yield at_spot(spot, FoundKind.NEGATIVE, _negative(spot, reading.value))
    used = {spot.field.id for spot in state.spots if spot.row}
    for table in state.layout.tables.values():
        if table.required and table.id not in used:
            say = Say(f"「{table.zh}」还没有填，至少一行", f"“{table.en or table.id}” is empty; it needs a row")
            yield Found(FoundKind.EMPTY, table.id, table.id, Severity.MUST, Spot(table.id, table).label, say)
        if table.rows_are:
            yield from _rows_repeated(state, table)


def _rows_repeated(state: FormState, table: FormField) -> Iterator[Found]:
    """One enterprise has one row: of two the sums would count one and leave the other out."""
    seen: dict[str, int] = {}
    for spot in state.spots:
        if spot.field.id != table.id or spot.column is None or spot.column.id != table.key_column:
            continue
        text = state.text(spot.address).strip()
        first = seen.setdefault(name_key(text), spot.row) if text else spot.row
        if first != spot.row:
            yield at_spot(
                spot,
                FoundKind.REPEATED,
                Say(
                    f"「{table.zh}」第 {spot.row} 行「{text}」与第 {first} 行相同，请合为一行",
                    f"row {spot.row} of “{table.en or table.zh}”, “{text}”, is the same as row {first}; make them one",
                ),
            )


def counts(leaf: FormField) -> bool:
    """Whether a field counts things (firms, people, platforms): there are never fewer than none of them. What says by how
    many they grew may be negative, and so may money, shares and rates."""
    if any(word in leaf.zh for word in _GROWN):
        return False
    if leaf.kind is FieldKind.NAMED_COUNT or (leaf.kind is FieldKind.INTEGER and not leaf.unit):
        return True
    return leaf.kind in {FieldKind.INTEGER, FieldKind.NUMBER} and UNITS[leaf.unit].dimension == "count"


_GROWN = ("净增", "增减", "增长", "变动", "变化")
"""Words of a label that say by how many something grew."""


def _negative(spot: Spot, value: Decimal) -> Say:
    unit = f" {spot.leaf.unit}" if spot.leaf.unit else ""
    return Say(
        f"「{spot.label.zh}」填 {value:f}{unit}，个数不能小于 0，请改正",
        f"“{spot.label.en}” says {value:f}{unit}; there are never fewer than none: correct it",
    )


def _names_agree(state: FormState, spot: Spot) -> Iterator[Found]:
    """The count must equal the names, and each name must bring what the form asks with it (名称、类型)."""
    count = state.readings[count_spot(spot.field, state.layout.period)].value
    names = names_in(state.text(spot.address))
    if isinstance(count, Decimal) and count != len(names):
        yield at_spot(
            spot,
            FoundKind.COUNT,
            Say(
                f"「{spot.field.zh}」填 {count:f}，名称写了 {len(names)} 条，请核对两处",
                f"“{spot.field.en or spot.field.zh}” says {count:f}, but {len(names)} names are listed",
            ),
        )
    if wrong := names_wrong(spot.field, names):
        yield at_spot(spot, FoundKind.NAMED, wrong)


# --- between the fields ---------------------------------------------------------------------------------------------


def of_house(judged: Judged) -> Iterator[Found]:
    """Yield what fields say against each other, against their formula, and against what was filed before."""
    for one in judged.state.layout.form.fields():
        if one.of_which:
            yield from _part_and_whole(judged, one)
        if one.formula is not None and judged.compared:
            yield from _typed_and_computed(judged, one)
    yield from _restated(judged)


def _part_and_whole(judged: Judged, part: FormField) -> Iterator[Found]:
    """A part (其中) may not exceed its whole; a check of the form that says so already is not repeated."""
    form = judged.state.layout.form
    whole = next((one for one in form.fields() if one.id == part.of_which), None)
    if whole is None or already_checked(form, part, whole):
        return
    for period in periods_of(part, judged.state.layout.period):
        small, large = (judged.quantity(one, period) for one in (part, whole))
        if small is None or large is None or small.unit.dimension != large.unit.dimension or small.base <= large.base:
            continue
        spot = Spot(f"{part.id}.{period}" if period else part.id, part, period=period)
        zh, en = f"{plain(small.amount)} 大于「{whole.zh}」{plain(large.amount)}", whole.en or whole.zh
        yield _found(
            spot,
            Severity.MUST,
            Say(f"{zh}，请核对两数", f"{plain(small.amount)} is above “{en}” {plain(large.amount)}; check both"),
            Say(f"{part.zh} ≤ {whole.zh}", f"{part.en or part.zh} ≤ {en}"),
            FoundKind.PART,
        )


def already_checked(form: Form, part: FormField, whole: FormField) -> bool:
    """Whether a check of the form says already that a part may not exceed its whole."""
    names = ({part.id, part.zh}, {whole.id, whole.zh})
    for check in form.checks:
        node = check.must.node
        if not isinstance(node, Compare) or node.op not in ("<=", ">="):
            continue
        sides = [node.left, node.right] if node.op == "<=" else [node.right, node.left]
        if all(
            isinstance(side, Name | FactRef) and side.name in wanted for side, wanted in zip(sides, names, strict=True)
        ):
            return True
    return False


def _typed_and_computed(judged: Judged, one: FormField) -> Iterator[Found]:
    """A figure the form asks for although it follows from others is compared with what follows."""
    half = Decimal(5).scaleb(-one.scale - 1)
    for period in periods_of(one, judged.state.layout.period):
        address = f"{one.id}.{period}" if period else one.id
        follows = judged.compared.get(address)
        reading = judged.state.readings.get(address)
        typed = reading.value if reading else None
        if follows is None or not isinstance(typed, Decimal) or abs(typed - follows) <= half:
            continue
        before = judged.state.background.restated.get(address)
        if before is not None and before.typed == typed:
            continue  # as it was filed then: it was asked for in that return
        spot = Spot(address, one, period=period)
        yield _asked(
            judged,
            spot,
            FoundKind.COMPUTED,
            f"{COMPUTED}{address}",
            Say(
                f"填了 {plain(typed)}，按公式为 {plain(follows)}，请核对或说明",
                f"says {plain(typed)}; the formula gives {plain(follows)}; check it or explain",
            ),
            Say("能算出的数与所填的数一致", "what can be computed agrees with what was typed"),
        )


def _restated(judged: Judged) -> Iterator[Found]:
    """An earlier year that is not what was filed for it before: both figures, both filings, and why."""
    for address, before in judged.state.background.restated.items():
        spot = judged.state.layout.fixed.get(address)
        reading = judged.state.readings.get(address)
        now = reading.value if reading else None
        if spot is None or now is None or now == before.typed:
            continue
        shown = plain(now) if isinstance(now, Decimal) else ("有" if now else "无")
        yield _asked(
            judged,
            spot,
            FoundKind.RESTATED,
            f"{RESTATED}{address}",
            Say(
                f"{before.said.zh}报 {before.shown.zh}，这次报 {shown}，请说明为何不同",
                f"{before.said.en} says {before.shown.en}, this one {shown}; say why it differs",
            ),
            Say("以前年份的数与当时所报一致", "an earlier year is as it was filed then"),
        )


def _asked(judged: Judged, spot: Spot, kind: FoundKind, check: str, say: Say, rule: Say) -> Found:
    """A finding that asks why (核实)."""
    answered, complaint = settled(judged, check, Severity.EXPLAIN)
    kind = FoundKind.REASON if complaint else kind
    more = Say(f"{say.zh}。{complaint.zh}", f"{say.en}. {complaint.en}") if complaint else say
    return _found(spot, Severity.EXPLAIN, more, rule, kind, check, answered)


def _found(
    spot: Spot,
    severity: Severity,
    say: Say,
    rule: Say,
    kind: FoundKind,
    check: str = "",
    answered: Say | None = None,
) -> Found:
    return Found(kind, spot.field.id, spot.address, severity, spot.label, say, rule, HOUSE, (), check, answered)
