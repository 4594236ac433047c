"""What an entry is about, and the page of its form: shared by entering and correcting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.accounts.models import Division, Organisation
from jidi.bases import refusals
from jidi.bases.entries import EntryValues, problems_with
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_enter, may_enter_opening
from jidi.bases.queries.bases import base_for
from jidi.bases.queries.links import links_of
from jidi.bases.queries.packs import versions_for
from jidi.bases.queries.places import place_for, version_over
from jidi.bases.queries.registers import OF_BASE
from jidi.bases.services.evidence import Evidence
from jidi.common.say import Refused, Say, Unknown
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.web.desk.bases.base import GROUPS
from jidi.web.desk.bases.entryform import EntryForm
from jidi.web.desk.bases.shown import distinct
from jidi.web.desk.bases.words import ROOM, base_address, crumbs, require_business
from jidi.web.desk.http import page
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Link, Problem
from policycore.facts import Subject
from policycore.registers import Register, RegisterKind

_ROLES = {
    RegisterKind.INSTITUTION: LinkRole.INSTITUTION,
    RegisterKind.ASSOCIATION: LinkRole.ASSOCIATION,
    RegisterKind.ACTIVITY: LinkRole.ASSOCIATION,
    RegisterKind.HONESTY: LinkRole.ENTERPRISE,
}
"""Which organisations of a base a register may name."""


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: a base or a place, the pack in force there, and the register."""

    version: PackVersion | None
    rule: Register
    base: Base | None = None
    area: Division | None = None

    @property
    def subject(self) -> Subject:
        """What rules look at."""
        return Subject("base", str(self.base.pk)) if self.base else Subject("area", self.area.pk if self.area else "")

    @property
    def name(self) -> str:
        """What the base or place is called."""
        return self.base.name if self.base else (self.area.name if self.area else "")

    @property
    def href(self) -> str:
        """Where one returns to: the tab of the register, or the page of the place."""
        if self.base is not None:
            tab = next((key for key, (_, kinds) in GROUPS.items() if self.rule.register_ in kinds), "")
            return base_address(self.base, tab, self.rule.id)
        return reverse("desk:place", args=[self.area.pk if self.area else ""])

    @property
    def crumbs(self) -> list[Link]:
        """The way to here."""
        if self.base is not None:
            return [*crumbs(self.base), Link(self.rule.say, self.href)]
        return [*crumbs(), Link(self.name, self.href)]

    def permit(self, actor: Actor, on: date) -> Permit | Denied:
        """Whether the actor may enter here."""
        area = self.area.pk if self.area else ""
        if self.version is None or self.rule.id not in pack(self.version).registers:
            return may_enter_opening(actor, register=self.rule.register_, base=self.base, area_code=area, on=on)
        return may_enter(actor, version=self.version, rule_id=self.rule.id, base=self.base, area_code=area, on=on)

    def organisations(self, on: date) -> list[Organisation]:
        """The organisations of the base an entry may name."""
        role = _ROLES.get(self.rule.register_)
        if self.base is None or role is None:
            return []
        return [link.organisation for link in links_of(self.base, on).filter(role=role)]


def about_base(actor: Actor, pk: int, rule: str, on: date) -> About:
    """The register of a base an address names. Raises Unknown where the base or the register is none."""
    require_business(actor)
    base = base_for(actor, pk, on)
    return _about(versions_for([base], on).get(base.pk), rule, OF_BASE, base=base)


def about_place(actor: Actor, code: str, rule: str, on: date) -> About:
    """The register of a place an address names."""
    require_business(actor)
    area = place_for(actor, code)
    return _about(version_over(area.pk, on), rule, frozenset({area.tier}), area=area)


def _about(version: PackVersion | None, rule: str, of: frozenset[str], **about: Any) -> About:
    found = pack(version).registers.get(rule) if version else None
    if found is None or found.of not in of:
        raise Unknown(Say("项登记", "register"))
    return About(version, found, **about)


def form_of(about: About, on: date, *args: Any, correcting: bool = False, **kwargs: Any) -> EntryForm:
    """The form of a register, empty or with what was typed."""
    return EntryForm(
        *args,
        rule=about.rule,
        version=about.version,
        subject=about.subject,
        on=on,
        organisations=about.organisations(on),
        correcting=correcting,
        **kwargs,
    )


def permitted(about: About, actor: Actor, on: date) -> Permit:
    """The permit to enter here. Raises Denied, or that the base has left the register."""
    if about.base is not None and about.base.ended_on is not None:
        raise refusals.ended(about.base)
    return require(about.permit(actor, on))


def problems_of(about: About, values: EntryValues, on: date, with_files: bool) -> list[Problem]:
    """Everything that speaks against what was filled in, before anything is stored."""
    if about.version is None:
        return []
    # A file may be the evidence an incident needs; it is not stored yet, so it stands in by name.
    judged = replace(values, file_keys=("new",)) if with_files else values
    found, _ = problems_with(about.version, about.rule, about.subject, judged, on)
    return [Problem(say) for say in found]


def reason(refused: Refused) -> Say:
    """Why a service refused, and what to do."""
    return refused.because


def evidence_of(files: list[UploadedFile]) -> list[Evidence]:
    """The files that were sent, as the services take them."""
    return [Evidence(file.name or "file", file.size or 0, file.chunks()) for file in files]


def form_page(
    request: HttpRequest,
    about: About,
    form: EntryForm,
    permit: Permit,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
    entry: RegisterEntry | None = None,
) -> HttpResponse:
    """The page of a form, empty or with what was typed and what is wrong with it."""
    context = {
        "about": about,
        "form": form,
        "problems": problems or [],
        "permit": permit,
        "chips": distinct(chips_of(pack(about.version), about.rule.citation()))
        if about.version and about.rule.citation()
        else (),
        "entry": entry,
        "crumbs": about.crumbs,
    }
    return page(request, "desk/bases/entry_form.html", context, room=ROOM, status=status)
