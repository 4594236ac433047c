"""Versions of packs: brought in as drafts, put into force from a day, ended by a later one."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db.models import Q

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.say import Cite, Refused, Say, house
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.policies.permissions import may_keep
from jidi.policies.queries import pack as pack_of
from jidi.policies.runtime import Use, not_carried_out
from jidi.policies.states import state_of_version
from policycore.pack import Pack, PackError, Raw, build_pack
from policycore.pack.model import DocumentStatus, HeaderValue
from policycore.pack.stored import raw_of_texts, texts_of

WHOLE = house("政策包整体校验通过才能导入", "a pack comes in only as a whole and checked")
FIXED = house("已发布的版本不再改动", "a published version does not change")
ALL_OR_NOTHING = house("系统不能执行的规定不能发布", "what the system cannot carry out is not published")
BINDING = house("征求意见稿只能试算，不能发布", "a draft for consultation may be rehearsed, never published")


class PackRefused(Refused):
    """A pack that cannot come in or cannot be published, with everything that stands in the way."""

    code = "pack-refused"

    def __init__(
        self, what: Say, lines: list[str], next_step: Say, *, cite: Cite = WHOLE, uses: tuple[Use, ...] = ()
    ) -> None:
        text = "\n".join(lines)
        super().__init__(what, Say(text, text), next_step, cite=cite, status=422)
        self.lines = lines
        self.uses = uses


@refusals_audited("pack.import", lambda named: About("pack", Path(str(named["folder"])).name))
def import_pack(*, folder: Path, actor: Actor | None, at: datetime) -> PackVersion:
    """Bring a pack in as a draft, its texts stored so that the exact pack is built from the database for ever.

    The same content again changes nothing; a draft of the same number is replaced. Without an ``actor`` the system
    imports (installation, command line). Raises PackRefused with every problem of the pack, or when a published
    version of this number has another content.
    """
    try:
        texts = texts_of(folder)
        pack = build_pack(raw_of_texts(texts))
    except PackError as error:
        raise PackRefused(
            Say("政策包没有导入。", "The pack was not imported."),
            [str(problem) for problem in error.problems],
            Say("请按所列文件和行改正后再导入。", "Mend the files and lines named, then import again."),
        ) from error
    if actor is not None:
        require(may_keep(actor, pack, day_of(at), action="pack.import"))
    with operation(at=at):
        kept = PackVersion.objects.select_for_update(of=("self",))
        found = kept.filter(pack_id=pack.id, version_no=pack.header.version).first()
        if found is not None and found.digest == pack.digest:
            return found
        if found is not None and found.status != VersionStatus.DRAFT:
            raise _already_published(found)
        version = _written(found, pack, texts, actor, at)
        record(
            at=at, who=actor.who if actor else SYSTEM, action="pack.imported", kind="pack", key=str(version.pk),
            area_code=pack.header.area, detail={"pack": pack.id, "version": pack.header.version},
            after=state_of_version(version),
        )  # fmt: skip
    return version


def _written(
    found: PackVersion | None, pack: Pack, texts: dict[str, str], actor: Actor | None, at: datetime
) -> PackVersion:
    version = found or PackVersion(pack_id=pack.id, version_no=pack.header.version)
    version.digest = pack.digest
    version.files_json = json.dumps(texts, ensure_ascii=False, sort_keys=True)
    version.zh, version.en = pack.header.zh, pack.header.en
    version.scheme, version.area_code = pack.header.scheme, pack.header.area
    version.imported_at, version.imported_by_id = at, actor.person_id if actor else None
    version.save()
    return version


@refusals_audited("pack.publish", lambda named: About("pack", str(named["version_id"])))
def publish(*, version_id: int, from_on: date, actor: Actor | None, at: datetime) -> PackVersion:
    """Put a draft into force from a day; the version in force until then ends the day before.

    Raises PackRefused for a consultation draft, for anything no room carries out yet (naming file and element), and for
    a day before the document's own first day.
    """
    with operation(at=at):
        # Locked: two people may publish in the same moment; the second has to see that it is done.
        version = PackVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        pack = pack_of(version)
        if actor is not None:
            require(may_keep(actor, pack, day_of(at), action="pack.publish"))
        _require_publishable(version, pack, raw_of_texts(version.files), from_on)
        before = state_of_version(version)
        ended = _end_earlier(version, pack, from_on, actor, at)
        version.status, version.in_force_from = VersionStatus.PUBLISHED, from_on
        version.in_force_to = _end_of(pack.header.in_force_until)
        version.published_at, version.published_by_id = at, actor.person_id if actor else None
        version.save()
        record(
            at=at, who=actor.who if actor else SYSTEM, action="pack.published", kind="pack", key=str(version.pk),
            area_code=version.area_code, before=before, after=state_of_version(version),
            detail={"pack": pack.id, "version": version.version_no, "from": from_on, "ended": ended},
        )  # fmt: skip
    return version


def _end_earlier(version: PackVersion, pack: Pack, from_on: date, actor: Actor | None, at: datetime) -> list[str]:
    """End what is in force until now: earlier versions of the pack, and the document it replaces."""
    same = Q(pack_id=version.pack_id)
    if pack.header.replaces:
        same |= Q(pack_id=pack.header.replaces.pack)
    open_ended = Q(in_force_to__isnull=True) | Q(in_force_to__gt=from_on)
    earlier = PackVersion.objects.filter(same, open_ended, status=VersionStatus.PUBLISHED).exclude(pk=version.pk)
    ended = []
    for row in earlier.select_for_update(of=("self",)).order_by("pk"):
        before = state_of_version(row)
        row.in_force_to = max(from_on, row.in_force_from or from_on)
        row.save(update_fields=["in_force_to"])
        ended.append(str(row))
        record(
            at=at, who=actor.who if actor else SYSTEM, action="pack.ended", kind="pack", key=str(row.pk),
            area_code=row.area_code, before=before, after=state_of_version(row), detail={"by": str(version)},
        )  # fmt: skip
    return ended


def _require_publishable(version: PackVersion, pack: Pack, raw: Raw, from_on: date) -> None:
    what = Say("政策包没有发布。", "The pack was not published.")
    if version.status != VersionStatus.DRAFT:
        raise _already_published(version)
    if pack.header.status is DocumentStatus.CONSULTATION:
        why = f"pack.yaml: status: consultation；《{pack.header.zh}》还在征求意见"
        next_step = Say("请在正式文件印发后导入正式文本。", "Import the document once it is issued.")
        raise PackRefused(what, [why], next_step, cite=BINDING)
    unable = not_carried_out(pack, raw)
    if unable:
        next_step = Say(
            "请去掉所列内容，或等系统支持后再发布。", "Take these out, or publish once the system carries them out."
        )
        raise PackRefused(what, [str(use) for use in unable], next_step, cite=ALL_OR_NOTHING, uses=tuple(unable))
    first = pack.header.in_force_from.value
    if isinstance(first, date) and from_on < first:
        why = f"pack.yaml: in-force-from: {first}（{pack.header.in_force_from.place}）晚于 {from_on}"
        next_step = Say(f"请选 {first} 或以后的日期。", f"Choose {first} or a later day.")
        raise PackRefused(what, [why], next_step, cite=WHOLE)


@refusals_audited("pack.withdraw", lambda named: About("pack", str(named["version_id"])))
def withdraw(*, version_id: int, on: date, reason: str, actor: Actor | None, at: datetime) -> PackVersion:
    """Take a published version out of force from a day, with a reason. What was pinned to it stays pinned."""
    with operation(at=at):
        version = PackVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if actor is not None:
            require(may_keep(actor, pack_of(version), day_of(at), action="pack.withdraw"))
        if version.status != VersionStatus.PUBLISHED or not reason.strip():
            raise PackRefused(
                Say("政策包没有撤回。", "The pack was not withdrawn."),
                [
                    f"现为{version.get_status_display()}"
                    if version.status != VersionStatus.PUBLISHED
                    else "没有写明理由"
                ],
                Say(
                    "只有已发布的版本可以撤回，并须写明理由。", "Only a published version is withdrawn, with a reason."
                ),
                cite=FIXED,
            )
        before = state_of_version(version)
        version.status = VersionStatus.WITHDRAWN
        version.in_force_to = max(on, version.in_force_from or on)
        version.save(update_fields=["status", "in_force_to"])
        record(
            at=at, who=actor.who if actor else SYSTEM, action="pack.withdrawn", kind="pack", key=str(version.pk),
            area_code=version.area_code, before=before, after=state_of_version(version),
            detail={"pack": version.pack_id, "version": version.version_no, "on": on, "reason": reason.strip()},
        )  # fmt: skip
    return version


def _end_of(value: HeaderValue | None) -> date | None:
    """The first day on which a document is no longer in force; its header names the last day it is."""
    last = value.value if value else None
    return last + timedelta(days=1) if isinstance(last, date) else None


def _already_published(version: PackVersion) -> PackRefused:
    return PackRefused(
        Say("没有改动。", "Nothing was changed."),
        [f"pack.yaml: version: {version.version_no}；《{version.zh}》第 {version.version_no} 版已发布"],
        Say("请把 pack.yaml 的 version 加一后再导入。", "Raise version in pack.yaml by one, then import."),
        cite=FIXED,
    )
