"""Who may keep the register, write titles, and enter what is on record: each answer with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty, OrgKind, Tier
from jidi.accounts.models import Organisation
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.queries.links import is_linked
from jidi.common.say import Cite, Say, house
from jidi.policies.actors import OWN_WORK, WORKING, cite_of, seat_held
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.actors import ActorKind
from policycore.pack import Pack
from policycore.registers import Register, RegisterKind

KEEPERS = (Duty.PROVINCE_OFFICER, Duty.CITY_OFFICER, Duty.COUNTY_OFFICER)
"""Officers in charge of an area keep what is on record about the bases in it."""

KEEPING = house("基地档案由所在地各级主管部门维护", "the authorities of the place keep the register")
OWN_SUBJECT = house("园区、企业登记自己申报的主体", "a park or enterprise registers what it applies for itself")
OWN_BASE = house("基地经办填写本基地的登记", "a base clerk enters what concerns the own base")
BY_LEVEL = house(
    "上级登记的，由该级或其上级更正、结束、作废", "what a higher level entered is corrected at that level or above"
)
TITLES = house("称号由省级经办依据决定登记", "the provincial officer records titles on the ground of a decision")

RANKS: dict[str, int] = {Tier.NONE: 0, Tier.COUNTY: 1, Tier.CITY: 2, Tier.PROVINCE: 3, Tier.NATION: 4}
"""The levels from below; an entry without one (brought in from before) is anybody's who may enter."""

BY_ASSOCIATIONS = frozenset({RegisterKind.ASSOCIATION, RegisterKind.ACTIVITY})
"""Registers of what associations do for a base: their own clerks enter there too."""
_ROLES = {Duty.BASE_CLERK: LinkRole.INSTITUTION, Duty.CHAMBER: LinkRole.ASSOCIATION}
_OUTSIDE = Say("它不在您负责的地区内。", "It lies outside the area you work on.")


def may_keep_base(actor: Actor, action: str, *, area_code: str, key: str) -> Permit | Denied:
    """Whether the actor may open, change or end a base (``base.open``, ``base.change``, ``base.end``) of an area."""
    if actor.duty not in KEEPERS:
        return Denied(_only_keepers(), cite=KEEPING)
    if not actor.covers(area_code):
        return Denied(_OUTSIDE, cite=KEEPING)
    why = Say(f"您是所在地{actor.duty.say.zh}。", f"You are the {actor.duty.say.en} of the place.")
    return Permit(actor, action, "base", key, why, KEEPING)


def may_keep_own(actor: Actor, action: str, organisation: Organisation, *, key: str) -> Permit | Denied:
    """Whether the actor may register (``base.open``, ``base.change``) what their own park or enterprise applies for."""
    own = organisation.kind in (OrgKind.PARK, OrgKind.ENTERPRISE) and actor.organisation_id == organisation.pk
    if not own or actor.duty not in OWN_WORK | WORKING:
        why = Say("只有园区、企业登记自己申报的。", "A park or an enterprise registers what it applies for itself.")
        return Denied(why, cite=OWN_SUBJECT)
    return Permit(actor, action, "base", key, Say("您是该单位的经办。", "You work for it."), OWN_SUBJECT)


def may_write_title(
    actor: Actor, action: str, *, holder_kind: str, holder_key: str, area_code: str, cite: Cite = TITLES
) -> Permit | Denied:
    """Whether the actor may record something that happened to a title (``title.grant``, ``title.end``, …).

    ``cite`` is the article by which the decision behind it is the department's; without one it is a rule of the house.
    """
    if actor.duty not in (Duty.PROVINCE_OFFICER, Duty.DECIDER):
        return Denied(
            Say("称号由省级经办登记。", "Titles are recorded by the provincial officer."),
            Say("请联系省级经办。", "Turn to the provincial officer."),
            cite=cite,
        )
    if not actor.covers(area_code):
        return Denied(_OUTSIDE, cite=cite)
    why = Say(f"您是{actor.duty.say.zh}，该地区由您负责。", f"You are the {actor.duty.say.en} of this area.")
    return Permit(actor, action, holder_kind, holder_key, why, cite)


def may_enter(
    actor: Actor,
    *,
    version: PackVersion,
    rule_id: str,
    base: Base | None = None,
    area_code: str = "",
    on: date,
) -> Permit | Denied:
    """Whether the actor may enter or correct entries of a register of the pack, about a base or a place (``area_code``).

    County, city and province for their area, the clerks of a base's institution for that base, those of an association
    that serves it for what associations do. Who is the keeper the register names gets its article as the reason; for the
    others it is a rule of the house.
    """
    whole = pack(version)
    rule = whole.registers[rule_id]
    return _may_enter(
        actor,
        rule.register_,
        base,
        area_code,
        on,
        lambda code, own: _cite_of_keeper(actor, whole, rule, code, own, on),
    )


def may_enter_opening(
    actor: Actor, *, register: RegisterKind | str, base: Base | None = None, area_code: str = "", on: date
) -> Permit | Denied:
    """Whether the actor may enter or correct what was on record before this system, in a register or (with ``opening``)
    as an application or figure; the same people as for ``may_enter``, by a rule of the house."""
    return _may_enter(actor, register, base, area_code, on, lambda code, own: OWN_BASE if own else KEEPING)


def may_write_opening(actor: Actor, *, holder_kind: str, holder_key: str, area_code: str) -> Permit | Denied:
    """Whether the actor may enter an earlier application or a base-line figure of a base, area or organisation."""
    if actor.duty not in KEEPERS:
        return Denied(_only_keepers(), cite=KEEPING)
    if not actor.covers(area_code):
        return Denied(_OUTSIDE, cite=KEEPING)
    why = Say(f"您是所在地{actor.duty.say.zh}。", f"You are the {actor.duty.say.en} of the place.")
    return Permit(actor, "opening.enter", holder_kind, holder_key, why, KEEPING)


Held = Callable[[Permit, RegisterEntry], Denied | None]
_held: list[Held] = []
"""What rooms above know that speaks against changing an entry now (an application that is judged by it)."""


def hold_entries(check: Held) -> None:
    """Let a room above say why an entry is not corrected, ended or withdrawn just now, when the site starts."""
    _held.append(check)


def may_supersede(permit: Permit, entry: RegisterEntry) -> Permit | Denied:
    """Whether whoever may enter here may also correct, end or withdraw this entry: not one of a higher level, nor one that
    a room above holds."""
    if RANKS.get(permit.actor.tier, 0) >= RANKS.get(entry.tier, 0):
        return next((denied for check in _held if (denied := check(permit, entry)) is not None), permit)
    level = Tier(entry.tier).say
    return Denied(
        Say(f"这一条由{level.zh}主管部门登记。", f"The {level.en} authority entered it."),
        Say(
            f"有误的，请把情况和凭据报{level.zh}主管部门，由其更正。",
            f"If it is wrong, send the {level.en} authority what shows it; it corrects the entry.",
        ),
        cite=BY_LEVEL,
        what=Say("不能更正这一条。", "You cannot correct this entry."),
    )


def _may_enter(
    actor: Actor,
    register: RegisterKind | str,
    base: Base | None,
    area_code: str,
    on: date,
    cite_for: Callable[[str, bool], Cite],
) -> Permit | Denied:
    kind, key, code = ("base", str(base.pk), base.area_id) if base else ("area", area_code, area_code)
    role = _ROLES.get(actor.duty)
    if role is not None and base is not None:
        if role is LinkRole.ASSOCIATION and register not in BY_ASSOCIATIONS:
            return Denied(_only_keepers(), cite=cite_for(code, False))
        if is_linked(base, actor.organisation_id, role, on):
            why = Say(f"您是本基地{role.say.zh}的经办。", f"You are a clerk of this base's {role.say.en}.")
            return Permit(actor, f"register.{register}", kind, key, why, cite_for(code, True))
        return Denied(
            Say("您所在机构与这个基地没有关联。", "Your organisation does not belong to this base."), cite=OWN_BASE
        )
    if actor.duty not in KEEPERS:
        return Denied(_only_keepers(), cite=cite_for(code, False))
    if not actor.covers(code):
        return Denied(_OUTSIDE, cite=cite_for(code, False))
    why = Say(f"您是所在地{actor.duty.say.zh}。", f"You are the {actor.duty.say.en} of the place.")
    return Permit(actor, f"register.{register}", kind, key, why, cite_for(code, False))


def _cite_of_keeper(actor: Actor, whole: Pack, rule: Register, code: str, own: bool, on: date) -> Cite:
    """The article for the keeper the document names, else the rule of the house that lets others enter too."""
    keeper = whole.actors.get(rule.keeper or "")
    article = cite_of(whole, rule.citation())
    if keeper is None:
        return OWN_BASE if own else KEEPING
    if keeper.kind is ActorKind.SUBJECT:
        return article if own else KEEPING
    return article if seat_held(actor, whole, keeper.id, code, on) else KEEPING


def _only_keepers() -> Say:
    return Say(
        "由所在地县、市、省主管部门办理。", "This is done by the authorities of the place: county, city, province."
    )
