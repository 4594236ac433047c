"""Who may bring packs in, put them into force, and decide what they leave open. Each answer carries its reason."""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import contains
from jidi.common.say import Cite, Say, house
from jidi.policies.actors import cite_of, may_act_as
from policycore.actors import Level
from policycore.open_points import OpenPoint, Scope
from policycore.pack import Pack

ISSUER_KEEPS = house("政策包由发文机关管理", "the office that issued a document keeps its pack")
OWN_AREA = house("下级机关的决定只及于本地区", "a lower office decides for its own area only")
_RANK = {Level.NATION: 0, Level.PROVINCE: 1, Level.CITY: 2, Level.COUNTY: 3}


def may_keep(actor: Actor, pack: Pack, on: date, *, action: str) -> Permit | Denied:
    """Whether the actor may import, publish, withdraw or attach a text: an officer of the issuing office."""
    return may_act_as(
        actor, pack, pack.header.issuer, pack.header.area, on,
        action=action, kind="pack", key=pack.id, cite=ISSUER_KEEPS,
    )  # fmt: skip


def decider_of(pack: Pack, point: OpenPoint) -> str:
    """The actor of the pack who decides a point: the issuer, or whom the article names."""
    return pack.header.issuer if point.decider == "issuer" else point.decider


def may_decide(
    actor: Actor, pack: Pack, point: OpenPoint, on: date, *, scope: Scope = Scope.PACK, target: str = ""
) -> Permit | Denied:
    """Whether the actor may decide an open point with this reach.

    An office below the level of the document decides for its own area only, so that a city cannot bind the province.
    """
    who = decider_of(pack, point)
    own = _is_lower(pack, who)
    area = actor.area_code if own and contains(pack.header.area, actor.area_code) else pack.header.area
    key = f"{pack.id}:{point.id}"
    cite = cite_of(pack, point.citation())
    answer = may_act_as(actor, pack, who, area, on, action="point.decide", kind="point", key=key, cite=cite)
    if isinstance(answer, Permit) and own and not _in_own_area(actor, scope, target):
        return Denied(
            Say("这项决定超出了本地区。", "This decision reaches beyond your area."),
            Say("请把适用范围选为本地区，再作决定。", "Choose your own area as its reach, then decide."),
            cite=OWN_AREA,
        )
    return answer


def _is_lower(pack: Pack, who: str) -> bool:
    issuer, decider = _level(pack, pack.header.issuer), _level(pack, who)
    return issuer is not None and decider is not None and _RANK[decider] > _RANK[issuer]


def _level(pack: Pack, who: str) -> Level | None:
    actor = pack.actors[who]
    return actor.level or (_level(pack, actor.kept_by) if actor.kept_by else None)


def _in_own_area(actor: Actor, scope: Scope, target: str) -> bool:
    if scope is Scope.AREA:
        return contains(actor.area_code, target)
    return scope is Scope.CASE


def issuer_cite(pack: Pack) -> Cite:
    """What names the issuer of a pack."""
    return cite_of(pack, pack.actors[pack.header.issuer].citation())
