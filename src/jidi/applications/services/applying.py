"""Starting an application, filling it in, adding its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.models import Organisation
from jidi.applications.definitions import extensions
from jidi.applications.kinds import applicant_kinds, hosts_of
from jidi.applications.models import Application, Round
from jidi.applications.permissions import is_open, starting_cite
from jidi.applications.queries import (
    OWNER,
    SUBJECT,
    checklist_now,
    document_owner,
    filing_for,
    may_edit,
    may_edit_document,
    owner_permit,
    unlocked_fields,
)
from jidi.applications.services.forms import open_all
from jidi.applications.titled import NOT_TWICE, ONE_AT_A_TIME, holding_already, living_for_title
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.queries.links import links_of
from jidi.cases import permissions as case_permissions
from jidi.cases import services as cases
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.files import services as files
from jidi.files.models import Attachment
from jidi.filings import services as filings
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack, situation
from policycore.engine import Situation, right
from policycore.facts import Subject
from policycore.forms import ChecklistItem
from policycore.open_points import Where
from policycore.verdict import Truth


@refusals_audited("application.start", lambda a: About("round", a["round_"].key, a["base"].area_id))
def start_application(
    *, actor: Actor, round_: Round, base: Base, organisation: Organisation | None, on: date, at: datetime, once_key: str,
    kind: str = "",
) -> Application:  # fmt: skip
    """Start the application of a base in a round: its case, its forms. One living application per round and base.

    Without an ``organisation`` the base's own institution applies, where it has one, else the park or enterprise it sits
    in. ``kind`` is the kind of the pack it applies as; it may be left out where its host fits only one. Raises Refused when
    the round is closed, the actor does not prepare applications there, the base may not apply (with the article that says
    so), is not of the kind, or has applied already.
    """

    def work() -> int:
        applicant = organisation or applicant_of(base, on)
        return begun(actor, round_, base, applicant, kind, on, at, once_key)

    with operation(at=at):
        content = [round_.key, base.pk, *([kind] if kind else [])]
        done = once(key=once_key, who=actor.key, what="application.start", at=at, work=work, content=content)
        return Application.objects.select_related("round__version", "case__version", "base__area").get(pk=done.result)


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
    filing = filing_for(application, form_id)
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


@refusals_audited("application.attach", lambda a: About(OWNER, str(a["application"].pk), a["application"].base.area_id))
def attach_document(
    *, actor: Actor, application: Application, item_id: str, name: str, content: Iterable[bytes], on: date, at: datetime
) -> Attachment:
    """Add a document of the round's checklist to an application. Raises Refused for an item the round does not ask for,
    and after a return for one its points do not name."""
    permit = require(may_edit_document(actor, application, item_id, on))
    item = next((one for one in checklist_now(application, on) if one.id == item_id), None)
    if item is None:
        raise refused("本轮材料清单里没有这一项。", "The round's checklist has no such item.", permit.cite)
    if item.formats and not name.lower().endswith(tuple(f".{one}" for one in extensions(item))):
        raise _other_format(item, name, permit.cite)
    owner = Permit(actor, files.ATTACH, OWNER, document_owner(application, item_id), permit.reason, permit.cite)
    return files.attach(permit=owner, name=name, content=content, area_code=application.base.area_id, at=at)


def _other_format(item: ChecklistItem, name: str, cite: Any) -> Refused:
    """A file of another kind than the round's list takes for this document."""
    ends = "、".join(f".{one}" for one in extensions(item))
    return Refused(
        Say(f"「{name}」没有上传。", f"“{name}” was not uploaded."),
        Say(f"材料「{item.zh}」{item.asks.zh}。", f"“{item.en or item.zh}”: {item.asks.en}."),
        Say(f"请另存为这些类型之一再上传：{ends}", f"Save it as one of these and upload that: {ends}"),
        **({"cite": cite} if cite else {}),
    )


@refusals_audited("application.detach", lambda a: About(OWNER, str(a["application"].pk), a["application"].base.area_id))
def detach_document(
    *, actor: Actor, application: Application, item_id: str, file_key: str, on: date, at: datetime
) -> Attachment:
    """Take a document back while the application is being filled in; row and bytes are kept."""
    permit = require(may_edit_document(actor, application, item_id, on))
    owner = Permit(actor, files.WITHDRAW, OWNER, document_owner(application, item_id), permit.reason, permit.cite)
    return files.withdraw(permit=owner, key=file_key, at=at)


def may_apply(round_: Round, base: Base, on: date, kind: str = "") -> Sequence[str]:
    """Say why a base may not apply in a round (as this kind); empty where it may, or where that cannot be told yet."""
    procedure = pack(round_.version).procedures[round_.procedure]
    if procedure.right == "none":
        return ()
    verdict = right(_situation(round_, base, on, kind), procedure.right, procedure.id)
    if verdict.value is not Truth.NO:
        return ()
    return tuple(f"{line.say.zh}：{line.value}" for line in verdict.trace) or ("不符合条件",)


def _situation(round_: Round, base: Base, on: date, kind: str) -> Situation:
    where = Where(round=round_.key, area=base.area_id, year=str(round_.year))
    return situation(round_.version, Subject(SUBJECT, str(base.pk)), on, where, kind=kind)


def begun(
    actor: Actor, round_: Round, base: Base, applicant: Organisation | None, kind: str, on: date, at: datetime, key: str
) -> int:
    """Begin an application in the caller's transaction and under its key; return its id. Raises as ``start_application``."""
    permit = _may_start(actor, round_, base, applicant, on)
    chosen = kind_for(round_, base, kind, on)
    _require_right(round_, base, on, chosen)
    return started(actor, permit, round_, base, applicant, chosen, on, at, key)


def kind_for(round_: Round, base: Base, kind: str, on: date) -> str:
    """The kind of the pack a base applies as: the one named, else the only one its host fits; "" where there are none.

    Raises Refused where several fit and none was named, the host does not fit it, or its own condition does not hold.
    """
    whole = pack(round_.version)
    kinds = {one.id: one for one in applicant_kinds(whole)}
    if not kinds and not kind:
        return ""
    host = base.hosts.filter(to_on__isnull=True, corrected_at__isnull=True).first()
    sits_in = HostKind(host.kind) if host else HostKind.DIVISION
    fitting = [one.id for one in kinds.values() if sits_in in hosts_of(one)]
    chosen = kind or (fitting[0] if len(fitting) == 1 else "")
    if not chosen or chosen not in kinds:
        raise refused("还没有选申报主体的类别。", "Choose the kind of applicant.", None)
    rule = kinds[chosen]
    cite = cite_of(whole, rule.citation())
    if chosen not in fitting:
        raise refused(f"{base.name}不是「{rule.say.zh}」这一类。", f"{base.name} is no {rule.say.en or rule.id}.", cite)
    asked = _situation(round_, base, on, "")
    if rule.when is not None and asked.ask(f"kind {rule.id}", rule.when, rule.citation()).value is Truth.NO:
        raise refused(
            f"不符合「{rule.say.zh}」的条件。", f"The condition of {rule.say.en or rule.id} is not met.", cite
        )
    return chosen


def _may_start(actor: Actor, round_: Round, base: Base, organisation: Organisation | None, on: date) -> Permit:
    whole = pack(round_.version)
    procedure = whole.procedures[round_.procedure]
    cite = starting_cite(whole, procedure)
    permit = require(
        case_permissions.may_open(
            actor, round_.version, procedure.id, Subject(SUBJECT, str(base.pk)), base.area_id, on,
            organisation.pk if organisation else None, round_key=round_.key,
        )
    )  # fmt: skip
    if not is_open(round_, on):
        raise refused("这一轮不在受理期内。", "The round does not take applications on this day.", cite)
    if Application.objects.filter(living_key=f"{round_.pk}:{base.pk}").exists():
        raise refused(f"{base.name}在本轮已有申报。", f"{base.name} has applied in this round.", cite)
    return permit


def _one_at_a_time(round_: Round, base: Base) -> None:
    """Hold the base to the end of the transaction: of two who begin in the same moment the second finds the first."""
    Base.objects.select_for_update(of=("self",)).get(pk=base.pk)
    other = living_for_title(round_, [base.pk]).get(base.pk)
    if other is None:
        return
    case = other.case
    raise Refused(
        Say("申报没有建立。", "The application was not started."),
        Say(
            f"{base.name}对同一称号已有在办的申报：{case.case_no}（{other.round.zh}）。",
            f"{base.name} has an application under way for the same title: {case.case_no} ({other.round.en or other.round.zh}).",
        ),
        Say(
            f"请继续办理 {case.case_no}；要改报本轮的，先在该案卷撤回，或等其办结，再来申报。",
            f"Go on with {case.case_no}; to apply in this round, withdraw that one first or let it end.",
        ),
        cite=ONE_AT_A_TIME,
    )


def started(
    actor: Actor,
    permit: Permit,
    round_: Round,
    base: Base,
    organisation: Organisation | None,
    kind: str,
    on: date,
    at: datetime,
    key: str,
) -> int:
    """Open the case of an application and its forms, under a permit to do so; return its id. Call it inside an operation.

    Raises Refused while the base has an application under way for the same title, in whichever round.
    """
    _one_at_a_time(round_, base)
    opened = cases.open_case(
        version_id=round_.version_id,
        procedure=round_.procedure,
        subject=Subject(SUBJECT, str(base.pk)),
        title=Say(base.name, base.name),
        area_code=base.area_id,
        permit=permit,
        at=at,
        on=on,
        key=f"{key[:50]}-case",
        round_key=round_.key,
        year=str(round_.year),
        applicant_organisation_id=organisation.pk if organisation else None,
        kind=kind,
    )
    made = Application.objects.create(
        round=round_,
        case_id=opened.case_id,
        base=base,
        organisation=organisation,
        living_key=f"{round_.pk}:{base.pk}",
        started_by_id=actor.person_id,
        started_at=at,
    )
    open_all(actor, permit, made, on, at)
    detail = {"round": round_.key, "base": base.pk, "case": opened.case_id}
    record(at=at, who=actor.who, action="application.start", kind="application", key=str(made.pk),
           area_code=base.area_id, detail=detail)  # fmt: skip
    return made.pk


def applicant_of(base: Base, on: date) -> Organisation | None:
    """Who applies for a base by itself: its institution, else the park or enterprise it sits in; None where it has none."""
    return _institution(base, on) or _host_organisation(base)


def _institution(base: Base, on: date) -> Organisation | None:
    """The institution whose clerks speak for a base."""
    link = links_of(base, on).filter(role=LinkRole.INSTITUTION).order_by("id").first()
    return link.organisation if link else None


def _host_organisation(base: Base) -> Organisation | None:
    """The park or enterprise a base sits in, where that is an organisation of this site."""
    host = base.hosts.filter(to_on__isnull=True, corrected_at__isnull=True).select_related("organisation").first()
    return host.organisation if host else None


def _require_right(round_: Round, base: Base, on: date, kind: str) -> None:
    held = holding_already(round_, [base.pk]).get(base.pk)
    why = may_apply(round_, base, on, kind)
    if held is not None and not why:
        raise refused(
            f"{base.name}已有“{held.title_name}”称号，不再申报本轮的称号。",
            f"{base.name} holds “{held.title_name}” and does not apply for the title of this round.",
            NOT_TWICE,
        )
    if why:
        whole = pack(round_.version)
        rules = [r for r in whole.eligibility.values() if r.right == whole.procedures[round_.procedure].right]
        cite = cite_of(whole, rules[0].citation()) if rules else None
        raise refused(f"这个基地现在不能申报：{'；'.join(why)}。", "This base may not apply now.", cite)


def refused(zh: str, en: str, cite: Any) -> Refused:
    """An application was not started: why, and whom to ask."""
    return Refused(
        Say("申报没有建立。", "The application was not started."),
        Say(zh, en),
        Say(
            "请看轮次页面的说明，或联系市、省经办人。",
            "See the round's page, or turn to the officer of the city or province.",
        ),
        **({"cite": cite} if cite else {}),
    )
