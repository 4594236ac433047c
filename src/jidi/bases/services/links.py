"""Organisations of a base: its service institution, associations, enterprises."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from jidi.accounts.acting import Permit
from jidi.accounts.models import Organisation
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases import refusals
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, BaseLink
from jidi.bases.services.bases import KIND, locked, note
from jidi.bases.values import Hand
from jidi.common.say import Refused, Say
from jidi.common.texts import one_line


@refusals_audited("base.link", lambda a: About(KIND, str(a["base"].pk), a["base"].area_id))
def link_organisation(
    *, permit: Permit, base: Base, organisation: Organisation, role: LinkRole, from_on: date, source: str, at: datetime
) -> BaseLink:
    """Say that an organisation belongs to a base from a day on, and as what (permit: ``base.change``).

    The clerks of an institution may then keep the base. Raises Refused where it is linked so already.
    """
    refusals.fits(permit, "base.change", KIND, str(base.pk))
    with operation(at=at):
        held = locked(base)
        try:
            with transaction.atomic():
                made = BaseLink.objects.create(
                    base=held,
                    organisation=organisation,
                    role=role,
                    from_on=from_on,
                    living_key=f"{held.pk}|{organisation.pk}|{role}",
                    source=one_line(source, 400),
                    entered_at=at,
                    entered_by_id=permit.actor.person_id,
                )
        except IntegrityError:
            raise _linked_already(organisation, role) from None
        detail = {"organisation": organisation.pk, "name": organisation.name, "role": role, "from": from_on}
        note(Hand.of(permit, at), "base.link", held, detail=detail)
    return made


@refusals_audited("base.unlink", lambda a: About(KIND, str(a["link"].base_id), a["link"].base.area_id))
def unlink_organisation(*, permit: Permit, link: BaseLink, on: date, at: datetime) -> BaseLink:
    """End a link: ``on`` is the first day it no longer holds (permit: ``base.change``)."""
    refusals.fits(permit, "base.change", KIND, str(link.base_id))
    with operation(at=at):
        held = BaseLink.objects.select_for_update(of=("self",)).select_related("base", "organisation").get(pk=link.pk)
        held.to_on, held.living_key = max(on, held.from_on), None
        held.save(update_fields=["to_on", "living_key"])
        detail = {
            "organisation": held.organisation_id,
            "name": held.organisation.name,
            "role": held.role,
            "until": held.to_on,
        }
        note(Hand.of(permit, at), "base.unlink", held.base, detail=detail)
    return held


def _linked_already(organisation: Organisation, role: LinkRole) -> Refused:
    return Refused(
        Say("没有再次关联。", "It was not linked again."),
        Say(
            f"{organisation.name}已是该基地的{role.say.zh}。",
            f"{organisation.name} is the base's {role.say.en} already.",
        ),
        Say("如身份有变，请先结束原有关联。", "If that changed, end the present link first."),
        code="linked-already",
    )
