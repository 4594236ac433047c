"""Registers: entering, correcting, ending, withdrawing. An entry is never changed; a correction supersedes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jidi.accounts.acting import Permit, require
from jidi.accounts.models import Division
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases import refusals
from jidi.bases.entries import EntryValues, Worded, problems_with
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_supersede
from jidi.common.clock import day_of
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.common.texts import one_line
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.facts import Subject
from policycore.registers import Register, RegisterKind


def action_of(kind: RegisterKind | str) -> str:
    """The act a permit for entries of a register names."""
    return f"register.{kind}"


def _about_new(asked: Any) -> About:
    base, area = asked.get("base"), asked.get("area")
    if base is not None:
        return About("base", str(base.pk), base.area_id)
    return About("area", area.pk if area else "", area.pk if area else "")


def _about_held(asked: Any) -> About:
    entry: RegisterEntry = asked["entry"]
    return About("base" if entry.base_id else "area", str(entry.base_id or entry.area_id), entry.area_code)


@refusals_audited("register.enter", _about_new)
def enter(
    *,
    permit: Permit,
    version: PackVersion,
    rule_id: str,
    base: Base | None = None,
    area: Division | None = None,
    values: EntryValues,
    key: str | None = None,
    at: datetime,
) -> RegisterEntry:
    """Enter something in a register of the pack in force, about a base or about a place.

    The permit is for ``register.KIND`` on the base or the place. Raises Refused with everything that is missing or does
    not fit (``incomplete``): the kinds are those of the pack's set.
    """
    rule = pack(version).registers[rule_id]
    refusals.fits(permit, action_of(rule.register_), *_key(base, area))

    def work() -> int:
        worded = _checked(version, rule, base, area, values, at)
        return _write(permit, rule.register_, base, area, values, worded, at, version=version, rule=rule).pk

    with operation(at=at):
        if key is None:
            return RegisterEntry.objects.get(pk=work())
        content = [rule_id, *_key(base, area), values.told]
        done = once(key=key, who=permit.actor.key, what="register.enter", at=at, work=work, content=content)
        return RegisterEntry.objects.get(pk=done.result)


@refusals_audited("register.enter", _about_new)
def enter_opening(
    *,
    permit: Permit,
    register: RegisterKind,
    base: Base | None = None,
    area: Division | None = None,
    values: EntryValues,
    version: PackVersion | None = None,
    rule_id: str = "",
    at: datetime,
) -> RegisterEntry:
    """Enter what was on record before this system (an earlier incident, platform, plan), with its source.

    With a version and rule the kind is checked against the pack; without one it is kept as the source names it.
    """
    refusals.fits(permit, action_of(register), *_key(base, area))
    if not one_line(values.source):
        missing = [Say("补录须注明来源。", "Name the source.")]
        raise refusals.incomplete(Say("没有保存。", "It was not saved."), missing, refusals.SOURCED)
    with operation(at=at):
        rule = pack(version).registers[rule_id] if version else None
        worded = Worded(values.kind_name, values.operator_name)
        if version and rule:
            worded = _checked(version, rule, base, area, values, at)
        return _write(permit, register, base, area, values, worded, at, version=version, rule=rule, is_opening=True)


@refusals_audited("register.correct", _about_held)
def correct_entry(
    *,
    permit: Permit,
    entry: RegisterEntry,
    values: EntryValues,
    why: str,
    version: PackVersion | None,
    at: datetime,
) -> RegisterEntry:
    """Supersede an entry by a corrected one, with the reason. ``version`` is the pack in force, None for opening ones.

    Raises Refused where another correction came first (``superseded-already``), or the values do not fit.
    """
    _may_supersede(permit, entry, why)
    with operation(at=at):
        whole = pack(version) if version else None
        rule = whole.registers.get(entry.rule) if whole else None
        worded = Worded(values.kind_name, values.operator_name)
        if version and rule:
            worded = _checked(version, rule, entry.base, entry.area, values, at)
        more = {"supersedes": entry, "why": one_line(why, 300), "is_opening": entry.is_opening}
        return _write(
            permit, entry.register, entry.base, entry.area, values, worded, at, version=version, rule=rule, **more
        )


@refusals_audited("register.correct", _about_held)
def end_entry(*, permit: Permit, entry: RegisterEntry, on: date, why: str, at: datetime) -> RegisterEntry:
    """Say that something on record is no more: ``on`` is the first day. The entry superseded by one that ends."""
    _may_supersede(permit, entry, why)
    if entry.on is not None and on < entry.on:
        early = [Say(f"结束日期早于开始日期 {entry.on}。", f"It began on {entry.on} only.")]
        raise refusals.incomplete(Say("没有保存。", "It was not saved."), early)
    with operation(at=at):
        values = replace(EntryValues.of(entry), until=on)
        return _repeat(permit, entry, values, one_line(why, 300), at)


@refusals_audited("register.correct", _about_held)
def withdraw_entry(*, permit: Permit, entry: RegisterEntry, why: str, at: datetime) -> RegisterEntry:
    """Say that an entry was wrong from the beginning and nothing stands in its place."""
    _may_supersede(permit, entry, why)
    with operation(at=at):
        return _repeat(permit, entry, EntryValues.of(entry), one_line(why, 300), at, withdrawn=True)


def _may_supersede(permit: Permit, entry: RegisterEntry, why: str) -> None:
    refusals.fits(permit, action_of(entry.register), *_key(entry.base, entry.area))
    require(may_supersede(permit, entry))
    if not one_line(why):
        missing = [Say("请写明原因。", "Give the reason.")]
        raise refusals.incomplete(Say("没有更正。", "It was not corrected."), missing, refusals.ONCE_CORRECTED)


def _repeat(
    permit: Permit, entry: RegisterEntry, values: EntryValues, why: str, at: datetime, **more: Any
) -> RegisterEntry:
    """Supersede an entry by one with the same pack, rule and kinds."""
    worded = Worded(entry.kind_name, entry.operator_name)
    same = {"pack": entry.pack, "pack_version": entry.pack_version, "rule": entry.rule, "is_opening": entry.is_opening}
    more |= same | {"supersedes": entry, "why": why}
    return _write(permit, entry.register, entry.base, entry.area, values, worded, at, **more)


def _checked(
    version: PackVersion, rule: Register, base: Base | None, area: Division | None, values: EntryValues, at: datetime
) -> Worded:
    problems, worded = problems_with(version, rule, Subject(*_key(base, area)), values, day_of(at))
    if problems:
        raise refusals.incomplete(Say("没有保存。", "It was not saved."), problems)
    return worded


def _write(
    permit: Permit,
    register: RegisterKind | str,
    base: Base | None,
    area: Division | None,
    values: EntryValues,
    worded: Worded,
    at: datetime,
    *,
    version: PackVersion | None = None,
    rule: Register | None = None,
    **more: Any,
) -> RegisterEntry:
    columns = values.columns | {"kind_name": worded.kind_name, "operator_name": worded.operator_name}
    if version is not None and rule is not None:
        columns |= {"pack": version.pack_id, "pack_version": version.version_no, "rule": rule.id}
    kind, key = _key(base, area)
    fresh = RegisterEntry(
        register=str(register),
        base=base,
        area=area,
        area_code=base.area_id if base else key,
        entered_at=at,
        entered_by_id=permit.actor.person_id,
        tier=permit.actor.tier,
        **columns | more,
    )
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        earlier = more.get("supersedes")
        if earlier is not None and RegisterEntry.objects.filter(supersedes=earlier).exists():
            raise _superseded_already() from None
        raise
    verb = "withdraw" if fresh.withdrawn else ("correct" if fresh.supersedes_id else "enter")
    record(
        at=at,
        who=permit.actor.who,
        action=f"register.{verb}",
        kind=kind,
        key=key,
        area_code=fresh.area_code,
        detail={"register": fresh.register, "entry": fresh.pk, "name": fresh.name, "kind": fresh.kind_name}
        | ({"supersedes": fresh.supersedes_id, "why": fresh.why} if fresh.supersedes_id else {}),
        after=EntryValues.of(fresh).told,
    )
    return fresh


def _key(base: Base | None, area: Division | None) -> tuple[str, str]:
    if (base is None) == (area is None):
        raise ValueError("an entry is about a base or about a place, one of the two")
    return ("base", str(base.pk)) if base is not None else ("area", area.pk if area else "")


def _superseded_already() -> Refused:
    return Refused(
        Say("没有更正。", "It was not corrected."),
        Say("这条登记刚刚已被更正。", "This entry was corrected by somebody just before."),
        Say("请打开最新的一条，核对后再更正。", "Open the newest one, look at it, and correct that."),
        cite=refusals.ONCE_CORRECTED,
        code="superseded-already",
    )
