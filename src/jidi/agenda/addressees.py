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
    own = [of_person(actor.person_id)]
    if actor.duty in OWN_WORK | WORKING:
        own.append(f"org:{actor.organisation_id}")
    mine = Q(addressee__in=own)
    deciding = actor.duty == Duty.DECIDER
    if actor.duty in WORKING or deciding:
        first, last = span(actor.area_code)
        office = Q(addressee=f"office:{actor.organ}:{actor.tier.value}", area_code__gte=first, area_code__lte=last)
        mine |= office & Q(deciders=True) if deciding else office
    return mine
