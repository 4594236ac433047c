"""Putting a version into force from a day, ending it, taking it back before it begins: the only way its days change.

Every act names what it rests on (a person must, the machine's own command line may) and stays on record with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.reading import forget
from jidi.common.say import Cite, Say, house
from jidi.common.texts import one_line
from jidi.policies.enums import VersionActKind, VersionStatus
from jidi.policies.models import PackVersion, VersionAct
from jidi.policies.permissions import may_keep
from jidi.policies.queries import PUBLISHED, published_packs
from jidi.policies.queries import pack as pack_of
from jidi.policies.runtime import not_carried_out
from jidi.policies.services.versions import FIXED, WHOLE, PackRefused, already_published
from jidi.policies.states import state_of_version
from policycore.pack import Pack, Raw
from policycore.pack.loader import placed_problems
from policycore.pack.model import DocumentStatus, HeaderValue
from policycore.pack.names import leans_on
from policycore.pack.stored import raw_of_texts

ALL_OR_NOTHING = house("系统不能执行的规定不能发布", "what the system cannot carry out is not published")
BINDING = house("征求意见稿只能试算，不能发布", "a draft for consultation may be rehearsed, never published")
GROUNDED = house("发布、停用和撤回须载明依据", "publishing, ending and withdrawing name what they rest on")
NO_BACKDATING = house("停用不溯及以前的日子", "an end never reaches back")

NOT_PUBLISHED = Say("政策包没有发布。", "The pack was not published.")
NOT_ENDED = Say("政策包没有停用。", "The pack was not ended.")
NOT_WITHDRAWN = Say("政策包没有撤回。", "The pack was not withdrawn.")


@dataclass(frozen=True, slots=True)
class Instrument:
    """What an act rests on: the document or meeting, its number, and why it is done."""

    act: str = ""
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who acts, when, and on what it rests; nobody is the machine's own command line."""

    actor: Actor | None
    at: datetime
    by: Instrument


@refusals_audited("pack.publish", lambda named: About("pack", str(named["version_id"])))
def publish(
    *, version_id: int, from_on: date, actor: Actor | None, at: datetime, by: Instrument | None = None
) -> PackVersion:
    """Put a draft into force from a day; the version in force until then ends the day before.

    Raises PackRefused for a consultation draft, for anything no room carries out yet (naming file and element), for a
    day before the document's own first day, for a day before a later version that is published already, and where a
    person names no document it rests on.
    """
    hand = _Hand(actor, at, by or Instrument())
    with operation(at=at):
        version = _locked(version_id)
        pack = pack_of(version)
        if actor is not None:
            require(may_keep(actor, pack, day_of(at), action="pack.publish"))
        if stop := what_stops(version) or _wrong_day(version, pack, from_on) or _ungrounded(NOT_PUBLISHED, hand):
            raise stop
        before = state_of_version(version)
        ended = _replace_earlier(version, pack, from_on, hand)
        version.status, version.in_force_from = VersionStatus.PUBLISHED, from_on
        version.in_force_to = _end_of(pack.header.in_force_until)
        version.published_at, version.published_by_id = at, actor.person_id if actor else None
        version.save()
        forget(PUBLISHED)
        _acted(version, VersionActKind.PUBLISHED, from_on, hand)
        _record(hand, "pack.published", version, before, {"from": from_on, "ended": ended})
    return version


def what_stops(version: PackVersion) -> PackRefused | None:
    """Why a version cannot be published, whatever the day; None when nothing stands in the way. Page and guard ask it."""
    if version.status != VersionStatus.DRAFT:
        return already_published(version)
    pack = pack_of(version)
    if pack.header.status is DocumentStatus.CONSULTATION:
        why = f"pack.yaml: status: consultation；《{pack.header.zh}》还在征求意见"
        return _refused(NOT_PUBLISHED, why, "请在正式文件印发后导入正式文本。", "Import it once it is issued.", BINDING)
    unable = not_carried_out(pack, raw_of_texts(version.files))
    if unable:
        next_step = Say(
            "请把所列内容移出政策包，把它所依据的条文在 articles.yaml 里改记 status: pending（写明原因），再导入发布；"
            "系统支持以后用新版本加回来。本系统今天执行哪些，见 docs/packs.md 第 8 节。",
            "Take these out, set their articles to status: pending in articles.yaml, and import again; add them in a new "
            "version once the system carries them out. Section 8 of docs/packs.md lists what it does today.",
        )
        lines = [str(use) for use in unable]
        return PackRefused(NOT_PUBLISHED, lines, next_step, cite=ALL_OR_NOTHING, uses=tuple(unable))
    return _names_nobody_has(pack, raw_of_texts(version.files))


def _names_nobody_has(pack: Pack, raw: Raw) -> PackRefused | None:
    """Why a register or result is named that neither this pack has nor the published packs it leans on."""
    names = leans_on(pack)
    if not names:
        return None  # all of it was checked when it came in
    found = placed_problems(pack, [one for one in published_packs() if one.id in names], raw)
    if not found:
        return None
    next_step = Say(
        f"请改好后重新导入；要用「{'、'.join(names)}」里的，请先发布它。",
        f"Mend it and import again; what {', '.join(names)} has is there once that is published.",
    )
    return PackRefused(NOT_PUBLISHED, [problem.shown() for problem in found], next_step, cite=WHOLE)


def first_day(version: PackVersion) -> date | None:
    """The first day the document itself names, where it names one."""
    value = pack_of(version).header.in_force_from.value
    return value if isinstance(value, date) else None


def _wrong_day(version: PackVersion, pack: Pack, from_on: date) -> PackRefused | None:
    first = first_day(version)
    if first is not None and from_on < first:
        why = f"pack.yaml: in-force-from: {first}（{pack.header.in_force_from.place}）晚于 {from_on}"
        return _refused(NOT_PUBLISHED, why, f"请选 {first} 或以后的日期。", f"Choose {first} or a later day.", WHOLE)
    later = _published(version).filter(in_force_from__gt=from_on).order_by("in_force_from").first()
    if later is not None:
        why = f"第 {later.version_no} 版已定于 {later.in_force_from} 起用，晚于 {from_on}"
        zh = f"请选 {later.in_force_from} 或以后的日期，或先撤回第 {later.version_no} 版。"
        en = f"Choose {later.in_force_from} or later, or withdraw version {later.version_no} first."
        return _refused(NOT_PUBLISHED, why, zh, en, WHOLE)
    return None


def _replace_earlier(version: PackVersion, pack: Pack, from_on: date, hand: _Hand) -> list[str]:
    """End what is in force until now: earlier versions of the pack, and the document it replaces."""
    same = Q(pack_id=version.pack_id)
    if pack.header.replaces:
        same |= Q(pack_id=pack.header.replaces.pack)
    open_ended = Q(in_force_to__isnull=True) | Q(in_force_to__gt=from_on)
    earlier = PackVersion.objects.filter(same, open_ended, status=VersionStatus.PUBLISHED).exclude(pk=version.pk)
    rows = list(earlier.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        _replaced(row, version, from_on, hand)
    return [str(row) for row in rows]


def _replaced(row: PackVersion, by: PackVersion, on: date, hand: _Hand) -> None:
    before, former = state_of_version(row), row.in_force_to
    row.in_force_to = max(on, row.in_force_from or on)
    row.save(update_fields=["in_force_to"])
    _acted(row, VersionActKind.REPLACED, row.in_force_to, hand, former=former, other=by)
    _record(hand, "pack.ended", row, before, {"by": str(by)})


@refusals_audited("pack.end", lambda named: About("pack", str(named["version_id"])))
def end(*, version_id: int, on: date, actor: Actor | None, at: datetime, by: Instrument) -> PackVersion:
    """Let a version that has begun be in force no longer from a day on, today or later. What was pinned stays pinned.

    Raises PackRefused for a draft, a version withdrawn or ended already, one that has not begun (it is withdrawn), a day
    that has passed, and without a reason.
    """
    hand = _Hand(actor, at, by)
    with operation(at=at):
        version = _locked(version_id)
        if actor is not None:
            require(may_keep(actor, pack_of(version), day_of(at), action="pack.end"))
        stop = _not_to_end(version, on, day_of(at)) or _ungrounded(NOT_ENDED, hand, reason=True)
        if stop:
            raise stop
        before, former = state_of_version(version), version.in_force_to
        version.in_force_to = on
        version.save(update_fields=["in_force_to"])
        _acted(version, VersionActKind.ENDED, on, hand, former=former)
        _record(hand, "pack.ended", version, before, {"on": on, "reason": one_line(by.reason, 300)})
    return version


def may_be_ended(version: PackVersion, on: date) -> bool:
    """Whether a version holds on a day and has no end before the next one."""
    begun = version.in_force_from is not None and version.in_force_from <= on
    holds = version.in_force_to is None or version.in_force_to > on
    return version.status == VersionStatus.PUBLISHED and begun and holds


def may_be_withdrawn(version: PackVersion, on: date) -> bool:
    """Whether a version is published and has not begun."""
    begins = version.in_force_from
    return version.status == VersionStatus.PUBLISHED and begins is not None and begins > on


def _not_to_end(version: PackVersion, on: date, today: date) -> PackRefused | None:
    if may_be_withdrawn(version, today):
        why = f"这一版到 {version.in_force_from} 才起用"
        return _refused(NOT_ENDED, why, "还没起用的版本请撤回。", "Withdraw a version that has not begun.", FIXED)
    if not may_be_ended(version, today):
        why = f"现为{version.get_status_display()}，止于 {version.in_force_to or '—'}"
        return _refused(NOT_ENDED, why, "只有现行的版本可以停用。", "Only a version in force is ended.", FIXED)
    if on < today:
        why = f"停用日 {on} 早于今天 {today}"
        return _refused(NOT_ENDED, why, f"请选 {today} 或以后的日期。", f"Choose {today} or later.", NO_BACKDATING)
    if version.in_force_to is not None and on >= version.in_force_to:
        why = f"这一版已定于 {version.in_force_to} 停用，早于 {on}"
        zh, en = f"请选 {version.in_force_to} 以前的日期。", f"Choose a day before {version.in_force_to}."
        return _refused(NOT_ENDED, why, zh, en, FIXED)
    return None


@refusals_audited("pack.withdraw", lambda named: About("pack", str(named["version_id"])))
def withdraw(*, version_id: int, actor: Actor | None, at: datetime, by: Instrument) -> PackVersion:
    """Take back a published version before its first day; what its publication ended goes on as before.

    Raises PackRefused for a draft, a version that has begun (it is ended instead), and without a reason.
    """
    hand = _Hand(actor, at, by)
    with operation(at=at):
        version = _locked(version_id)
        if actor is not None:
            require(may_keep(actor, pack_of(version), day_of(at), action="pack.withdraw"))
        stop = _ungrounded(NOT_WITHDRAWN, hand, reason=True)
        if not may_be_withdrawn(version, day_of(at)):
            why = f"现为{version.get_status_display()}，{version.in_force_from or '—'} 起用"
            zh, en = "只有已发布而未起用的版本可以撤回；现行的请停用。", "Only what has not begun is withdrawn; else end it."
            stop = _refused(NOT_WITHDRAWN, why, zh, en, FIXED)
        if stop:
            raise stop
        before, former, begins = state_of_version(version), version.in_force_to, version.in_force_from
        assert begins is not None
        version.status, version.in_force_to = VersionStatus.WITHDRAWN, begins
        version.save(update_fields=["status", "in_force_to"])
        forget(PUBLISHED)
        _acted(version, VersionActKind.WITHDRAWN, day_of(at), hand, former=former)
        resumed = _resume_what_it_replaced(version, hand)
        _record(hand, "pack.withdrawn", version, before, {"reason": one_line(by.reason, 300), "resumed": resumed})
    return version


def _resume_what_it_replaced(version: PackVersion, hand: _Hand) -> list[str]:
    """Give each version it ended its former end again, or the first day of the next one that is published."""
    done = VersionAct.objects.filter(kind=VersionActKind.REPLACED, by_version=version).order_by("pk")
    following = _published(version).filter(in_force_from__gte=version.in_force_from).order_by("in_force_from").first()
    resumed = []
    for act in done.select_related("version"):
        row = _locked(act.version_id)
        if row.status != VersionStatus.PUBLISHED or row.in_force_to != act.on:
            continue
        before = state_of_version(row)
        row.in_force_to = act.former_to
        row.save(update_fields=["in_force_to"])
        _acted(row, VersionActKind.RESUMED, act.on, hand, former=act.on, other=version)
        _record(hand, "pack.resumed", row, before, {"withdrawn": str(version)})
        if following is not None and following.in_force_from is not None:
            _replaced(row, following, following.in_force_from, hand)
        resumed.append(str(row))
    return resumed


def _published(version: PackVersion) -> models.QuerySet[PackVersion]:
    """The other versions of the pack that are published and hold for a day at least."""
    others = PackVersion.objects.filter(pack_id=version.pack_id, status=VersionStatus.PUBLISHED).exclude(pk=version.pk)
    return others.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gt=F("in_force_from")))


def _locked(version_id: int) -> PackVersion:
    # Locked: two people may act on a version in the same moment; the second has to see that it is done.
    return PackVersion.objects.select_for_update(of=("self",)).get(pk=version_id)


def _end_of(value: HeaderValue | None) -> date | None:
    """The first day on which a document is no longer in force; its header names the last day it is."""
    last = value.value if value else None
    return last + timedelta(days=1) if isinstance(last, date) else None


def _ungrounded(what: Say, hand: _Hand, *, reason: bool = False) -> PackRefused | None:
    """Say what is missing of what an act rests on: a person names the document, and whoever ends something says why."""
    if reason and not hand.by.reason.strip():
        return _refused(what, "没有写明理由", "请写明理由。", "Say why.", GROUNDED)
    if hand.actor is not None and not hand.by.act.strip():
        return _refused(what, "没有写明依据", "请写明依据哪份文件或会议。", "Name the document or meeting.", GROUNDED)
    return None


def _refused(what: Say, why: str, zh: str, en: str, cite: Cite) -> PackRefused:
    return PackRefused(what, [why], Say(zh, en), cite=cite)


def _acted(
    version: PackVersion,
    kind: VersionActKind,
    on: date,
    hand: _Hand,
    *,
    former: date | None = None,
    other: PackVersion | None = None,
) -> None:
    who = hand.actor.who if hand.actor else SYSTEM
    VersionAct.objects.create(
        version=version, kind=kind, on=on, former_to=former, by_version=other,
        act=one_line(hand.by.act, 200), act_number=one_line(hand.by.number, 80), reason=one_line(hand.by.reason, 300),
        by_person_id=hand.actor.person_id if hand.actor else None,
        by_name=who.name, by_post=who.post, by_organisation=who.organisation, entered_at=hand.at,
    )  # fmt: skip


def _record(hand: _Hand, action: str, version: PackVersion, before: object, detail: dict[str, object]) -> None:
    record(
        at=hand.at, who=hand.actor.who if hand.actor else SYSTEM, action=action, kind="pack", key=str(version.pk),
        area_code=version.area_code, before=before, after=state_of_version(version),
        detail={
            "pack": version.pack_id, "version": version.version_no, "act": one_line(hand.by.act, 200),
            "number": one_line(hand.by.number, 80), **detail,
        },
    )  # fmt: skip
