"""Whom an item is for, as one word in a column, so that the permission filter needs no join. Pure."""

from __future__ import annotations

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.accounts.enums import Duty, Tier
from jidi.policies.actors import OWN_WORK, WORKING, Seat


def of_seat(seat: Seat) -> str:
    """The addressee of a seat: an organisation, or an office of an organ and level."""
    if seat.organisation_id is not None:
        return f"org:{seat.organisation_id}"
    return f"office:{seat.organ}:{seat.tier.value}"


def seat_named(addressee: str, area_code: str) -> Seat:
    """The seat an addressee means in an area. Raises ValueError for a person's."""
    kind, _, rest = addressee.partition(":")
    if kind == "org":
        return Seat(organisation_id=int(rest))
    if kind != "office":
        raise ValueError(f"{addressee!r} is no seat")
    organ, _, tier = rest.rpartition(":")
    return Seat(organ, Tier(tier), area_code)


def of_person(person_id: int) -> str:
    """The addressee of what waits for one person."""
    return f"person:{person_id}"


def meant_for(actor: Actor) -> Q:
    """The condition that a row is for this person in this post.

    Offices are found by organ, level and the range of their area; an administrator or auditor has no items of the office.
    """
    mine, office = Q(addressee__in=_own(actor)), _office(actor)
    return mine | Q(addressee=office) & _in_area(actor) if office else mine


def shares_of(actor: Actor) -> dict[str, Q]:
    """The same condition addressee by addressee: no row is in two of them.

    A database walks an index in the order of a list for one addressee, not across several.
    """
    office = _office(actor)
    shares = {name: Q(addressee=name) for name in _own(actor)}
    return shares | {office: Q(addressee=office) & _in_area(actor)} if office else shares


def narrowed(actor: Actor) -> Q:
    """What ``meant_for`` still asks of a row whose addressee is one of ``shares_of``: the area first, most rows pass it."""
    return _in_area(actor) | Q(addressee__in=_own(actor)) if _office(actor) else Q()


def _in_area(actor: Actor) -> Q:
    first, last = span(actor.area_code)
    within = Q(area_code__gte=first, area_code__lte=last)
    return within & Q(deciders=True) if actor.duty == Duty.DECIDER else within


def _own(actor: Actor) -> list[str]:
    own = [of_person(actor.person_id)]
    return [*own, f"org:{actor.organisation_id}"] if actor.duty in OWN_WORK | WORKING else own


def _office(actor: Actor) -> str:
    works = actor.duty in WORKING or actor.duty == Duty.DECIDER
    return f"office:{actor.organ}:{actor.tier.value}" if works else ""
