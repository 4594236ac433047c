"""How many periods in a row somebody did not file as required: per base and per city, by the reading in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.common.say import Cite, Say
from jidi.policies import queries as policies
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.returns.enums import DutyState, LevelState, Status
from jidi.returns.models import Duty, Level
from jidi.returns.queries.duties import visible_to
from jidi.returns.readers import rows_of
from policycore.engine.obligations import fails_when
from policycore.facts import Subject
from policycore.obligations import FAILS_WHEN
from policycore.open_points import OpenOr, Where
from policycore.periods import Period
from policycore.verdict import Missing

WORDS = {
    "missed": Say("未报", "not filed"),
    "missed-or-late": Say("未报或迟报", "not filed, or late"),
    "missed-late-or-returned": Say("未报、迟报或被退回", "not filed, late, or returned"),
    "found": Say("经人认定未按要求", "what a person found"),
}
"""The readings of 未按要求报送."""


@dataclass(frozen=True, slots=True)
class Reading:
    """By which reading it is counted: its words, the open point it hangs on (empty: the text says it), decided or not, and
    the article that counts it."""

    word: str
    say: Say
    point: str = ""
    decided: bool = True
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    """How many periods in a row, which ones, and of whom."""

    key: str
    name: str
    count: int
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Streaks:
    """The counts of one obligation: by base (what was filed about it), by the base's own leg, and by city."""

    reading: Reading
    bases: tuple[Streak, ...]
    legs: tuple[Streak, ...]
    cities: tuple[Streak, ...]


def reading_of(version: PackVersion, rule_id: str, on: date, area_code: str = "") -> Reading:
    """The reading in use of what counts as not filed as required. Until it is decided the mildest is shown, marked so."""
    rule = policies.pack(version).obligations[rule_id]
    where = Where(area=area_code or version.area_code, year=str(on.year))
    found = fails_when(policies.situation(version, Subject("pack", version.pack_id), on, where), rule)
    point = rule.fails_when.open or "" if isinstance(rule.fails_when, OpenOr) else ""
    pack = policies.pack(version)
    cite = cite_of(pack, pack.open_points[point].citation()) if point else None
    if isinstance(found, Missing):
        return Reading("missed", WORDS["missed"], point, decided=False, cite=cite)
    return Reading(found, WORDS[found], point, cite=cite)


def streaks(actor: Actor, version: PackVersion, rule_id: str, on: date) -> Streaks:
    """The counts of an obligation up to a day, as far as the actor sees its duties: four queries."""
    reading = reading_of(version, rule_id, on)
    failing = FAILS_WHEN[reading.word]
    rows = visible_to(actor).filter(version__pack_id=version.pack_id, rule=rule_id, opens_on__lte=on, link=0)
    duties = list(rows.exclude(state=DutyState.LAPSED).order_by("starts_on"))
    bases: dict[str, list[Duty]] = defaultdict(list)
    cities: dict[str, list[Duty]] = defaultdict(list)
    names: dict[str, str] = {}
    for duty in duties:
        if duty.base_id is not None:
            bases[str(duty.base_id)].append(duty)
            names[str(duty.base_id)] = duty.about_zh
        cities[duty.debtor_area].append(duty)
        names[duty.debtor_area] = duty.debtor_zh
    return Streaks(
        reading,
        tuple(_streak(key, names[key], rows_of(some, on), failing) for key, some in bases.items()),
        tuple(_legs(bases, names, failing, on)),
        tuple(_streak(key, names[key], rows_of(some, on), failing) for key, some in cities.items()),
    )


def _streak(key: str, name: str, rows: Sequence[dict[str, object]], failing: frozenset[str]) -> Streak:
    """Count back from the last period; one that is still due has no result yet, a gap ends the count."""
    periods: list[str] = []
    later: Period | None = None
    for row in reversed(rows):
        also = row["also"]
        said = {str(row["status"]), *(also if isinstance(also, list) else [])}
        period = _period(str(row["period"]))
        if period is None or (later is not None and period != later.step(-1)):
            break
        later = period
        if not failing & said:
            if not periods and row["status"] == Status.DUE:
                continue
            break
        periods.insert(0, str(row["period"]))
    return Streak(key, name, len(periods), tuple(periods))


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _legs(bases: dict[str, list[Duty]], names: dict[str, str], failing: frozenset[str], on: date) -> list[Streak]:
    """The same by what the base itself brought: its leg below the city, where the city set a day for it."""
    ids = [duty.pk for some in bases.values() for duty in some]
    rows = Level.objects.filter(Q(duty__in=ids), is_leg=True, due_on__isnull=False)
    legs = {level.duty_id: level for level in rows.order_by("-place")}
    found = []
    for key, some in bases.items():
        told = [_leg_row(duty, legs[duty.pk], on) for duty in some if duty.pk in legs]
        if told:
            found.append(_streak(key, names[key], told, failing))
    return found


def _leg_row(duty: Duty, leg: Level, on: date) -> dict[str, object]:
    assert leg.due_on is not None
    if leg.first_passed_on is not None:
        late = leg.first_passed_on > leg.due_on
        return {"period": duty.period, "status": Status.FILED, "also": ["late"] if late else []}
    status = Status.MISSED if leg.due_on < on or leg.state == LevelState.SKIPPED else Status.DUE
    return {"period": duty.period, "status": status, "also": []}
