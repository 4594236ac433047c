"""Starting an application, filling it in, adding its documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.models import Division, Organisation
from jidi.applications.models import Application, Round
from jidi.applications.permissions import is_open, starting_cite
from jidi.applications.queries import (
    OWNER,
    SUBJECT,
    checklist_now,
    document_owner,
    may_edit,
    may_edit_document,
    owner_permit,
    unlocked_fields,
)
from jidi.applications.services.forms import open_all
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base
from jidi.bases.queries.links import links_of
from jidi.bases.services.bases import open_base
from jidi.bases.values import HostAt, products_in
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


@refusals_audited("application.start", lambda a: About("round", a["round_"].key, a["base"].area_id))
def start_application(
    *, actor: Actor, round_: Round, base: Base, organisation: Organisation | None, on: date, at: datetime, once_key: str
) -> Application:
    """Start the application of a base in a round: its case, its forms. One living application per round and base.

    Without an ``organisation`` the base's own institution applies, where it has one. Raises Refused when the round is
    closed, the actor does not prepare applications there, the base may not apply (with the article that says so), or it
    has applied already.
    """

    def work() -> int:
        applicant = organisation or _institution(base, on)
        permit = _may_start(actor, round_, base, applicant, on)
        return _started(actor, permit, round_, base, applicant, on, at, once_key)

    with operation(at=at):
        done = once(
            key=once_key, who=actor.key, what="application.start", at=at, work=work, content=[round_.key, base.pk]
        )
        return Application.objects.select_related("round__version", "case__version", "base__area").get(pk=done.result)


@refusals_audited("application.register", lambda a: About("round", a["round_"].key, a["area"].pk))
def register_and_start(
    *,
    actor: Actor,
    round_: Round,
    area: Division,
    name: str,
    host_kind: str,
    host_words: str,
    products: str,
    on: date,
    at: datetime,
    once_key: str,
) -> Application:
    """Register a base that is not on record yet and start its application, both or neither.

    Raises Refused as ``start_application`` does, and where such a base is on record or lacks a name or products.
    """

    def work() -> int:
        named = products_in(products)
        if not named or host_kind not in HostKind.values:
            raise _refused("还没有写主要产品，或没有选所在地类型。", "Name the products and the kind of host.", None)
        host = HostAt(HostKind(host_kind), area, host_words.strip())
        permit = require(may_keep_base(actor, "base.open", area_code=area.pk, key=area.pk))
        scheme = pack(round_.version).header.scheme
        base = open_base(
            permit=permit, scheme=scheme, name=name.strip(), host=host, products=named, from_on=None,
            source=f"{round_.zh}（申报登记）", is_demo=round_.is_demo, at=at,
        )  # fmt: skip
        return _started(actor, _may_start(actor, round_, base, None, on), round_, base, None, on, at, once_key)

    content = [round_.key, area.pk, name, host_kind, host_words, products]
    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="application.register", at=at, work=work, content=content)
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


@refusals_audited("application.attach", lambda a: About(OWNER, str(a["application"].pk), a["application"].base.area_id))
def attach_document(
    *, actor: Actor, application: Application, item_id: str, name: str, content: Iterable[bytes], on: date, at: datetime
) -> Attachment:
    """Add a document of the round's checklist to an application. Raises Refused for an item the round does not ask for,
    and after a return for one its points do not name."""
    permit = require(may_edit_document(actor, application, item_id, on))
    if item_id not in {item.id for item in checklist_now(application, on)}:
        raise _refused("本轮材料清单里没有这一项。", "The round's checklist has no such item.", permit.cite)
    owner = Permit(actor, files.ATTACH, OWNER, document_owner(application, item_id), permit.reason, permit.cite)
    return files.attach(permit=owner, name=name, content=content, area_code=application.base.area_id, at=at)


@refusals_audited("application.detach", lambda a: About(OWNER, str(a["application"].pk), a["application"].base.area_id))
def detach_document(
    *, actor: Actor, application: Application, item_id: str, file_key: str, on: date, at: datetime
) -> Attachment:
    """Take a document back while the application is being filled in; row and bytes are kept."""
    permit = require(may_edit_document(actor, application, item_id, on))
    owner = Permit(actor, files.WITHDRAW, OWNER, document_owner(application, item_id), permit.reason, permit.cite)
    return files.withdraw(permit=owner, key=file_key, at=at)


def may_apply(round_: Round, base: Base, on: date) -> Sequence[str]:
    """Say why a base may not apply in a round; empty where it may, or where that cannot be told yet."""
    procedure = pack(round_.version).procedures[round_.procedure]
    if procedure.right == "none":
        return ()
    where = Where(round=round_.key, area=base.area_id, year=str(round_.year))
    verdict = right(situation(round_.version, Subject(SUBJECT, str(base.pk)), on, where), procedure.right, procedure.id)
    if verdict.value is not Truth.NO:
        return ()
    return tuple(f"{line.say.zh}：{line.value}" for line in verdict.trace) or ("不符合条件",)


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
        raise _refused("这一轮不在受理期内。", "The round does not take applications on this day.", cite)
    if Application.objects.filter(living_key=f"{round_.pk}:{base.pk}").exists():
        raise _refused(f"{base.name}在本轮已有申报。", f"{base.name} has applied in this round.", cite)
    _require_right(round_, base, on)
    return permit


def _started(
    actor: Actor,
    permit: Permit,
    round_: Round,
    base: Base,
    organisation: Organisation | None,
    on: date,
    at: datetime,
    key: str,
) -> int:
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


def _institution(base: Base, on: date) -> Organisation | None:
    """The institution whose clerks speak for a base."""
    link = links_of(base, on).filter(role=LinkRole.INSTITUTION).order_by("id").first()
    return link.organisation if link else None


def _require_right(round_: Round, base: Base, on: date) -> None:
    why = may_apply(round_, base, on)
    if why:
        whole = pack(round_.version)
        rules = [r for r in whole.eligibility.values() if r.right == whole.procedures[round_.procedure].right]
        cite = cite_of(whole, rules[0].citation()) if rules else None
        raise _refused(f"这个基地现在不能申报：{'；'.join(why)}。", "This base may not apply now.", cite)


def _refused(zh: str, en: str, cite: Any) -> Refused:
    return Refused(
        Say("申报没有建立。", "The application was not started."),
        Say(zh, en),
        Say(
            "请看轮次页面的说明，或联系市、省经办人。",
            "See the round's page, or turn to the officer of the city or province.",
        ),
        **({"cite": cite} if cite else {}),
    )
