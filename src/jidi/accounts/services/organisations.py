"""Organisations and bodies: creating, changing, ending; members of bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from stdnum.cn import uscc as uscc_rules
from stdnum.exceptions import ValidationError

from jidi.accounts.acting import Actor, require
from jidi.accounts.codes import common_area
from jidi.accounts.enums import LEVELLED, BodyKind, OrgKind, Tier
from jidi.accounts.models import Body, BodyMember, Division, Organisation, ParkArea, Person
from jidi.accounts.permissions import may_administer
from jidi.accounts.queries import living
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.say import Refused, Say, house
from jidi.common.texts import comparable, one_line

KIND = "organisation"
LONGEST_CODE = 18
ONE_NAME = house("同一地区内机构不重名", "one living organisation of a name in an area")


def uscc_findings(code: str) -> list[Say]:
    """What speaks against a unified social credit code (GB 32100); empty when its form and check digit hold.

    Only a warning: codes of this form with another check digit are in use, so a person may confirm one. Raises Refused for
    text that is longer than any code.
    """
    if not code:
        return []
    if len(code) > LONGEST_CODE:
        raise _not_saved(
            f"统一社会信用代码超过 {LONGEST_CODE} 位。", f"The credit code has more than {LONGEST_CODE} signs."
        )
    try:
        uscc_rules.validate(code)
    except ValidationError:
        return [
            Say(
                f"统一社会信用代码 {code} 的校验位不符。",
                f"The check digit of the unified social credit code {code} does not fit.",
            )
        ]
    return []


@refusals_audited("organisation.create", lambda a: About(KIND, a["name"], a.get("area_code", "")))
def create_organisation(
    *,
    actor: Actor,
    kind: OrgKind | str,
    name: str,
    area_code: str = "",
    tier: Tier | str = Tier.NONE,
    organ: str = "",
    short_name: str = "",
    name_en: str = "",
    uscc: str = "",
    confirm_uscc: bool = False,
    parent: Organisation | None = None,
    park_key: str = "",
    park_areas: Sequence[str] = (),
    valid_from: date,
    at: datetime,
) -> Organisation:
    """Create an organisation; for a park give ``park_key`` and the codes it lies in instead of ``area_code``.

    Raises Refused for a missing level, an unknown area, a name or code already in use, or a credit code whose check
    digit does not fit and which nobody confirmed (``uscc-unconfirmed``); Denied for anybody but the administrator.
    """
    if park_areas:
        area_code = common_area(list(park_areas))
    area = _area(area_code)
    require(may_administer(actor, "organisation.create", kind=KIND, key=name, area_code=area.code))
    code = uscc_rules.compact(uscc).upper() if uscc else ""
    _refuse_incomplete(OrgKind(kind), Tier(tier), name, park_key, park_areas)
    confirmed_by = _confirmed(code, actor, confirmed=confirm_uscc)
    with operation(at=at):
        name_key = f"{comparable(name)}@{area.code}"
        _refuse_twice(name_key, code, park_key=park_key)
        made = Organisation.objects.create(
            kind=kind,
            organ=organ,
            tier=tier,
            name=one_line(name, 100),
            short_name=one_line(short_name, 40),
            name_en=one_line(name_en, 200),
            area=area,
            park_key=park_key or None,
            uscc=code,
            uscc_key=code or None,
            uscc_confirmed_by_id=confirmed_by,
            name_key=name_key,
            parent=parent,
            valid_from=valid_from,
        )
        ParkArea.objects.bulk_create(ParkArea(park=made, area=_area(each)) for each in park_areas)
        _record(actor, "organisation.create", made, at)
    return made


@refusals_audited("organisation.change", lambda a: About(KIND, str(a["organisation"].pk), a["organisation"].area_id))
def change_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    name: str | None = None,
    short_name: str | None = None,
    name_en: str | None = None,
    uscc: str | None = None,
    confirm_uscc: bool = False,
    at: datetime,
) -> Organisation:
    """Change names or the credit code of a living organisation; the trail keeps what it was."""
    require(_permit(actor, "organisation.change", organisation))
    with operation(at=at):
        held = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        if held.valid_to is not None:
            raise _not_saved(f"{held.name}已撤销。", f"{held.name} has ended.")
        before = state(held)
        if name is not None:
            held.name, held.name_key = one_line(name, 100), f"{comparable(name)}@{held.area_id}"
        if short_name is not None:
            held.short_name = one_line(short_name, 40)
        if name_en is not None:
            held.name_en = one_line(name_en, 200)
        if uscc is not None:
            held.uscc = uscc_rules.compact(uscc).upper() if uscc else ""
            held.uscc_key = held.uscc or None
            held.uscc_confirmed_by_id = _confirmed(held.uscc, actor, confirmed=confirm_uscc)
        _refuse_twice(held.name_key or "", held.uscc, but=held.pk)
        held.save()
        _record(actor, "organisation.change", held, at, before=before)
    return held


@refusals_audited("organisation.end", lambda a: About(KIND, str(a["organisation"].pk), a["organisation"].area_id))
def end_organisation(*, actor: Actor, organisation: Organisation, on: date, at: datetime) -> Organisation:
    """End an organisation: ``on`` is the first day it is no more. Raises Refused while somebody still holds a post."""
    require(_permit(actor, "organisation.end", organisation))
    with operation(at=at):
        held = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        refuse_early(held.valid_from, on)
        posts = held.posts.filter(living(on))
        holders = posts.filter(living(on, "appointments__", "from_on", "to_on")).distinct()
        if names := [post.name for post in holders]:
            raise Refused(
                Say(f"{held.name}没有撤销。", f"{held.name} was not ended."),
                Say(f"以下岗位仍有人任职：{'、'.join(names)}。", f"These posts are still held: {', '.join(names)}."),
                Say("请先移交或结束任职。", "Hand them over or end the appointments first."),
                code="posts-held",
            )
        before = state(held)
        posts.update(valid_to=on, living_key=None)
        held.valid_to, held.name_key, held.uscc_key = on, None, None
        held.save()
        _record(actor, "organisation.end", held, at, before=before)
    return held


@refusals_audited("body.create", lambda a: About("body", a["name"], a["organisation"].area_id))
def create_body(
    *,
    actor: Actor,
    organisation: Organisation,
    kind: BodyKind | str,
    name: str,
    name_en: str = "",
    valid_from: date,
    at: datetime,
) -> Body:
    """Create a body that meets, seated at an organisation."""
    area_code = organisation.area_id
    require(may_administer(actor, "body.create", kind="body", key=name, area_code=area_code))
    with operation(at=at):
        made = Body.objects.create(
            organisation=organisation, kind=kind, name=one_line(name, 100), name_en=name_en, valid_from=valid_from
        )
        detail = {"name": made.name, "kind": str(kind), "organisation": organisation.pk}
        record(
            at=at, who=actor.who, action="body.create", kind="body", key=str(made.pk), area_code=area_code, after=detail
        )
    return made


@refusals_audited("body.change", lambda a: About("body", str(a["body"].pk), a["body"].organisation.area_id))
def add_member(
    *,
    actor: Actor,
    body: Body,
    part: str,
    person: Person | None = None,
    organisation: Organisation | None = None,
    from_on: date,
    at: datetime,
) -> BodyMember:
    """Add a person or an organisation to a body. Raises ValueError unless exactly one of the two is given."""
    if (person is None) == (organisation is None):
        raise ValueError("a member is a person or an organisation, one of the two")
    area_code = body.organisation.area_id
    require(may_administer(actor, "body.change", kind="body", key=str(body.pk), area_code=area_code))
    with operation(at=at):
        made = BodyMember.objects.create(
            body=body, person=person, organisation=organisation, part=part, from_on=from_on
        )
        detail = {"member": str(person or organisation), "part": part, "from": from_on}
        record(
            at=at,
            who=actor.who,
            action="body.change",
            kind="body",
            key=str(body.pk),
            area_code=area_code,
            detail=detail,
        )
    return made


@refusals_audited(
    "body.change", lambda a: About("body", str(a["member"].body_id), a["member"].body.organisation.area_id)
)
def end_member(*, actor: Actor, member: BodyMember, on: date, at: datetime) -> None:
    """End a membership: ``on`` is the first day it no longer holds."""
    key, area_code = str(member.body_id), member.body.organisation.area_id
    require(may_administer(actor, "body.change", kind="body", key=key, area_code=area_code))
    refuse_early(member.from_on, on)
    with operation(at=at):
        member.to_on = on
        member.save(update_fields=["to_on"])
        detail = {"member": str(member.person or member.organisation), "part": member.part, "until": on}
        record(at=at, who=actor.who, action="body.change", kind="body", key=key, area_code=area_code, detail=detail)


def state(organisation: Organisation) -> dict[str, Any]:
    """An organisation as plain data, for the digests of the trail."""
    names = ("kind", "organ", "tier", "name", "short_name", "name_en", "area_id", "park_key", "uscc", "parent_id")
    return {name: getattr(organisation, name) for name in (*names, "uscc_confirmed_by_id", "valid_from", "valid_to")}


def _permit(actor: Actor, action: str, organisation: Organisation) -> Any:
    return may_administer(actor, action, kind=KIND, key=str(organisation.pk), area_code=organisation.area_id)


def _record(actor: Actor, action: str, organisation: Organisation, at: datetime, *, before: Any = None) -> None:
    record(
        at=at,
        who=actor.who,
        action=action,
        kind=KIND,
        key=str(organisation.pk),
        area_code=organisation.area_id,
        detail={"name": organisation.name},
        before=before,
        after=state(organisation),
    )


def _area(code: str) -> Division:
    found = Division.objects.filter(pk=code).first()
    if found is None:
        raise Refused(
            Say("机构没有建立。", "The organisation was not created."),
            Say(f"没有代码为“{code}”的行政区划。", f"There is no division with the code {code!r}."),
            Say("请从行政区划表中选择。", "Choose one from the table of divisions."),
            status=422,
            code="area-unknown",
        )
    return found


def _refuse_incomplete(kind: OrgKind, tier: Tier, name: str, park_key: str, park_areas: Sequence[str]) -> None:
    missing: list[Say] = []
    if not one_line(name):
        missing.append(Say("缺少名称。", "It has no name."))
    if kind in LEVELLED and tier is Tier.NONE:
        missing.append(Say(f"{kind.say.zh}须注明级别。", f"An organisation of this kind ({kind.say.en}) has a level."))
    if kind is OrgKind.PARK and not (park_key and park_areas):
        missing.append(Say("园区须注明标识和所在县区。", "A park has a key and the counties it lies in."))
    if missing:
        raise Refused(
            Say("机构没有建立。", "The organisation was not created."),
            Say("".join(say.zh for say in missing), " ".join(say.en for say in missing)),
            Say("请补充后再保存。", "Complete it and save again."),
            status=422,
            code="incomplete",
        )


def _confirmed(code: str, actor: Actor, *, confirmed: bool) -> int | None:
    warnings = uscc_findings(code)
    if not warnings:
        return None
    if not confirmed:
        raise Refused(
            Say("还没有保存。", "It is not saved yet."),
            warnings[0],
            Say(
                "请核对证照；确认无误的，勾选“已核对”后再保存。",
                "Check the certificate; if it is right, confirm and save again.",
            ),
            cite=house("信用代码校验位不符须经核对（GB 32100）", "a code that fails its check is confirmed (GB 32100)"),
            status=422,
            code="uscc-unconfirmed",
        )
    return actor.person_id


def _refuse_twice(name_key: str, uscc: str, *, park_key: str = "", but: int | None = None) -> None:
    same = Q(name_key=name_key)
    if uscc:
        same |= Q(uscc_key=uscc)
    if park_key:
        same |= Q(park_key=park_key)
    twin = Organisation.objects.filter(same).exclude(pk=but or 0).first()
    if twin is not None:
        raise Refused(
            Say("机构没有保存。", "The organisation was not saved."),
            Say(
                f"已有同名、同代码或同标识的机构：{twin.name}。",
                f"One of this name, credit code or key exists: {twin.name}.",
            ),
            Say("请使用已有机构，或核对名称与代码。", "Use that one, or check name and code."),
            cite=ONE_NAME,
            code="organisation-twice",
        )


def refuse_early(begins: date, ends: date) -> None:
    """Raise Refused where something would end before it began."""
    if ends < begins:
        raise Refused(
            Say("没有登记结束。", "The end was not entered."),
            Say(f"结束日期 {ends} 早于开始日期 {begins}。", f"It would end on {ends}, before it began on {begins}."),
            Say("请核对日期后再办理。", "Check the day and try again."),
            status=422,
            code="ends-early",
        )


def _not_saved(zh: str, en: str) -> Refused:
    return Refused(
        Say("机构没有保存。", "The organisation was not saved."),
        Say(zh, en),
        Say("请核对后再保存。", "Check it and save again."),
        status=422,
        code="not-saved",
    )
