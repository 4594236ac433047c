"""What rules may ask of areas: the city or province one lies in, the counties or cities of one."""

from __future__ import annotations

from collections.abc import Sequence

from jidi.accounts.codes import NATION, lineage, span
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.facts.registry import not_here, register_population, register_relation
from policycore.facts import EVERYBODY, Subject
from policycore.verdict import Missing

AREA = "area"
"""The kind of a subject whose key is a division code."""

_POPULATIONS = {"provinces": Tier.PROVINCE, "cities": Tier.CITY, "counties": Tier.COUNTY}
_LEVELS = ("county", "city", "province", "nation", "parent")


def area_above(code: str, level: str) -> str | None:
    """The code of the area of a level that holds a code (itself at its own level); None where there is none.

    ``parent`` is the next one up. A county without a city, directly below its province, has no city.
    """
    held = Division.objects.in_bulk(lineage(code))
    above = [held[each] for each in lineage(code) if each in held and not held[each].is_virtual]
    if level == "parent":
        return above[1].code if len(above) > 1 else None
    return next((division.code for division in above if division.tier == level), None)


def related(subject: Subject, relation: str) -> Sequence[Subject] | Missing:
    """The area in a relation to one: ``county``, ``city``, ``province``, ``nation`` or ``parent``."""
    code = area_above(subject.key, relation)
    return [Subject(AREA, code)] if code else []


def population(name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
    """The living provinces, cities or counties within the subject's city, province or nation (nothing named: nation)."""
    scope = area_above(subject.key, within) if within else NATION
    if scope is None:
        return not_here(name)
    first, last = span(scope)
    rows = Division.objects.filter(
        tier=_POPULATIONS[name], code__gte=first, code__lte=last, is_virtual=False, is_zone=False, valid_to__isnull=True
    )
    return [Subject(AREA, code) for code in rows.order_by("code").values_list("code", flat=True)]


def everybody(name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
    """The living areas of the subject's own level, zones too: within the area named, else within its province.

    What a kind of area is picked out of (those that hold a title); a document speaks of one province.
    """
    scope = area_above(subject.key, within or "province")
    own = Division.objects.filter(code=subject.key).first()
    if scope is None or own is None:
        return not_here(name)
    first, last = span(scope)
    rows = Division.objects.filter(
        tier=own.tier, code__gte=first, code__lte=last, is_virtual=False, valid_to__isnull=True
    )
    return [Subject(AREA, code) for code in rows.order_by("code").values_list("code", flat=True)]


def register() -> None:
    """Register with the facts; called when the site starts."""
    register_relation(AREA, _LEVELS, related)
    register_population(AREA, _POPULATIONS, population)
    register_population(AREA, (EVERYBODY,), everybody)
