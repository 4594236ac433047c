"""Filed once: what is already known for each spot of a form that is being opened, with its source.

Earlier years come from the figures filed then, the own period from other forms that say the same indicator, words, names
and lists from the last filing of the form, the rest from the registers. A person confirms or corrects; signatures and
pledges (``afresh``) are never brought in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import lineage
from jidi.accounts.models import Person
from jidi.accounts.queries import living
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, BaseLink, BaseProduct, RegisterEntry
from jidi.bases.queries.registers import in_force
from jidi.common.clock import day_of
from jidi.common.say import Say
from jidi.filings.carried import ENTERPRISES, FILLER, REGISTER, last_filed
from jidi.filings.definition import written
from jidi.filings.models import Filing
from jidi.filings.names import count_spot, names_in
from jidi.filings.parsing import Typed
from jidi.filings.plans import Place, plan_of
from jidi.filings.queries import values_of
from jidi.filings.series import Figure, current, read
from jidi.filings.spots import NAMES, WHY, Layout, Spot, layout_of
from policycore.facts import Subject
from policycore.forms import FieldKind, Form, FormField, KnownFrom
from policycore.periods import PARTS, Period
from policycore.registers import RegisterKind
from policycore.units import UNITS, is_money, plain

WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.HS_CODES, FieldKind.DATE})
"""Kinds that stay the same from one period to the next unless somebody says otherwise; figures and answers do not."""
A_PLAN = "规划"
"""What a development plan is called, among the plans, schemes and measures of its register."""
MOST_ROWS = 500
"""Enterprises brought from the list at most."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A text brought in from elsewhere, with its source as people read it (上年数 2025-02-11)."""

    text: str
    source: Say


def known_for(filing: Filing, actor: Actor | None, on: date) -> dict[str, Brought]:
    """Return what is known for a filing that was just opened."""
    subject = Subject(filing.subject_kind, filing.subject_key)
    return _known(filing.form_json, subject, filing.period, on, actor, filing.pk)


def known(form: Form, subject: Subject, period: str, on: date, actor: Actor | None = None) -> dict[str, Brought]:
    """Return what is known for each spot of a form about a subject for a period, by address. At most seven queries."""
    return _known(written(form)[0], subject, period, on, actor)


def _known(
    text: str, subject: Subject, period: str, on: date, actor: Actor | None, filing_id: int | None = None
) -> dict[str, Brought]:
    layout = layout_of(text, period)
    found = dict(_from_registers(layout, subject, on, actor))
    if not period:
        return found
    found |= dict(_from_last(layout, subject))
    found |= dict(_from_series(text, layout, subject, filing_id))
    found |= {} if any(_in_table(address, layout) for address in found) else dict(_from_list(layout, subject, on))
    afresh = {field.id for field in layout.form.fields() if field.afresh}
    return {address: one for address, one in found.items() if address.split(".")[0] not in afresh}


# --- figures --------------------------------------------------------------------------------------------------------


def _from_series(text: str, layout: Layout, subject: Subject, filing_id: int | None) -> Iterator[tuple[str, Brought]]:
    plan = plan_of(text, layout.period)
    places = {address: place for address, place in plan.fixed.items() if address in layout.fixed}
    if not places:
        return
    parts = {address: parts_of(place.period) for address, place in places.items() if _flows(place, layout, address)}
    figures = read(
        subjects=[subject],
        indicators={place.indicator for place in places.values()},
        periods={place.period for place in places.values()}
        | {part for some in parts.values() for few in some for part in few},
    )
    inside = current([one for one in figures if one.filing_id != filing_id])
    usable = [one for one in figures if one.vintage <= layout.period and one.filing_id != filing_id]
    best = current(usable)
    for address, place in places.items():
        one = best.get((subject, place.indicator, place.period))
        if one is not None and one.unit == place.unit and _from_another_form(one, place, layout):
            yield address, Brought(_typed(one), _source(one, layout))
        elif whole := _summed(subject, place, parts.get(address, ()), inside):
            yield address, whole


STOCKS = ("余额", "存量", "期末", "年末", "季末", "月末", "资产", "资本", "负债", "累计")
"""Words of a label that say how much there is, or since when it is counted: that does not add up over time."""


def _flows(place: Place, layout: Layout, address: str) -> bool:
    """Whether a figure adds up over time: an amount of money made in the period, by its unit and its label (house rule)."""
    field = layout.fixed[address].leaf
    money = place.unit in UNITS and is_money(UNITS[place.unit].dimension)
    return money and field.kind is FieldKind.NUMBER and not any(word in field.zh for word in STOCKS)


def parts_of(period: str) -> tuple[tuple[str, ...], ...]:
    """The shorter periods that make a period up, the longest first: of a half its two quarters, then its six months."""
    try:
        whole = Period.parse(period)
    except ValueError:  # owed once, or on an event
        return ()
    found = []
    for cycle, count in PARTS.items():
        many, rest = divmod(count, PARTS[whole.cycle])
        if many > 1 and not rest:
            first = Period.containing(whole.starts_on, cycle)
            found.append(tuple(str(first.step(step)) for step in range(many)))
    return tuple(found)


def _summed(
    subject: Subject, place: Place, parts: Iterable[tuple[str, ...]], best: Mapping[tuple[Subject, str, str], Figure]
) -> Brought | None:
    """The sum of what was filed for the parts of a period, only where every part was."""
    for some in parts:
        told = [best.get((subject, place.indicator, part)) for part in some]
        figures = [one for one in told if one is not None and one.unit == place.unit]
        if len(figures) == len(some):
            total = sum((one.amount for one in figures), Decimal(0))
            zh, en = _named_parts(some)
            return Brought(plain(total), Say(f"{zh}所报合计", f"sum of what was filed for {en}"))
    return None


def _named_parts(parts: tuple[str, ...]) -> tuple[str, str]:
    """Periods as people say them together: 一、二季度; 1、2、3 月; 上、下半年."""
    every = [Period.parse(part) for part in parts]
    number = {
        "quarter": lambda one: "一二三四"[one.part - 1], "half": lambda one: "上下"[one.part - 1],
        "month": lambda one: str(one.part),
    }[every[0].cycle]  # fmt: skip
    unit = {"quarter": "季度", "half": "半年", "month": " 月"}[every[0].cycle]
    return "、".join(number(one) for one in every) + unit, ", ".join(parts)


def _from_another_form(one: Figure, place: Place, layout: Layout) -> bool:
    """Earlier years come from anywhere; the own period only from another form that says the same."""
    return place.period < layout.period or one.form_id != layout.form.id


def _typed(one: Figure) -> str:
    value = one.value
    return as_typed(value if isinstance(value, bool) else value.amount)


def as_typed(value: Typed) -> str:
    """Return a figure or an answer as somebody would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, Decimal) else str(value or "")


def _source(one: Figure, layout: Layout) -> Say:
    day = one.filed_on.isoformat()
    if one.form_id != layout.form.id:
        return Say(f"另表 {one.form_id} {one.vintage} 期 {day}", f"form {one.form_id} of {one.vintage}, {day}")
    return Say(f"{one.vintage} 期报数 {day}", f"as filed for {one.vintage}, {day}")


# --- words, names and lists of the last filing ----------------------------------------------------------------------


def _from_last(layout: Layout, subject: Subject) -> Iterator[tuple[str, Brought]]:
    last = last_filed(layout, subject)
    if last is None:
        return
    day = day_of(last.made_at).isoformat()
    source = Say(f"{last.filing.period} 期所报 {day}", f"as filed for {last.filing.period}, {day}")
    for address, text in values_of(last).items():
        spot = layout.spot(address)
        if spot is None or address.startswith(WHY):
            continue
        if spot.part == NAMES:
            yield from _named(spot, layout, text, source)
        elif spot.leaf.kind in WORDS:
            yield address, Brought(text, source)


def _named(spot: Spot, layout: Layout, text: str, source: Say) -> Iterator[tuple[str, Brought]]:
    """The names with their count: both stand for last period until somebody says what changed."""
    yield spot.address, Brought(text, source)
    yield count_spot(spot.field, layout.period), Brought(str(len(names_in(text))), source)


def _in_table(address: str, layout: Layout) -> bool:
    field = layout.tables.get(address.split(".")[0])
    return field is not None and bool(field.rows_are)


# --- registers ------------------------------------------------------------------------------------------------------


def _from_registers(layout: Layout, subject: Subject, on: date, actor: Actor | None) -> Iterator[tuple[str, Brought]]:
    asked = [field for field in layout.form.fields() if field.known and field.kind in WORDS]
    if not asked:
        return
    told = dict(_of_filler(actor))
    if subject.kind == "base" and any(field.known and field.known.startswith("base-") for field in asked):
        told |= _of_base(subject, asked)
    for field in asked:
        text = told.get(field.known) if field.known else None
        spot = layout.fixed.get(field.id)
        if text and spot is not None:
            yield spot.address, Brought(text, REGISTER if str(field.known).startswith("base-") else FILLER)


def _of_filler(actor: Actor | None) -> Iterator[tuple[KnownFrom | None, str]]:
    if actor is None:
        return
    yield KnownFrom.ORGANISATION_NAME, actor.who.organisation
    yield KnownFrom.PERSON_NAME, actor.name
    yield (
        KnownFrom.PERSON_PHONE,
        Person.objects.filter(pk=actor.person_id).values_list("phone", flat=True).first() or "",
    )


def _of_base(subject: Subject, asked: Iterable[FormField]) -> dict[KnownFrom | None, str]:
    base = Base.objects.filter(pk=subject.key).first() if subject.key.isdigit() else None
    if base is None:
        return {}
    found: dict[KnownFrom | None, str] = {
        KnownFrom.BASE_NAME: base.name,
        KnownFrom.BASE_AREA: base.area_id,
        KnownFrom.BASE_PRODUCTS: base.product_words,
        KnownFrom.BASE_HOST: base.host_words,
    }
    if any(field.known in (KnownFrom.BASE_PLAN, KnownFrom.BASE_PLAN_UNTIL) for field in asked):
        found |= _of_plan(base)
    if any(field.known is KnownFrom.BASE_HS_CODES for field in asked):
        sets = base.product_sets.filter(to_on__isnull=True, corrected_at__isnull=True)
        codes = BaseProduct.objects.filter(product_set__in=sets).values_list("hs_prefixes", flat=True)
        listed = [code.strip() for line in codes for code in line.split(",") if code.strip()]
        found[KnownFrom.BASE_HS_CODES] = ", ".join(dict.fromkeys(listed))
    return found


def _of_plan(base: Base) -> dict[KnownFrom | None, str]:
    """The latest plan on record about the base, else about the place it lies in: its title and number, and its last day."""
    plans = in_force(RegisterEntry.objects.filter(register=RegisterKind.PLAN.value))
    about = plans.filter(Q(base=base) | Q(area_id__in=lineage(base.area_id)), until__isnull=False)
    about = about.filter(Q(name__contains=A_PLAN) | Q(kind_name__contains=A_PLAN))
    # The nearest first: of the base itself, then of its county, city, province.
    nearest = sorted(about, key=lambda one: (one.base_id is not None, one.area_code, one.on or date.min))
    if not nearest:
        return {}
    plan = nearest[-1]
    named = " ".join(part for part in (plan.document_title or plan.name, plan.document_no) if part)
    last = plan.until - timedelta(days=1) if plan.until else None
    return {KnownFrom.BASE_PLAN: named, KnownFrom.BASE_PLAN_UNTIL: str(last or "")}


def _from_list(layout: Layout, subject: Subject, on: date) -> Iterator[tuple[str, Brought]]:
    """The enterprises that belong to the base, where a table lists enterprises and no earlier filing named any."""
    tables = [field for field in layout.tables.values() if field.rows_are]
    if not tables or subject.kind != "base" or not subject.key.isdigit():
        return
    links = BaseLink.objects.filter(living(on, "", "from_on", "to_on"), base_id=subject.key, role=LinkRole.ENTERPRISE)
    names = list(links.order_by("organisation__name").values_list("organisation__name", flat=True)[:MOST_ROWS])
    for field in tables:
        for row, name in enumerate(names, 1):
            yield f"{field.id}.{row}.{field.key_column}", Brought(name, ENTERPRISES)
