"""Posts and who holds them: creating, appointing, handing over, ending."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from jidi.accounts.acting import Actor, require
from jidi.accounts.enums import Duty, OrgKind, Tier
from jidi.accounts.models import Appointment, Organisation, Person, Post
from jidi.accounts.permissions import SEPARATION, may_administer
from jidi.accounts.queries import living
from jidi.accounts.separation import conflicts
from jidi.accounts.services.organisations import refuse_early
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.say import HOUSE, Cite, Refused, Say, house
from jidi.common.texts import comparable, one_line

KIND = "post"
LEVELS: dict[Duty, Tier] = {
    Duty.PROVINCE_OFFICER: Tier.PROVINCE,
    Duty.CITY_OFFICER: Tier.CITY,
    Duty.COUNTY_OFFICER: Tier.COUNTY,
}
KINDS: dict[Duty, OrgKind] = {Duty.ENTERPRISE: OrgKind.ENTERPRISE, Duty.CHAMBER: OrgKind.CHAMBER}
FITTING = house("职务与机构相符", "a duty fits its organisation")


def _about(asked: Any) -> About:
    post: Post = asked["post"]
    return About(KIND, str(post.pk), post.organisation.area_id)


@refusals_audited("post.create", lambda a: About(KIND, a["name"], a["organisation"].area_id))
def create_post(
    *,
    actor: Actor,
    organisation: Organisation,
    name: str,
    duty: Duty | str,
    name_en: str = "",
    valid_from: date,
    at: datetime,
) -> Post:
    """Create a post. Raises Refused when the duty does not fit the organisation or the name is taken there."""
    area_code = organisation.area_id
    require(may_administer(actor, "post.create", kind=KIND, key=name, area_code=area_code))
    _refuse_misfit(organisation, Duty(duty))
    living_key = f"{organisation.pk}:{comparable(name)}"
    with operation(at=at):
        if Post.objects.filter(living_key=living_key).exists():
            raise _refused(
                "岗位没有建立。",
                "The post was not created.",
                f"{organisation.name}已有岗位“{name}”。",
                f"{organisation.name} already has a post of this name.",
                code="post-twice",
            )
        made = Post.objects.create(
            organisation=organisation,
            name=one_line(name, 60),
            name_en=one_line(name_en, 100),
            duty=duty,
            living_key=living_key,
            valid_from=valid_from,
        )
        _record(actor, "post.create", made, at, {"name": made.name, "duty": made.duty})
    return made


@refusals_audited("post.end", _about)
def end_post(*, actor: Actor, post: Post, on: date, at: datetime) -> Post:
    """End a post: ``on`` is the first day it is no more. Raises Refused while somebody holds it."""
    require(_permit(actor, "post.end", post))
    with operation(at=at):
        held = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        refuse_early(held.valid_from, on)
        if Appointment.objects.filter(living(on, "", "from_on", "to_on"), post=held).exists():
            raise _refused(
                "岗位没有撤销。",
                "The post was not ended.",
                "仍有人在该岗位任职。",
                "Somebody still holds it.",
                code="posts-held",
            )
        held.valid_to, held.living_key = on, None
        held.save(update_fields=["valid_to", "living_key"])
        _record(actor, "post.end", held, at, {"until": on})
    return held


@refusals_audited("post.appoint", _about)
def appoint(
    *,
    actor: Actor,
    person: Person,
    post: Post,
    from_on: date,
    to_on: date | None = None,
    deputy: bool = False,
    at: datetime,
) -> Appointment:
    """Give a person a post from a day on (until the day before ``to_on``), regularly or as deputy (AB岗).

    Raises Refused for a closed account, a post already held, or duties that must lie with two people (三员分立).
    """
    require(_permit(actor, "post.appoint", post))
    if to_on is not None:
        refuse_early(from_on, to_on)
    with operation(at=at):
        made = _open(person, post, from_on, to_on, deputy=deputy, by=actor.person_id)
        detail = {"person": person.pk, "name": person.name, "from": from_on, "to": to_on, "deputy": deputy}
        _record(actor, "post.appoint", post, at, detail)
    return made


@refusals_audited("post.end-appointment", lambda a: _about({"post": a["appointment"].post}))
def end_appointment(*, actor: Actor, appointment: Appointment, on: date, at: datetime) -> None:
    """End an appointment: ``on`` is the first day the person no longer holds the post."""
    require(_permit(actor, "post.appoint", appointment.post))
    with operation(at=at):
        _close(appointment, on)
        detail = {"person": appointment.person_id, "name": appointment.person.name, "until": on}
        _record(actor, "post.end-appointment", appointment.post, at, detail)


@refusals_audited("post.hand-over", _about)
def hand_over(
    *, actor: Actor, post: Post, from_person: Person, to_person: Person, on: date, at: datetime
) -> Appointment:
    """Hand a post from one person to another on a day; work waiting for the post waits for the new holder.

    Raises Refused when the first does not hold it then, or the second cannot (see ``appoint``).
    """
    require(_permit(actor, "post.hand-over", post))
    with operation(at=at):
        held = Appointment.objects.select_for_update(of=("self",)).filter(
            living(on, "", "from_on", "to_on"), person=from_person, post=post
        )
        old = held.first()
        if old is None or from_person.pk == to_person.pk:
            raise _refused(
                "岗位没有移交。",
                "The post was not handed over.",
                f"{from_person.name}在 {on} 不担任该岗位，或移交双方为同一人。",
                f"{from_person.name} does not hold it on {on}, or both are the same person.",
                code="not-held",
            )
        _close(old, on)
        made = _open(to_person, post, on, None, deputy=old.is_deputy, by=actor.person_id)
        detail = {"from": from_person.pk, "to": to_person.pk, "on": on, "name": to_person.name}
        _record(actor, "post.hand-over", post, at, detail)
    return made


def _open(
    person: Person, post: Post, from_on: date, to_on: date | None, *, deputy: bool, by: int | None
) -> Appointment:
    # Locked: two appointments in the same second could each look harmless and together break the separation.
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _refuse_closed(locked, post, from_on)
    _refuse_mixed(locked, post, from_on, to_on)
    living_key = None if to_on else f"{person.pk}:{post.pk}"
    return Appointment.objects.create(
        person=locked,
        post=post,
        from_on=from_on,
        to_on=to_on,
        is_deputy=deputy,
        appointed_by_id=by,
        living_key=living_key,
    )


def _close(appointment: Appointment, on: date) -> None:
    appointment.to_on, appointment.living_key = max(on, appointment.from_on), None
    appointment.save(update_fields=["to_on", "living_key"])


def _refuse_closed(person: Person, post: Post, on: date) -> None:
    if not person.is_active or (post.valid_to is not None and post.valid_to <= on):
        raise _refused(
            "没有任职。",
            "The appointment was not made.",
            f"{person.name}的账户未启用，或该岗位已撤销。",
            f"The account of {person.name} is closed, or the post has ended.",
            code="closed",
        )
    lapped = Q(to_on__isnull=True) | Q(to_on__gt=on)
    # An appointment that ended on the day it began never held; it does not stand in the way.
    if Appointment.objects.filter(lapped, person=person, post=post).exclude(to_on=F("from_on")).exists():
        raise _refused(
            "没有任职。",
            "The appointment was not made.",
            f"{person.name}已担任该岗位。",
            f"{person.name} already holds this post.",
            code="already-held",
        )


def _refuse_mixed(person: Person, post: Post, from_on: date, to_on: date | None) -> None:
    rows = Appointment.objects.filter(person=person).values_list("post__duty", "from_on", "to_on")
    mixed = conflicts([*rows, (post.duty, from_on, to_on)])
    if mixed:
        duties = [Duty(duty).say for duty in (mixed[0][0][0], mixed[0][1][0])]
        raise _refused(
            "没有任职。",
            "The appointment was not made.",
            f"{duties[0].zh}与{duties[1].zh}须由不同的人担任。",
            f"{duties[0].en} and {duties[1].en} must be different people.",
            code="duties-apart",
            cite=SEPARATION,
        )


def _refuse_misfit(organisation: Organisation, duty: Duty) -> None:
    tier, kind = LEVELS.get(duty), KINDS.get(duty)
    if (tier and organisation.tier != tier) or (kind and organisation.kind != kind):
        wanted = tier.say if tier else kind.say if kind else Say("")
        raise _refused(
            "岗位没有建立。",
            "The post was not created.",
            f"“{duty.say.zh}”须设在{wanted.zh}机构，{organisation.name}不是。",
            f"A {duty.say.en} belongs to an organisation of this kind: {wanted.en}. {organisation.name} is none.",
            code="duty-misfit",
            cite=FITTING,
        )


def _permit(actor: Actor, action: str, post: Post) -> Any:
    return may_administer(actor, action, kind=KIND, key=str(post.pk), area_code=post.organisation.area_id)


def _record(actor: Actor, action: str, post: Post, at: datetime, detail: dict[str, Any]) -> None:
    record(
        at=at,
        who=actor.who,
        action=action,
        kind=KIND,
        key=str(post.pk),
        area_code=post.organisation.area_id,
        detail={"post": post.name, **detail},
    )


def _refused(what_zh: str, what_en: str, why_zh: str, why_en: str, *, code: str, cite: Cite = HOUSE) -> Refused:
    return Refused(
        Say(what_zh, what_en),
        Say(why_zh, why_en),
        Say("请核对后再办理。", "Check it and try again."),
        cite=cite,
        code=code,
    )
