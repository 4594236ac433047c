"""Versions of packs, brought in as drafts; ``publication`` puts them into force."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.say import Cite, Refused, Say, house
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.policies.permissions import may_keep
from jidi.policies.queries import pack as pack_of
from jidi.policies.runtime import Use
from jidi.policies.states import state_of_version
from policycore.pack import Pack, PackError, Raw, build_pack
from policycore.pack.model import DocumentStatus, HeaderValue
from policycore.pack.stored import raw_of_texts, texts_of

WHOLE = house("政策包整体校验通过才能导入", "a pack comes in only as a whole and checked")
FIXED = house("已发布的版本不再改动", "a published version does not change")


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
            [problem.shown() for problem in error.problems],
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
            raise already_published(found)
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


def already_published(version: PackVersion) -> PackRefused:
    """The refusal of a change to a version that is published."""
    return PackRefused(
        Say("没有改动。", "Nothing was changed."),
        [f"pack.yaml: version: {version.version_no}；《{version.zh}》第 {version.version_no} 版已发布"],
        Say("请把 pack.yaml 的 version 加一后再导入。", "Raise version in pack.yaml by one, then import."),
        cite=FIXED,
    )
