"""Who holds the title of a round already, or a higher one of the same scheme, or has asked for it in a matter under way:
nobody applies for what they have, and nobody twice at a time for one title."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from jidi.accounts.enums import Tier
from jidi.applications.models import Application, Round
from jidi.bases.enums import STANDING, HolderKind
from jidi.bases.models import TitleHolding
from jidi.common.say import house
from jidi.policies.queries import pack, without_texts
from policycore.pack import Pack

NOT_TWICE: Final = house(
    "已有该称号或更高称号的基地，不再申报该称号", "a base that has the title, or a higher one, does not apply for it"
)
ONE_AT_A_TIME: Final = house(
    "一个基地对同一称号，同时只有一件在办的申报，不论哪一轮",
    "a base has one application under way for a title at a time, in whichever round",
)
_RANKS: Final[dict[str, int]] = {Tier.NONE: 0, Tier.COUNTY: 1, Tier.CITY: 2, Tier.PROVINCE: 3, Tier.NATION: 4}


def holding_already(round_: Round, base_ids: Iterable[int] | None = None) -> dict[int, TitleHolding]:
    """The bases (all, or of these) that hold the title a round grants or a higher one, each with the highest; one query.

    Empty for a procedure that grants no title. A title of a kind of its own (of several in one) is another title.
    """
    whole = pack(round_.version)
    granted = _granted(whole, round_.procedure)
    if not granted:
        return {}
    from_rank = min(_rank(whole.header.titles[title].level or "") for title in granted)
    found = TitleHolding.objects.filter(
        holder_kind=HolderKind.BASE, scheme=whole.header.scheme, state__in=STANDING, kind=""
    )
    if base_ids is not None:
        found = found.filter(base_id__in=list(base_ids))
    held: dict[int, TitleHolding] = {}
    for row in sorted(found, key=lambda one: _rank(one.tier)):
        if row.base_id is not None and (row.title in granted or _rank(row.tier) > from_rank):
            held[row.base_id] = row
    return held


def living_for_title(round_: Round, base_ids: Iterable[Any] | None = None) -> dict[int, Application]:
    """The bases (all, or of these: ids, or a query for them) with an application under way for a title this round grants, in
    any round; one query.

    Empty for a procedure that grants no title; an application for another title does not count.
    """
    whole = pack(round_.version)
    granted = _granted(whole, round_.procedure)
    if not granted:
        return {}
    found = Application.objects.filter(case__ended_at__isnull=True)
    if base_ids is not None:
        found = found.filter(base_id__in=base_ids)
    living: dict[int, Application] = {}
    for row in without_texts(found.select_related("round"), "case__version").order_by("-pk"):
        other = pack(row.case.version)
        if other.header.scheme == whole.header.scheme and granted & _granted(other, row.case.procedure):
            living[row.base_id] = row
    return living


def _granted(whole: Pack, procedure: str) -> set[str]:
    return {step.grants for step in whole.procedures[procedure].steps if step.grants}


def _rank(level: str) -> int:
    return _RANKS.get(level, 0)
