"""Reads of this room: who sees which panel, what an expert may open, what is still missing, what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from jidi.accounts.acting import Actor
from jidi.accounts.codes import contains
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Appointment
from jidi.accounts.queries import NOTHING, living
from jidi.common.say import Cite, Say
from jidi.panels.enums import Gives, PanelState, SeatState
from jidi.panels.marks import CaseResult, criteria_of, read_points, result_of
from jidi.panels.models import Expert, Panel, Seat, Sheet
from jidi.panels.rules import COMPLETE, DECLARE, SIZE


def pool(area_code: str, on: date) -> QuerySet[Expert]:
    """The experts in a province's pool on a day, in a fixed order."""
    living = Q(entered_on__lte=on) & (Q(left_on__isnull=True) | Q(left_on__gt=on))
    return Expert.objects.filter(living, area_code=area_code).select_related("person", "organisation").order_by("id")


def candidates(area_code: str, on: date) -> list[Appointment]:
    """Who holds a post as an expert on a day, with an employer in the province (or in no known place), and is not in its
    pool; each once, by name."""
    rows = Appointment.objects.filter(
        living(on, start="from_on", end="to_on"), living(on, "post__"), post__duty=Duty.EXPERT
    ).exclude(person__in=pool(area_code, on).values("person"))
    near = [
        one
        for one in rows.select_related("person", "post__organisation").order_by("person__name", "pk")
        if not one.post.organisation.area_id or contains(area_code, one.post.organisation.area_id)
    ]
    return list({one.person_id: one for one in reversed(near)}.values())[::-1]


def visible_to(actor: Actor) -> QuerySet[Panel]:
    """The panels an actor may know of: those of the own province for its officers and deciders, those one sits on for an
    expert, none for anybody else (a city or an applicant does not learn who reviews)."""
    if actor.tier == Tier.PROVINCE and actor.duty in {Duty.PROVINCE_OFFICER, Duty.DECIDER}:
        allowed = Q(area_code=actor.area_code)
    elif actor.duty == Duty.EXPERT:
        allowed = Q(seats__expert__person_id=actor.person_id, seats__state=SeatState.SITTING)
    else:
        allowed = NOTHING
    return Panel.objects.filter(allowed).distinct().order_by("-formed_at", "-id")


def seat_of(actor: Actor, panel: Panel) -> Seat | None:
    """The seat an expert holds on a panel now, or None."""
    if actor.duty != Duty.EXPERT:
        return None
    seats = Seat.objects.filter(panel=panel, expert__person_id=actor.person_id, state=SeatState.SITTING)
    return seats.select_related("expert", "panel").first()


def opened_to(actor: Actor) -> QuerySet[Seat]:
    """The seats of an expert on panels that sit."""
    return Seat.objects.filter(
        expert__person_id=actor.person_id, state=SeatState.SITTING, panel__state=PanelState.SITTING
    ).select_related("panel")


def cases_open_to(actor: Actor) -> set[str]:
    """The keys of the cases an expert may open now: before the panel, declared, and without a conflict."""
    if actor.duty != Duty.EXPERT:
        return set()
    seats = opened_to(actor).filter(declarations__has_conflict=False)
    return set(seats.values_list("declarations__case_key", flat=True))


def undeclared(seat: Seat) -> list[str]:
    """The cases an expert has not declared on yet."""
    declared = set(seat.declarations.values_list("case_key", flat=True))
    return [key for key in seat.case_keys if key not in declared]


def sheets_of(panel: Panel, *, submitted: bool = True) -> QuerySet[Sheet]:
    """The sheets of the sitting experts of a panel."""
    found = Sheet.objects.filter(seat__panel=panel, seat__state=SeatState.SITTING)
    return (found.filter(submitted_at__isnull=False) if submitted else found).select_related("seat__expert__person")


def short_of(panel: Panel) -> dict[str, int]:
    """How many experts a case lacks of the number decided, because of those who keep away from it; only such cases."""
    seats = _sitting(panel)
    found = {
        key: panel.size - sum(key in seat.case_keys and not _conflicted(seat, key) for seat in seats)
        for key in panel.case_keys
    }
    return {key: count for key, count in found.items() if count > 0}


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing a panel still lacks, and the rule by which it may not end without it."""

    say: Say
    cite: Cite


def what_is_missing(panel: Panel, *, short_allowed: bool = False) -> list[Lacking]:
    """What stands in the way of closing a panel, each by its rule: one list, used by page and guard.

    ``short_allowed`` leaves out that a case has fewer experts than decided, where somebody answers for it in writing, as it
    is left out of a panel that was ended so; a case nobody reviewed is missing all the same.
    """
    seats = _sitting(panel)
    done = {(s.seat_id, s.case_key) for s in sheets_of(panel)}
    titles = {entry["key"]: entry["title"] for entry in panel.cases_json}
    missing = _unreviewed(panel, seats, done, titles)
    if short_allowed or panel.why_short:
        return missing
    return missing + [
        Lacking(
            Say(
                f"「{titles[key]}」还差 {count} 人评：另抽专家", f"{titles[key]} lacks {count} experts: draw a stand-in"
            ),
            SIZE,
        )
        for key, count in short_of(panel).items()
    ]


def _sitting(panel: Panel) -> list[Seat]:
    found = panel.seats.filter(state=SeatState.SITTING).select_related("expert__person", "panel")
    return list(found.prefetch_related("declarations"))


def _unreviewed(panel: Panel, seats: list[Seat], done: set[tuple[int, str]], titles: dict[str, str]) -> list[Lacking]:
    missing: list[Lacking] = []
    for seat in seats:
        name = seat.expert.person.name
        declared = {d.case_key: d.has_conflict for d in seat.declarations.all()}
        open_ = [key for key in seat.case_keys if key not in declared]
        if open_:
            said = Say(f"{name}还有 {len(open_)} 件没有作利害关系声明", f"{name}: {len(open_)} declarations missing")
            missing.append(Lacking(said, DECLARE))
        waiting = [k for k, conflict in declared.items() if not conflict and (seat.pk, k) not in done]
        missing += [
            Lacking(
                Say(f"{name}还没有评「{titles.get(k, k)}」", f"{name} has not reviewed {titles.get(k, k)}"), COMPLETE
            )
            for k in waiting
        ]
    for key in panel.case_keys:
        if not any(key in seat.case_keys and not _conflicted(seat, key) for seat in seats):
            zh = f"「{titles[key]}」的专家都须回避，请另抽专家"
            missing.append(Lacking(Say(zh, f"every expert has a conflict over {titles[key]}: draw another"), SIZE))
    return missing


def _conflicted(seat: Seat, case_key: str) -> bool:
    return any(d.case_key == case_key and d.has_conflict for d in seat.declarations.all())


def results(panel: Panel) -> dict[str, CaseResult]:
    """What the panel gave each case, recomputed from the submitted sheets (invariant I6 compares it with what is stored)."""
    criteria = criteria_of(panel.criteria_json) if panel.gives == Gives.SCORES else []
    by_case: dict[str, list[tuple[dict[str, dict[str, str]], bool | None]]] = {key: [] for key in panel.case_keys}
    for sheet in sheets_of(panel).order_by("seat__place", "seat_id"):
        by_case.setdefault(sheet.case_key, []).append((sheet.marks_json, sheet.recommends))
    return {key: result_of(key, criteria, given, panel.trim) for key, given in by_case.items()}


def points_given(panel: Panel) -> dict[str, dict[str, list[Decimal]]]:
    """The points the sitting experts handed in, by case and criterion, in the order of their seats; one query."""
    found: dict[str, dict[str, list[Decimal]]] = {key: {} for key in panel.case_keys}
    for sheet in sheets_of(panel).order_by("seat__place", "seat_id"):
        for criterion, mark in sheet.marks_json.items():
            points = read_points(str(mark.get("points", "")))
            if points is not None:
                found.setdefault(sheet.case_key, {}).setdefault(criterion, []).append(points)
    return found


def panel_for(procedure: str, step: str, round_key: str) -> Panel | None:
    """The panel of a step of a round, or None while none was formed."""
    return Panel.objects.filter(procedure=procedure, step=step, round_key=round_key).first()


def exclusions(area_code: str, on: date, applicant_cities: Sequence[str], applicants: Sequence[int]) -> dict[int, Say]:
    """Who may not be drawn, and why: those who work for an applicant or in an applicant's city (rule of the house).

    An employer whose place is unknown is no proof of independence: such an expert is left out too, and told why.
    """
    found: dict[int, Say] = {}
    cities = {code[:4] for code in applicant_cities}
    for expert in pool(area_code, on):
        if expert.organisation_id in applicants:
            found[expert.pk] = Say("所在单位是申报单位", "works for an applicant")
        elif not expert.works_in:
            found[expert.pk] = Say("所在单位的地区没有登记，不能确认无利害关系", "the employer's place is unknown")
        elif expert.works_in[:4] in cities:
            found[expert.pk] = Say("所在单位与申报基地同市", "works in the city of an applicant")
    return found
