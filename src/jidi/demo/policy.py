"""Bringing the pack of a demo into force and recording the demo's decisions on what its document leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from jidi.accounts.acting import Actor
from jidi.accounts.queries import actors_in
from jidi.common.clock import BEIJING, day_of
from jidi.common.say import Refused, Say
from jidi.demo.story import RoundTold
from jidi.policies.actors import posts_of
from jidi.policies.models import PackVersion
from jidi.policies.permissions import decider_of
from jidi.policies.queries import pack
from jidi.policies.services import DecisionLine, Instrument, decide_many, import_pack, publish, read_decisions
from policycore.open_points import Scope
from policycore.pack import Pack


def who_is(whole: Pack, actor_id: str, area_code: str, on: date) -> Actor:
    """The first person who is an actor of a pack for an area on a day. Raises Refused when nobody is."""
    found = actors_in(posts_of(whole, actor_id, area_code, on), on)
    if not found:
        named = whole.actors[actor_id].say
        raise Refused(
            Say("演示没有建成。", "The demo was not built."),
            Say(f"{area_code} 没有人担任{named.zh}。", f"Nobody is {named.en or named.zh} for {area_code}."),
            Say("请在演示的机构里补上这个岗位。", "Add that post to the offices of the story."),
        )
    return found[0]


def bring_into_force(folder: Path, lines: Sequence[DecisionLine], at: datetime, actor: bool = True) -> PackVersion:
    """Import a pack and publish it from the day its document (or the demo's decision on it) says, by its issuer's officer."""
    version = import_pack(folder=folder, actor=None, at=at)
    whole = pack(version)
    issuer = who_is(whole, whole.header.issuer, whole.header.area, day_of(at)) if actor else None
    by = Instrument(whole.header.zh, str(whole.header.number.value or ""))
    return publish(version_id=version.pk, from_on=first_day(whole, lines, day_of(at)), actor=issuer, at=at, by=by)


def first_day(whole: Pack, lines: Iterable[DecisionLine], otherwise: date) -> date:
    """The day a document is in force from: printed, decided, or (in a demo that knows neither) the day given."""
    value = whole.header.in_force_from
    if isinstance(value.value, date):
        return value.value
    decided = [line.value for line in lines if value.open and line.point == value.open]
    return next((v if isinstance(v, date) else date.fromisoformat(str(v)) for v in decided), otherwise)


def read(path: Path | None) -> list[DecisionLine]:
    """The decisions of a file; none without one."""
    return read_decisions(path.read_text(encoding="utf-8"), str(path)) if path else []


def record(version: PackVersion, lines: Sequence[DecisionLine], at: datetime) -> int:
    """Record decisions, each at its own day (at the earliest ``at``), by an officer of whoever may decide it.

    Returns how many there were.
    """
    whole = pack(version)
    batches: dict[tuple[datetime, str, str], list[DecisionLine]] = {}
    for line in lines:
        moment = max(at, datetime.combine(line.decided_on, time(10), tzinfo=BEIJING)) if line.decided_on else at
        point = whole.open_points.get(line.point)
        decider = decider_of(whole, point) if point else whole.header.issuer
        area = line.target if line.scope is Scope.AREA else whole.header.area
        batches.setdefault((moment, decider, area), []).append(line)
    for (moment, decider, area), batch in sorted(batches.items(), key=lambda item: item[0]):
        # Without anybody in that post here, the machine records what an act named in the file decided.
        actor = next(iter(actors_in(posts_of(whole, decider, area, day_of(moment)), day_of(moment))), None)
        decide_many(version_id=version.pk, lines=batch, actor=actor, at=moment, is_demo=True)
    return len(lines)


def of_round(lines: Iterable[DecisionLine], told: RoundTold) -> list[DecisionLine]:
    """The decisions of a round of the story: its own, and those of the round it is like, with its own values and act."""
    wanted = told.like or told.key
    found = []
    for line in lines:
        if line.scope is not Scope.ROUND or line.target != wanted:
            continue
        changed: Mapping[str, Any] = told.decisions
        found.append(
            replace(
                line,
                target=told.key,
                value=changed.get(line.point, line.value),
                act=told.act if told.like else line.act,
                act_number=told.act_number if told.like else line.act_number,
                decided_on=told.opens if told.like else line.decided_on,
                valid_from=told.opens if told.like else line.valid_from,
                line=0,
            )
        )
    return found
