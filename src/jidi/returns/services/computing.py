"""Working the duties out: a year ahead, from the packs in force, idempotent. What nobody touched follows what is decided.

A duty is pinned to the pack in force on the first day of its period. Once its day has passed, or somebody filed, it stays as
it was; before that a decision, a holiday table or a title that changes, changes it, and one nobody owes any more lapses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q

from jidi.audit.services import operation
from jidi.calendars.queries import work_calendar
from jidi.common.say import Say
from jidi.notices.enums import LetterKind
from jidi.policies import queries as policies
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.returns.enums import DutyState
from jidi.returns.models import Act, Duty, LegDay, Level
from jidi.returns.permissions import cite_for
from jidi.returns.queries.owing import Owing, Site, owing
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.services.following import following
from jidi.returns.services.forms import cells_owed
from jidi.returns.services.meeting import meet
from jidi.returns.services.overlooked import bring_up_overlooked
from jidi.returns.services.standing import due_again
from jidi.returns.services.states import present, told
from jidi.returns.services.telling import people_at, tell
from jidi.returns.services.waiting import KIND, put_on_agenda, waits
from jidi.returns.services.withdrawing import withdraw
from jidi.returns.services.writing import Drawn, drawn
from jidi.returns.words import title_of
from policycore.engine.schedule import Planned, Undecided, owes_for, schedule
from policycore.facts import Subject
from policycore.open_points import Where
from policycore.verdict import Missing, Truth


@dataclass(slots=True)
class Computed:
    """What a computation did, and what it could not tell: rules without a cycle, subjects of whom a condition is open."""

    made: int = 0
    changed: int = 0
    lapsed: int = 0
    kept: int = 0
    met: int = 0
    open: list[Say] = field(default_factory=list)


def compute(*, year: int, at: datetime, on: date) -> Computed:
    """Work out every duty that falls due in a year, for all packs in force; calling it again changes nothing.

    ``on`` is the day it is asked on: what is decided by then counts, and what was due before stays as it was.
    """
    found = Computed()
    with operation(at=at):
        for version in _versions():
            _of_version(version, date(year, 1, 1), date(year, 12, 31), found, at, on)
    return found


def compute_ahead(*, at: datetime, on: date) -> Computed:
    """Work out this year and the next: what ``jidi tick`` calls. What went by unseen meanwhile comes on its desk."""
    this, following = compute(year=on.year, at=at, on=on), compute(year=on.year + 1, at=at, on=on)
    bring_up_overlooked(at=at, on=on)
    return Computed(
        this.made + following.made, this.changed + following.changed, this.lapsed + following.lapsed,
        this.kept + following.kept, this.met + following.met, list(dict.fromkeys([*this.open, *following.open])),
    )  # fmt: skip


def _versions() -> Iterable[PackVersion]:
    return PackVersion.objects.filter(in_force_from__isnull=False).exclude(status=VersionStatus.DRAFT).order_by("pk")


def _of_version(version: PackVersion, first: date, last: date, found: Computed, at: datetime, on: date) -> None:
    if not policies.pack(version).obligations or version.in_force_from is None:
        return
    site = Site(version, on)
    wanted: dict[str, Drawn] = {}
    for area, planned in _planned(site, first, last, on):
        if isinstance(planned, Undecided):
            found.open += [lack.say for lack in planned.lacks]
            continue
        for who in _under(site, planned, area):
            owed = _owes(site, planned, who, on)
            if owed is Truth.YES:
                one = drawn(site, planned, who, at)
                wanted[one.duty.key] = one
            elif owed is Truth.UNDETERMINED:
                found.open.append(_unsure(planned, who))
    for planned, who in following(site, first, last, on):
        one = drawn(site, planned, who, at)
        wanted[one.duty.key] = one
    again: set[str] = set()
    if first <= on <= last:
        for planned, who in due_again(site, work_calendar(), on):
            one = drawn(site, planned, who, at)
            wanted[one.duty.key] = one
            again.add(one.duty.key)
    found.open = list(dict.fromkeys([*found.open, *_unseated(site)]))
    _write(version, wanted, first, last, found, at, on)
    _remind_again(again, at, on)
    found.met += meet(version, on=on, at=at)
    found.lapsed += withdraw(version, on=on, at=at)


def _remind_again(keys: set[str], at: datetime, on: date) -> None:
    """Write to whoever keeps it current that it was not looked at for so long: a reminder, never a miss."""
    for duty in policies.without_texts(Duty.objects.filter(key__in=keys), "version").order_by("pk"):
        seats = [wait.seat for wait in waits(duty, list(duty.levels.order_by("place")), on)]
        tell(
            people_at(seats, on), kind=LetterKind.REMINDER, owner=(KIND, str(duty.pk)), what=title_of(duty),
            why=Say("很久没有更新，请看一看是否还准确", "not looked at for long: see whether it is still right"),
            cite=cite_for(duty), occasion=f"again:{duty.key}", sender=None, on=on, at=at,
        )  # fmt: skip


def _under(site: Site, planned: Planned, area: str) -> Iterator[Owing]:
    """Who owes under the decisions of a place; whoever lies in a nearer place that has its own is worked out with those."""
    return (who for who in owing(site, planned) if site.decided_for(who.area_code) == area)


def _planned(site: Site, first: date, last: date, on: date) -> Iterator[tuple[str, Planned | Undecided]]:
    """The schedule of a pack, with the decisions of its whole area and again with those of each place that has its own."""
    version, since = site.version, site.version.in_force_from
    assert since is not None
    subject, calendar = Subject("pack", site.pack.id), work_calendar()
    for area in (version.area_code, *sorted(site.deciding - {version.area_code})):
        for year in sorted({first.year - 1, first.year, last.year}):
            where = Where(area=area, year=str(year))
            situation = policies.situation(version, subject, max(on, since), where, calendar=calendar)
            for planned in schedule(situation, first, last, since, version.in_force_to):
                if isinstance(planned, Undecided):
                    if year == first.year and area == version.area_code:
                        yield area, planned
                elif planned.period.year == year:
                    yield area, planned


def _owes(site: Site, planned: Planned, who: Owing, on: date) -> Truth:
    """Whether somebody owes for the period: by the title they hold, the kinds the rule asks for, and its condition."""
    rule = planned.rule
    asked = _Asked(site, planned, who, on)
    if who.kind.value == "itself" and not planned.only:
        held = Truth.YES
    else:
        held = owes_for(planned.of if planned.key != "once" else planned.period, asked.holds, planned.owes_from)
    if held is not Truth.YES or rule.when is None:
        return held
    return asked.condition()


@dataclass
class _Asked:
    site: Site
    planned: Planned
    who: Owing
    on: date

    def holds(self, day: date) -> Truth:
        """Whether it is what the rule is about, on a day."""
        only, who = self.planned.only, self.who
        if only:
            of_one = self.site.is_any_kind(only, who.subject, day)
            return Truth.UNDETERMINED if isinstance(of_one, Missing) else Truth.of(of_one)
        return Truth.of(self.site.held_on(who.kind.value, who.key, day))

    def condition(self) -> Truth:
        """Whether the rule's own condition holds on the first day reported on."""
        rule = self.planned.rule
        assert rule.when is not None
        here = self.site.situation_on(self.planned.of.starts_on).about(self.who.subject)
        value = here.ask(rule.id, rule.when, rule.citation()).value
        return value if isinstance(value, Truth) else Truth.UNDETERMINED


def _unseated(site: Site) -> Iterator[Say]:
    """Duties that stand with nobody, because the office that owes them is not registered on this site."""
    for rule_id, places in sorted(site.nobody.items()):
        rule, names = site.pack.obligations[rule_id], "、".join(sorted(places)[:8])
        yield Say(
            f"「{rule.say.zh}」在 {len(places)} 个地区没有登记承担单位，没有排入：{names}",
            f"“{rule.say.en or rule.id}”: nobody who owes it is registered in {len(places)} places: {names}",
        )


def _unsure(planned: Planned, who: Owing) -> Say:
    rule = planned.rule
    return Say(
        f"{who.zh}是否承担「{rule.say.zh}」还不能判断",
        f"whether {who.zh} owes “{rule.say.en or rule.id}” is undetermined",
    )


def _write(
    version: PackVersion, wanted: dict[str, Drawn], first: date, last: date, found: Computed, at: datetime, on: date
) -> None:
    legs = {(r.rule, r.actor, r.debtor_area, r.period): r for r in LegDay.objects.filter(pack_id=version.pack_id)}
    there = _there(version, wanted, first, last)
    for key, one in wanted.items():
        one.set_legs(legs)
        held = there.get(key)
        if held is None:
            _made(one, at, on)
            found.made += 1
        elif _brought_up_to_date(held, one, at, on):
            found.changed += 1
        else:
            found.kept += 1
    for key, held in there.items():
        if key not in wanted and _may_lapse(held, on):
            held.state, held.settled_at = DutyState.LAPSED, at
            held.save(update_fields=["state", "settled_at"])
            told(held, list(held.levels.all()), "lapsed", at=at)
            put_on_agenda(held, list(held.levels.all()), on=on, at=at)
            found.lapsed += 1


def _there(version: PackVersion, wanted: dict[str, Drawn], first: date, last: date) -> dict[str, Duty]:
    """The duties that stand already: those wanted, and those of this version in the same days."""
    days = Q(due_on__gte=first, due_on__lte=last) | Q(due_on__isnull=True, opens_on__gte=first, opens_on__lte=last)
    rows = Duty.objects.filter(Q(version=version) & days & Q(urgent=False))
    acts = Prefetch("acts", queryset=Act.objects.only("pk", "duty_id"), to_attr="some_acts")
    levels = Prefetch("levels", queryset=Level.objects.order_by("place"))
    found: dict[str, Duty] = {
        duty.key: duty
        for duty in policies.without_texts(rows, "version").select_related("base").prefetch_related(levels, acts)
    }
    rest = [key for key in wanted if key not in found]
    for start in range(0, len(rest), 500):
        more = Duty.objects.filter(key__in=rest[start : start + 500])
        more = policies.without_texts(more, "version").select_related("base")
        found |= {duty.key: duty for duty in more.prefetch_related(levels, acts)}
    return found


def _made(one: Drawn, at: datetime, on: date) -> None:
    duty = one.duty
    duty.cells_owed = cells_owed(duty, on)
    duty.save(force_insert=True)
    for level in one.levels:
        level.duty = duty
    Level.objects.bulk_create(one.levels)
    told(duty, one.levels, "made", at=at)
    put_on_agenda(duty, one.levels, on=on, at=at)


def _brought_up_to_date(held: Duty, one: Drawn, at: datetime, on: date) -> bool:
    """Let a duty nobody filed follow what is decided now; tell whether anything changed. Its levels follow with it."""
    levels = list(held.levels.all())
    if not _follows(held, on):
        return False
    before = (present(held, levels), [getattr(held, name) for name in one.COLUMNS])
    if held.state == DutyState.LAPSED:
        held.state, held.settled_at = DutyState.DUE, None
    for name in one.COLUMNS:
        setattr(held, name, getattr(one.duty, name))
    if not _begun(held):
        held.cells_owed = cells_owed(held, on)
    changed_levels = one.fit_levels(levels) if len(levels) == len(one.levels) else _new_levels(held, one)
    levels = levels if len(levels) == len(one.levels) else one.levels
    after = (present(held, levels), [getattr(held, name) for name in one.COLUMNS])
    if before == after:
        if on >= held.opens_on:  # its work may begin today
            put_on_agenda(held, levels, on=on, at=at)
        return False
    held.save()
    for level in changed_levels:
        level.save()
    told(held, levels, "recomputed", at=at)
    put_on_agenda(held, levels, on=on, at=at)
    return True


def _new_levels(held: Duty, one: Drawn) -> list[Level]:
    """Other levels than before (an institution was linked): nobody filed yet, so they are drawn anew."""
    held.levels.all().delete()
    for level in one.levels:
        level.duty = held
    held.at = 0
    return one.levels


def _follows(held: Duty, on: date) -> bool:
    """Whether it still follows: not filed, not settled by a person, and its day not passed by what it was."""
    if held.state == DutyState.LAPSED:
        return True
    due = due_day_of(held)
    return held.state == DutyState.DUE and held.filler is None and (due is None or due >= on)


def _begun(held: Duty) -> bool:
    return bool(held.cells_filled or held.some_acts)  # type: ignore[attr-defined]


def _may_lapse(held: Duty, on: date) -> bool:
    due = due_day_of(held)
    return held.state == DutyState.DUE and not _begun(held) and (due is None or due >= on)
