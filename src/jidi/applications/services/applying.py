"""Starting an application, filling it in, adding its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.models import Organisation
from jidi.applications.definitions import checklist_of, forms_of
from jidi.applications.models import Application, Round
from jidi.applications.permissions import is_open, starting_cite
from jidi.applications.queries import OWNER, document_owner, may_edit, owner_permit, situation_of, step_of, unlocked_fields
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases.models import Base
from jidi.cases import permissions as case_permissions
from jidi.cases import services as cases
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.files import services as files
from jidi.files.models import Attachment
from jidi.filings import services as filings
from jidi.filings.queries import filing_of
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack, situation
from policycore.engine import right
from policycore.facts import Subject
from policycore.open_points import Where
from policycore.verdict import Truth

SUBJECT = "base"


@refusals_audited("application.start", lambda a: About("round", a["round_"].key, a["base"].area_id))
def start_application(
    *,
    actor: Actor,
    round_: Round,
    base: Base,
    organisation: Organisation | None,
    on: date,
    at: datetime,
    once_key: str,
) -> Application:
    """Start the application of a base in a round: its case, its forms. One living application per round and base.

    Raises Refused when the round is closed, the actor does not prepare applications there, the base may not apply (with
    the article that says so), or it has applied already.
    """
    whole = pack(round_.version)
    procedure = whole.procedures[round_.procedure]
    subject = Subject(SUBJECT, str(base.pk))
    cite = starting_cite(whole, procedure)
    permit = require(
        case_permissions.may_open(
            actor, round_.version, procedure.id, subject, base.area_id, on,
            organisation_id=organisation.pk if organisation else None,
        )
    )  # fmt: skip
    if not is_open(round_, on):
        raise _refused("这一轮不在受理期内。", "The round does not take applications on this day.", cite)
    _require_right(round_, base, subject, procedure.right, on)

    def work() -> int:
        living = f"{round_.pk}:{base.pk}"
        if Application.objects.filter(living_key=living).exists():
            raise _refused(f"{base.name}在本轮已有申报。", f"{base.name} has applied in this round.", cite)
        opened = cases.open_case(
            version_id=round_.version_id,
            procedure=procedure.id,
            subject=subject,
            title=Say(base.name, base.name),
            area_code=base.area_id,
            permit=permit,
            at=at,
            on=on,
            key=f"{once_key}-case"[:64],
            round_key=round_.key,
            year=str(round_.year),
            applicant_organisation_id=organisation.pk if organisation else None,
        )
        made = Application.objects.create(
            round=round_,
            case_id=opened.case_id,
            base=base,
            organisation=organisation,
            living_key=living,
            started_by_id=actor.person_id,
            started_at=at,
        )
        _open_forms(made, actor, permit, on, at)
        detail = {"round": round_.key, "base": base.pk, "case": opened.case_id}
        record(at=at, who=actor.who, action="application.start", kind="application", key=str(made.pk),
               area_code=base.area_id, detail=detail)  # fmt: skip
        return made.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="application.start", at=at, work=work, content=[round_.key, base.pk])
        return Application.objects.select_related("round__version", "case", "base").get(pk=done.result)


def save_draft(
    *,
    actor: Actor,
    application: Application,
    form_id: str,
    changes: Mapping[str, str],
    revision: int,
    on: date,
    at: datetime,
    page: str = "",
    choose: Mapping[str, int] | None = None,
) -> filings.Saved:
    """Keep what was typed into a form of an application (autosave): only while its filling step is with the actor."""
    permit = require(may_edit(actor, application, on))
    filing = filing_of(OWNER, str(application.pk), form_id, str(application.round.year))
    return filings.save_draft(
        filing=filing,
        actor=actor,
        permit=owner_permit(permit, application),
        changes=changes,
        base_revision=revision,
        at=at,
        page=page,
        allowed_fields=unlocked_fields(application),
        choose=choose,
    )


@refusals_audited("application.attach", lambda a: About("application", str(a["application"].pk), a["application"].base.area_id))
def attach_document(
    *, actor: Actor, application: Application, item_id: str, name: str, content: Iterable[bytes], on: date, at: datetime
) -> Attachment:
    """Add a document of the round's checklist to an application. Raises Refused for an item the round does not ask for."""
    permit = require(may_edit(actor, application, on))
    items = {item.id for item in checklist_of(situation_of(application, on), step_of(application))}
    if item_id not in items:
        raise _refused("本轮材料清单里没有这一项。", "The round's checklist has no such item.", permit.cite)
    owner = Permit(actor, "file.attach", OWNER, document_owner(application, item_id), permit.reason, permit.cite)
    return files.attach(permit=owner, name=name, content=content, area_code=application.base.area_id, at=at)


def _open_forms(application: Application, actor: Actor, permit: Permit, on: date, at: datetime) -> None:
    situation = situation_of(application, on)
    for form in forms_of(situation, step_of(application)):
        filings.open_filing(
            actor=actor,
            permit=owner_permit(permit, application),
            owner_kind=OWNER,
            owner_key=str(application.pk),
            form=form,
            subject=Subject(SUBJECT, str(application.base_id)),
            area_code=application.base.area_id,
            at=at,
            period=str(application.round.year),
            pack_version_id=application.round.version_id,
        )


def _require_right(round_: Round, base: Base, subject: Subject, name: str, on: date) -> None:
    if name == "none":
        return
    where = Where(round=round_.key, area=base.area_id, year=str(round_.year))
    verdict = right(situation(round_.version, subject, on, where), name, round_.procedure)
    if verdict.value is Truth.NO:
        cite = cite_of(pack(round_.version), verdict.citation)
        why = "；".join(f"{line.say.zh}：{line.value}" for line in verdict.trace) or "不符合条件"
        raise _refused(f"这个基地现在不能申报：{why}。", "This base may not apply now.", cite)


def _refused(zh: str, en: str, cite: Any) -> Refused:
    return Refused(
        Say("申报没有建立。", "The application was not started."),
        Say(zh, en),
        Say("请看轮次页面的说明，或联系市、省经办人。", "See the round's page, or turn to the officer of the city or province."),
        cite=cite,
    )
