"""What the pages of the administrators share: who may enter which, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, require
from jidi.accounts.enums import Duty
from jidi.accounts.models import Body, Organisation, Person, Post
from jidi.accounts.permissions import SEPARATION, may_administer
from jidi.accounts.queries import organisations_visible_to, people_visible_to
from jidi.common.say import Refused, Say, Unknown
from jidi.web.shared.parts import Link, Problem

ROOM: Final = "system"
ACCOUNTS: Final = (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN)
"""Who looks after accounts and organisations: the one makes, the other gives rights."""


def require_duty(actor: Actor, duties: Collection[Duty] = ACCOUNTS) -> None:
    """Raise Denied for anybody but these administrators."""
    if actor.duty not in duties:
        zh = "、".join(duty.say.zh for duty in duties)
        en = ", ".join(duty.say.en for duty in duties)
        raise Denied(
            Say(f"这一页由{zh}使用。", f"This page is for the {en}."),
            cite=SEPARATION,
            what=Say("您不能打开这一页。", "You cannot open this page."),
        )


def organisation_for(actor: Actor, pk: int) -> Organisation:
    """An organisation the administrator looks after. Raises Unknown otherwise."""
    require_duty(actor)
    found = organisations_visible_to(actor).filter(pk=pk).select_related("area", "parent").first()
    if found is None:
        raise Unknown(Say("个机构", "organisation"))
    return found


def post_for(actor: Actor, pk: int) -> Post:
    """A post of an organisation the administrator looks after."""
    require_duty(actor)
    found = (
        Post.objects.filter(pk=pk, organisation__in=organisations_visible_to(actor))
        .select_related("organisation")
        .first()
    )
    if found is None:
        raise Unknown(Say("个岗位", "post"))
    return found


def person_for(actor: Actor, pk: int) -> Person:
    """An account the administrator looks after."""
    require_duty(actor)
    found = people_visible_to(actor).filter(pk=pk).select_related("home", "created_by", "activated_by").first()
    if found is None:
        raise Unknown(Say("个账户", "account"))
    return found


def body_for(actor: Actor, pk: int) -> Body:
    """A body seated at an organisation the administrator looks after."""
    require_duty(actor)
    found = (
        Body.objects.filter(pk=pk, organisation__in=organisations_visible_to(actor))
        .select_related("organisation")
        .first()
    )
    if found is None:
        raise Unknown(Say("个议事机构", "body"))
    return found


def may(actor: Actor, action: str, area_code: str) -> bool:
    """Whether a form for this act is shown."""
    return bool(may_administer(actor, action, kind="", key="", area_code=area_code))


def require_act(actor: Actor, action: str, area_code: str) -> None:
    """Raise Denied where this act is not the administrator's, so that nobody corrects a form they may not send."""
    require(may_administer(actor, action, kind="", key="", area_code=area_code))


def problem_of(refused: Refused) -> Problem:
    """A refusal as a line of the error summary."""
    return Problem(Say(f"{refused.why.zh}{refused.next_step.zh}", f"{refused.why.en} {refused.next_step.en}"))


def crumbs(*more: Link) -> list[Link]:
    """The way to a page of 系统."""
    return [Link(Say("系统", "System"), reverse("desk:system")), *more]


ORGANISATIONS: Final = Say("机构和岗位", "Organisations and posts")
PEOPLE: Final = Say("人员和账户", "People and accounts")


def to_organisations() -> Link:
    """The link to the list of organisations."""
    return Link(ORGANISATIONS, reverse("desk:organisations"))


def to_people() -> Link:
    """The link to the list of accounts."""
    return Link(PEOPLE, reverse("desk:people"))


def to_organisation(office: Organisation) -> Link:
    """The link to an organisation."""
    return Link(office.name, reverse("desk:organisation", args=[office.pk]))
