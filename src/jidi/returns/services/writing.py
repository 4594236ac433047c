"""From a planned duty and who owes it to the rows that are stored. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from jidi.common.say import Say
from jidi.returns.models import Duty, LegDay, Level
from jidi.returns.queries.owing import Owing, Seated, Site
from policycore.actors import Actor, ActorKind
from policycore.calendar import Due
from policycore.engine.schedule import Level as PlannedLevel
from policycore.engine.schedule import Planned
from policycore.verdict import Missing

NO_DAY = Say("文件要求及时办理，没有规定日子", "the text wants it done in time and names no day")


@dataclass(slots=True)
class Drawn:
    """A duty and its levels as they ought to stand, and what a row that stands takes over from it."""

    duty: Duty
    levels: list[Level] = field(default_factory=list)

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "zh", "en", "debtor_id", "debtor_zh", "about_zh", "area_code", "opens_on", "due_on", "provisional", "open_zh",
        "open_en", "levels_count", "seen_early", "articles_owed", "pictures", "elsewhere_ok", "binding",
    )  # fmt: skip
    LEVEL_COLUMNS: ClassVar[tuple[str, ...]] = (
        "actor", "actor_zh", "actor_en", "to", "to_zh", "to_en", "to_outside", "to_organ", "to_tier", "organ", "tier",
        "joint", "organisation_id", "is_leg", "is_debtor", "set_by", "due_on", "provisional",
    )  # fmt: skip

    def set_legs(self, legs: Mapping[tuple[str, str, str, str], LegDay]) -> None:
        """Give the legs whose day the debtor sets their day: so many days before the duty's own."""
        duty = self.duty
        for level in self.levels:
            if not level.set_by:
                continue
            own = (duty.rule, level.actor, duty.debtor_area)
            found = legs.get((*own, duty.period)) or legs.get((*own, ""))
            if found is not None and duty.due_on is not None:
                level.due_on = duty.due_on - timedelta(days=found.days_before)

    def fit_levels(self, there: Sequence[Level]) -> list[Level]:
        """Bring the levels that stand up to date; return those to save (levels are never added or taken away later)."""
        found = []
        wanted = {level.place: level for level in self.levels}
        for level in there:
            new = wanted.get(level.place)
            if new is None or all(getattr(level, n) == getattr(new, n) for n in self.LEVEL_COLUMNS):
                continue
            for name in self.LEVEL_COLUMNS:
                setattr(level, name, getattr(new, name))
            found.append(level)
        return found


def drawn(site: Site, planned: Planned, who: Owing, at: datetime) -> Drawn:
    """The rows of one duty."""
    rule, by = planned.rule, planned.fulfilled_by
    levels = _levels(site, planned, who)
    at_once = _at_once(planned)
    name = _named(site, planned)
    form = by.form if isinstance(by.form, str) else (planned.rule.prepares if not by.form else None)
    duty = Duty(
        version=site.version, key=_key(site, planned, who), rule=rule.id, link=planned.link, zh=name.zh[:120],
        en=name.en[:200], debtor=who.debtor.organisation, debtor_zh=who.debtor.zh, debtor_area=who.debtor.area_code,
        about_kind=who.kind, about_key=who.key, about_zh=who.zh[:120], base=who.base, area_code=who.area_code,
        period=planned.key, of_period=str(planned.of), starts_on=planned.of.starts_on, ends_on=planned.of.ends_on,
        opens_on=planned.opens_on, levels_count=len(levels), seen_early=planned.seen_above == "at-once",
        form_id=form if isinstance(form, str) else "", articles_owed=by.articles or 0, pictures=by.pictures,
        elsewhere_ok=by.done_elsewhere is not None, urgent=planned.happened is not None,
        binding=rule.strength.value in {"must", "in-principle"} and not at_once, made_at=at, **due_columns(planned.due),
    )  # fmt: skip
    if at_once:
        duty.open_zh, duty.open_en = NO_DAY.zh, NO_DAY.en
    return Drawn(duty, levels)


def _named(site: Site, planned: Planned) -> Say:
    """What a duty is called: as its rule; of a chain in several links, each a duty of its own, with who reports to whom."""
    say, level = planned.rule.say, next((one for one in planned.levels if one.debtor), None)
    own = [one for one in planned.levels if not one.leg]
    if len(own) >= len(planned.rule.links) or level is None or own[-1].to not in site.pack.actors:
        return say
    by, to = site.pack.actors[level.from_].say, site.pack.actors[own[-1].to].say
    return Say(f"{say.zh}（{by.zh}报{to.zh}）", f"{say.en or say.zh} ({by.en or by.zh} to {to.en or to.zh})")


def _at_once(planned: Planned) -> bool:
    """Whether the text says "at once" and names no day: then there is none that can be missed."""
    due = planned.rule.links[planned.link].due or planned.rule.due
    return due is not None and due.at_once


def _key(site: Site, planned: Planned, who: Owing) -> str:
    about = f"{who.kind.value}:{who.key}" if who.key else who.kind.value
    debtor = who.debtor.token if who.debtor.organ else "own"
    return f"{site.pack.id}/{planned.rule.id}/{planned.link}/{debtor}/{about}/{planned.key}"


def _levels(site: Site, planned: Planned, who: Owing) -> list[Level]:
    found: list[Level] = []
    for level in planned.levels:
        if not level.debtor and level.only and not _of_kinds(site, level, planned, who):
            continue
        seat = who.debtor if level.debtor else site.seat(level.from_, who.area_code, who.base)
        if seat is None or (level.leg and _no_base(site, level, who)):
            continue
        found.append(_level(site, planned, level, who, seat, len(found)))
    return found


def _no_base(site: Site, level: PlannedLevel, who: Owing) -> bool:
    """A leg of a base's own people makes no sense for a duty about an office itself: nobody could be asked."""
    actor = site.pack.actors[level.from_]
    return actor.kind is ActorKind.SUBJECT and (who.base is None or who.base.pk not in site.institutions)


def _of_kinds(site: Site, level: PlannedLevel, planned: Planned, who: Owing) -> bool:
    return site.is_any_kind(level.only, who.subject, planned.of.ends_on) is True


def _level(site: Site, planned: Planned, level: PlannedLevel, who: Owing, seat: Seated, place: int) -> Level:
    named, to = site.pack.actors[level.from_], site.pack.actors.get(level.to)
    office = site.office(to, who.area_code) if to is not None and to.kind is not ActorKind.SUBJECT else None
    subject = named.kind is ActorKind.SUBJECT
    due = level.due if isinstance(level.due, Due) and (level.leg or not _at_once(planned)) else None
    return Level(
        place=place, actor=level.from_, actor_zh=(seat.zh if subject else named.say.zh)[:120],
        actor_en=(seat.en if subject else named.say.en)[:200], to=level.to, to_zh=to.say.zh[:120] if to else "",
        to_en=to.say.en[:200] if to else "", to_outside=bool(to and to.kind in {ActorKind.OUTSIDE, ActorKind.THIRD_PARTY}),
        to_organ=office.organ if office else "", to_tier=office.tier if office else "", organ=seat.organ, tier=seat.tier,
        joint=_joint(named, seat), organisation=seat.organisation, is_leg=level.leg, is_debtor=level.debtor, set_by=level.set_by,
        due_on=due.day if due else None, provisional=bool(due and due.provisional),
    )  # fmt: skip


def _joint(named: Actor, seat: Seated) -> str:
    """The organs that owe it with the leading one, as the column has them; nothing where one office owes it alone."""
    others = [organ for organ in named.organs() if organ != seat.organ] if named.kind is ActorKind.JOINT else []
    return f",{','.join(others)}," if others else ""


def due_columns(due: Due | Missing) -> dict[str, Any]:
    """The columns of a due day: the day and whether it is provisional, or who decides it."""
    if isinstance(due, Due):
        return {"due_on": due.day, "provisional": due.provisional, "open_zh": "", "open_en": ""}
    say = due.lacks[0].say
    return {"due_on": None, "provisional": False, "open_zh": say.zh[:300], "open_en": say.en[:400]}
