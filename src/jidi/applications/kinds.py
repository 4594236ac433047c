"""Kinds of applicant, as a pack names them: a county, a park without a code of its own, an enterprise.

Whatever its kind, what applies is kept as a base: its host is the division, the park or the enterprise.
"""

from __future__ import annotations

from jidi.accounts.enums import OrgKind
from jidi.bases.enums import HostKind
from policycore.actors import ActorKind
from policycore.kinds import DivisionNeed, Kind
from policycore.pack import Pack
from policycore.procedures import Procedure

ENTERPRISE = "enterprise"
"""The word a pack uses for a kind whose subject is an enterprise (``subject: enterprise``)."""
THEMSELVES = {
    OrgKind.PARK: HostKind.PARK, OrgKind.ENTERPRISE: HostKind.ENTERPRISE,
}  # fmt: skip
"""Organisations that may apply for themselves, and what they are as the host of what they apply for."""


def applicant_kinds(whole: Pack) -> tuple[Kind, ...]:
    """The kinds of a pack a subject may apply as: those that are not the class of a title."""
    return tuple(kind for kind in whole.kinds.values() if kind.title is None)


def hosts_of(kind: Kind) -> tuple[HostKind, ...]:
    """What a subject of a kind may sit in: a kind with a code of its own is a division, one of enterprises an enterprise."""
    if kind.subject == ENTERPRISE:
        return (HostKind.ENTERPRISE,)
    if kind.division is not DivisionNeed.REQUIRED:
        return (HostKind.PARK, HostKind.TOWN)
    return (HostKind.DIVISION,) if kind.subject == "area" else tuple(HostKind)


def applies_itself(whole: Pack, procedure: Procedure) -> bool:
    """Whether the applicant itself acts at the first step, and no office for it."""
    first = procedure.steps[0].actor
    return isinstance(first, str) and whole.actors[first].kind is ActorKind.SUBJECT


def kinds_open_to(whole: Pack, host: HostKind | None) -> tuple[Kind, ...]:
    """The kinds somebody may apply as; with ``host`` those an organisation of that sort can be."""
    found = applicant_kinds(whole)
    return found if host is None else tuple(kind for kind in found if host in hosts_of(kind))
