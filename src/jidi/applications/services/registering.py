"""Registering what is not on record yet together with its application: by the office that prepares it, or by itself."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.accounts.enums import OrgKind
from jidi.accounts.models import Division, Organisation
from jidi.applications.kinds import THEMSELVES, applies_itself
from jidi.applications.models import Application, Round
from jidi.applications.permissions import starting_cite
from jidi.applications.services.applying import begun, refused
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases.enums import HostKind, LinkRole
from jidi.bases.models import Base
from jidi.bases.permissions import may_keep_base, may_keep_own
from jidi.bases.services.bases import open_base
from jidi.bases.services.links import link_organisation
from jidi.bases.values import HostAt, products_in
from jidi.common.keys import once
from jidi.policies.queries import pack


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
    kind: str = "",
) -> Application:
    """Register a base that is not on record yet and start its application, both or neither.

    ``kind`` is the kind of the pack it applies as. Raises Refused as ``start_application`` does, and where such a base is
    on record or lacks a name or products.
    """

    def work() -> int:
        named = products_in(products)
        if not named or host_kind not in HostKind.values:
            raise refused("还没有写主要产品，或没有选所在地类型。", "Name the products and the kind of host.", None)
        host = HostAt(HostKind(host_kind), area, host_words.strip())
        permit = require(may_keep_base(actor, "base.open", area_code=area.pk, key=area.pk))
        scheme = pack(round_.version).header.scheme
        base = open_base(
            permit=permit, scheme=scheme, name=name.strip(), host=host, products=named, from_on=None,
            source=f"{round_.zh}（申报登记）", is_demo=round_.is_demo, at=at,
        )  # fmt: skip
        return begun(actor, round_, base, None, kind, on, at, once_key)

    content = [round_.key, area.pk, name, host_kind, host_words, products, *([kind] if kind else [])]
    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="application.register", at=at, work=work, content=content)
        return Application.objects.select_related("round__version", "case__version", "base__area").get(pk=done.result)


@refusals_audited("application.register", lambda a: About("round", a["round_"].key, a["actor"].area_code))
def register_itself(
    *, actor: Actor, round_: Round, name: str, products: str, on: date, at: datetime, once_key: str, kind: str = ""
) -> Application:
    """Let a park or an enterprise register what it applies for, with itself as the host, and start the application.

    Raises Refused as ``start_application`` does, where an office applies for it by the document, or where the actor's
    organisation is neither a park nor an enterprise.
    """

    def work() -> int:
        organisation = Organisation.objects.select_related("area").get(pk=actor.organisation_id)
        whole = pack(round_.version)
        procedure, sits_in = whole.procedures[round_.procedure], THEMSELVES.get(OrgKind(organisation.kind))
        if sits_in is None or not applies_itself(whole, procedure):
            why = "按办法由主管部门代为申报，或贵单位不是园区、企业。"
            raise refused(
                why, "An office applies for it, or yours is no park or enterprise.", starting_cite(whole, procedure)
            )
        named = products_in(products)
        if not named or not name.strip():
            raise refused("还没有写名称或主要产品。", "Name it and its products.", None)
        base = open_base(
            permit=require(may_keep_own(actor, "base.open", organisation, key=organisation.area_id)),
            scheme=whole.header.scheme, name=name.strip(),
            host=HostAt(sits_in, organisation.area, organisation.name, organisation), products=named, from_on=None,
            source=f"{round_.zh}（申报登记）", is_demo=round_.is_demo, at=at,
        )  # fmt: skip
        _linked(actor, base, organisation, sits_in, on, at)
        return begun(actor, round_, base, organisation, kind, on, at, once_key)

    with operation(at=at):
        content = [round_.key, actor.organisation_id, name, products, kind]
        done = once(key=once_key, who=actor.key, what="application.register-itself", at=at, work=work, content=content)
        return Application.objects.select_related("round__version", "case__version", "base__area").get(pk=done.result)


def _linked(actor: Actor, base: Base, organisation: Organisation, sits_in: HostKind, on: date, at: datetime) -> None:
    """A park speaks for what it hosts as its institution, an enterprise as itself."""
    role = LinkRole.ENTERPRISE if sits_in == HostKind.ENTERPRISE else LinkRole.INSTITUTION
    permit = require(may_keep_own(actor, "base.change", organisation, key=str(base.pk)))
    link_organisation(
        permit=permit, base=base, organisation=organisation, role=role, from_on=on, source="申报登记", at=at
    )
