"""Places with registers of their own: plans and measures of a city or province."""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor
from jidi.accounts.codes import contains, lineage
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Division
from jidi.common.say import Say, Unknown
from jidi.policies.models import PackVersion
from jidi.policies.queries import versions_in_force

TIERS = (Tier.PROVINCE, Tier.CITY)
"""Levels whose own plans and measures a document may ask for."""


def may_see(actor: Actor, code: str) -> bool:
    """Whether an actor may know what is on record about a place: those who work over it, and those who sit in it.

    What a city lays down for its bases its counties and bases may read; another city may not, nor administrators and
    auditors.
    """
    if actor.is_administrator or actor.duty in (Duty.AUDITOR, Duty.EXPERT):
        return False
    return actor.covers(code) or contains(code, actor.area_code)


def place_for(actor: Actor, code: str) -> Division:
    """A place with registers of its own. Raises Unknown where there is none, or the actor may not know of it."""
    found = Division.objects.filter(pk=code, tier__in=TIERS).first()
    if found is None or not may_see(actor, code):
        raise Unknown(Say("个地区", "place"))
    return found


def places_above(area_code: str) -> list[Division]:
    """The city and the province an area lies in, the nearer first; the virtual nodes of the table are none."""
    codes = [code for code in lineage(area_code) if code.endswith("00")]
    found = Division.objects.filter(pk__in=codes, tier__in=TIERS, is_virtual=False)
    return sorted(found, key=lambda division: division.pk, reverse=True)


def version_over(area_code: str, on: date) -> PackVersion | None:
    """The version in force for a place on a day: the one of the nearest area."""
    found = versions_in_force(area_code, on).defer("files_json")
    return found.order_by("-area_code", "-in_force_from", "-published_at", "-pk").first()
