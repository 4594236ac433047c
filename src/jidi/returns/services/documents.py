"""A duty fulfilled by a document: the file is uploaded, named with title, number and date, and goes the way of the duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import operation, refusals_audited
from jidi.common.clock import day_of
from jidi.common.say import Say
from jidi.files import services as files
from jidi.files.models import Attachment
from jidi.files.queries import attachments_of
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level, Paper
from jidi.returns.permissions import cite_for, level_filled_by, may_fill, may_prepare
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, levels_of
from jidi.returns.queries.jointly import DOCUMENT
from jidi.returns.services.filing import about, all_agreed, ask_again, once_for, up
from jidi.returns.services.states import Step, change, locked, refused

PART = DOCUMENT
"""What its files are filed under, beside the duty's own key."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed in: the document's title, number (may be empty) and date, and the keys of its files."""

    title: str
    number: str
    dated: date
    file_keys: tuple[str, ...]


@refusals_audited("duty.document", about)
def attach_document(*, actor: Actor, duty: Duty, name: str, content: Any, at: datetime) -> Attachment:
    """Upload a file of the document; it is used when the document is handed in. Every office that owes it jointly may."""
    permit = require(may_prepare(actor, duty, levels_of(duty)))
    own = Permit(actor, files.ATTACH, OWNER, f"{duty.pk}:{PART}", permit.reason, permit.cite)
    with operation(at=at):
        made = files.attach(permit=own, name=name, content=content, area_code=duty.area_code, at=at)
        ask_again(duty, on=day_of(at), at=at)
    return made


def files_at_hand(actor: Actor, duty: Duty) -> list[Attachment]:
    """The files uploaded that no document handed in before consists of."""
    key = f"{duty.pk}:{PART}"
    used = {one for keys in duty.papers.values_list("file_keys", flat=True) for one in keys.split(",")}
    return [one for one in attachments_of(actor, OWNER, [key]).get(key, []) if one.key not in used]


@refusals_audited("duty.document", about)
def hand_in_document(
    *, actor: Actor, duty: Duty, handed: Handed, on: date, at: datetime, once_key: str, why: str = ""
) -> Act:
    """Hand a document in: as the debtor, or as who feeds the debtor; it is reviewed, passed on and accepted like a form.

    Where a form is asked for too, or something done elsewhere, it is kept and the duty stays open for those. Raises
    Refused without title or file, for files that are not at hand, for a date to come, and while articles are missing that are asked for beside it.
    """

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_fill(actor, held, levels))
        level = level_filled_by(actor, held, levels)
        _complete(actor, held, handed, on)
        all_agreed(held, level, on)
        made = Paper(
            duty=held, document=filling.document_of(held), title=handed.title.strip()[:200],
            number=handed.number.strip()[:80], dated=handed.dated, file_keys=",".join(handed.file_keys),
            person_id=actor.person_id, who_post=actor.post_name, who_organisation=actor.organisation_name, at=at,
        )  # fmt: skip
        made.save()
        return change(held, levels, permit, _step(held, levels, level, made, why, on, at), on=on, at=at).pk

    content = [duty.pk, handed.title, handed.number, handed.dated, list(handed.file_keys), why]
    return Act.objects.get(pk=once_for(actor, "duty.document", once_key, at, content, work))


def as_handed(made: Paper) -> dict[str, Any]:
    """A document handed in as the act and the trail know it."""
    names = ("document", "title", "number", "file_keys")
    return {**{name: getattr(made, name) for name in names}, "dated": made.dated.isoformat(), "paper": made.pk}


def _step(duty: Duty, levels: Sequence[Level], level: Level, made: Paper, why: str, on: date, at: datetime) -> Step:
    words = f"{made.title}{f'（{made.number}）' if made.number else ''}{f'：{why.strip()}' if why.strip() else ''}"
    kept = Step(ActKind.DOCUMENT, words[:1000], detail=as_handed(made), place=level.place, cite=cite_for(duty))
    if filling.form_fulfils(duty) or filling.waits_elsewhere(duty):
        return kept
    return up(duty, levels, level, kept, on=on, at=at)


def _complete(actor: Actor, duty: Duty, handed: Handed, on: date) -> None:
    if not filling.document_of(duty):
        raise _refused("这一项不以文件完成。", "No document is asked for here.", "no-document")
    if not handed.title.strip():
        raise _refused("没有写文件标题。", "The document has no title.", "title")
    if not handed.file_keys:
        raise _refused("没有上传文件。", "No file was uploaded.", "no-file")
    if handed.dated > on:
        raise _refused(f"文件日期 {handed.dated} 还没有到。", f"{handed.dated} is still to come.", "to-come")
    if not set(handed.file_keys) <= {one.key for one in files_at_hand(actor, duty)}:
        raise _refused(
            "所列文件里有的不是为这一项上传的，或者已经递交过。",
            "Some of the files were not uploaded for this, or were handed in before.",
            "file-unknown",
        )


def _refused(zh: str, en: str, code: str) -> Exception:
    return refused(
        Say("没有递交。", "It was not handed in."), Say(zh, en), Say("请补齐后再递交。", "Complete it and send it again."),
        code, status=422,
    )  # fmt: skip
