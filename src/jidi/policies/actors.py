"""Which offices an actor of a pack is: by organ, level and area. The one place where a pack's actors meet real posts.

Who may act and whom to remind are answered from the same seats (``seats_of``), so that they can never differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import contains
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Post
from jidi.accounts.queries import posts_matching
from jidi.accounts.queries import posts_of as posts_of_organisation
from jidi.common.say import HOUSE, Basis, Cite, Say, house
from policycore.actors import Actor as PackActor
from policycore.actors import ActorKind
from policycore.citation import Citation
from policycore.pack import Pack

WORKING = frozenset({Duty.PROVINCE_OFFICER, Duty.CITY_OFFICER, Duty.COUNTY_OFFICER, Duty.OTHER_DEPARTMENT})
"""Duties that do an office's work. An auditor, a secretary of the party group or an administrator of it does not."""

OWN_WORK = frozenset({Duty.BASE_CLERK, Duty.ENTERPRISE, Duty.CHAMBER})
"""Duties that work for their own organisation."""

OFFICE_WORK = house("机关事务由本机关经办岗位办理", "an office's work is done by its officers")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an actor of a pack sits: an office of an organ and level that holds an area, or one organisation.

    ``deciders`` says that those who prepare decisions of the office (厅党组秘书) may sit there too.
    """

    organ: str = ""
    tier: Tier = Tier.NONE
    area_code: str = ""
    organisation_id: int | None = None
    deciders: bool = False

    def holds(self, actor: Actor) -> bool:
        """Whether a person in their post sits here."""
        if self.organisation_id is not None:
            return actor.organisation_id == self.organisation_id and actor.duty in (OWN_WORK | WORKING)
        working = actor.duty in WORKING or (self.deciders and actor.duty == Duty.DECIDER)
        same = (actor.organ, actor.tier) == (self.organ, self.tier)
        return working and same and contains(actor.area_code, self.area_code)

    def posts(self, on: date) -> list[Post]:
        """The posts that sit here on a day."""
        duties = WORKING | ({Duty.DECIDER} if self.deciders else frozenset())
        if self.organisation_id is not None:
            found: Iterable[Post] = posts_of_organisation(self.organisation_id, on)
            duties = WORKING | OWN_WORK
        else:
            found = posts_matching(organ=self.organ, tier=self.tier, area_code=self.area_code, on=on)
        return [post for post in found if Duty(post.duty) in duties]


def seats_of(
    pack: Pack, actor_id: str, area_code: str, on: date, *, organisation_id: int | None = None
) -> tuple[Seat, ...]:
    """The seats of an actor of a pack for an area on a day, the leading one first; none outside the actor's own dates.

    A panel, a meeting, a third party and somebody outside sit with the office that keeps their record. The subject's
    own people sit at ``organisation_id``. Raises KeyError for an actor the pack does not have.
    """
    actor = pack.actors[actor_id]
    if not in_being(actor, on):
        return ()
    if actor.kind is ActorKind.SUBJECT:
        return (Seat(organisation_id=organisation_id),) if organisation_id is not None else ()
    if actor.kind in {ActorKind.OFFICE, ActorKind.JOINT}:
        assert actor.level is not None
        return tuple(Seat(organ, Tier(actor.level.value), area_code) for organ in actor.organs())
    kept_by = seats_of(pack, actor.kept_by or "", area_code, on, organisation_id=organisation_id)
    if actor.kind is ActorKind.MEETING:
        return tuple(Seat(s.organ, s.tier, s.area_code, s.organisation_id, deciders=True) for s in kept_by)
    return kept_by


def in_being(actor: PackActor, on: date) -> bool:
    """Whether an actor of a pack acts on a day (``from`` its first day, ``until`` the first day it no longer does)."""
    return (actor.from_ is None or actor.from_ <= on) and (actor.until is None or on < actor.until)


def posts_of(pack: Pack, actor_id: str, area_code: str, on: date, *, organisation_id: int | None = None) -> list[Post]:
    """The posts an actor of a pack is, for an area on a day: whom to ask, remind, or show."""
    seats = seats_of(pack, actor_id, area_code, on, organisation_id=organisation_id)
    found = {post.pk: post for seat in seats for post in seat.posts(on)}
    return [found[key] for key in sorted(found)]


def seat_held(
    actor: Actor, pack: Pack, actor_id: str, area_code: str, on: date, *, organisation_id: int | None = None
) -> Seat | None:
    """The seat of a pack's actor that a person holds, or None."""
    seats = seats_of(pack, actor_id, area_code, on, organisation_id=organisation_id)
    return next((seat for seat in seats if seat.holds(actor)), None)


def may_act_as(
    actor: Actor,
    pack: Pack,
    actor_id: str,
    area_code: str,
    on: date,
    *,
    action: str,
    kind: str,
    key: str,
    cite: Cite | None = None,
    organisation_id: int | None = None,
) -> Permit | Denied:
    """Whether a person in their post is an actor of a pack for an area on a day, for this act on this thing.

    The answer carries the reason and the article that names the actor (``cite`` where a nearer one is known).
    """
    rule = pack.actors[actor_id]
    cited = cite or cite_of(pack, rule.citation())
    if seat_held(actor, pack, actor_id, area_code, on, organisation_id=organisation_id):
        reason = Say(f"由{rule.say.zh}办理。", f"It is done by: {rule.say.en or rule.say.zh}.")
        return Permit(actor, action, kind, key, reason, cited)
    if not in_being(rule, on):
        why = Say(f"{rule.say.zh}当日不办理。", f"{rule.say.en or rule.say.zh} does not act on this day.")
        return Denied(why, cite=cited)
    if actor.organ and any(
        (s.organ, s.tier) == (actor.organ, actor.tier) and contains(actor.area_code, s.area_code)
        for s in seats_of(pack, actor_id, area_code, on, organisation_id=organisation_id)
    ):
        why = Say("这一项由本机关经办岗位办理。", "An officer of your office does this.")
        return Denied(why, Say("请交由本机关经办人办理。", "Turn to the officer of your office."), cite=OFFICE_WORK)
    why = Say(f"这一项由{rule.say.zh}办理。", f"This is done by: {rule.say.en or rule.say.zh}.")
    return Denied(why, cite=cited)


def cite_of(pack: Pack, citation: Citation) -> Cite:
    """Turn a citation of the core into one for people: the first article as printed, another act, or this house."""
    articles = exact_first(pack, citation.articles)
    if articles:
        article = articles[0]
        title = pack.articles[article].title if article in pack.articles else None
        printed = pack.printed(article)
        return Cite(
            Say(printed, f"{printed} {title.en}".strip() if title else printed), Basis.ARTICLE, pack.id, article
        )
    if citation.basis == Basis.LAW:
        return Cite(citation.text, Basis.LAW)
    if citation.text.zh in {"", HOUSE.printed.zh}:
        return HOUSE
    return house(citation.text.zh, citation.text.en)


def exact_first(pack: Pack, articles: Sequence[str]) -> tuple[str, ...]:
    """The articles of a citation as they are shown: each printed form once, and the sentence that only leads to another one
    cited (第十一条 before 第十一条（二）) behind it."""
    printed = {article: pack.printed(article) for article in articles}
    once = {text: article for article, text in reversed(printed.items())}
    kept = [article for article in articles if once[printed[article]] == article]
    leads = {a for a in kept if any(a != b and printed[b].startswith(printed[a]) for b in kept)}
    return (*(a for a in kept if a not in leads), *(a for a in kept if a in leads))


def cites_of(pack: Pack, citation: Citation) -> list[Cite]:
    """All a citation names, as ``cite_of`` does, the most exact first."""
    every = exact_first(pack, citation.articles)
    return [cite_of(pack, Citation((one,))) for one in every] or [cite_of(pack, citation)]


def posts_of_seats(seats: Iterable[Seat], on: date) -> models.QuerySet[Post]:
    """The posts of several seats as one query set, to find the people who hold them."""
    return Post.objects.filter(pk__in=[post.pk for seat in seats for post in seat.posts(on)])
