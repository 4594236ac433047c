"""What an analysis page was asked, from the words in its address; anything unknown falls back to what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.common.say import Say
from jidi.filings import queries
from jidi.filings.columns.ask import Answer, By, Indicator, by_group, filed_most, indicators, periods
from jidi.filings.columns.build import at_hand
from jidi.filings.columns.place import Copy
from jidi.returns.queries.counted import counted
from jidi.web.shared.parts import Filter

BY: Final = {
    By.BASE: Say("基地", "base"),
    By.CITY: Say("市", "city"),
    By.PRODUCT: Say("产品", "product"),
    By.PROVINCE: Say("省", "province"),
}
WHOLE: Final = {
    Tier.NATION: tuple(BY),
    Tier.PROVINCE: tuple(BY),
    Tier.CITY: (By.BASE, By.CITY, By.PRODUCT),
}
"""The groups that lie wholly inside what an authority of a level sees; who sees less than a city, or not by area, has the
bases one by one: the part of a city that a county sees is not the city, and must not bear its name."""
HOW_MANY: Final = (1, 3, 5)
"""How many periods stand beside each other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked and may be asked: the copy, who sees which filings, the indicator, grouping, periods."""

    copy: Copy
    fence: tuple[int, ...]
    known: dict[str, Indicator]
    indicator: Indicator
    by: By
    last: str
    many: int
    there: tuple[str, ...]
    accepted: bool
    groups: tuple[By, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The periods shown, earliest first."""
        place = self.there.index(self.last)
        return tuple(reversed(self.there[place : place + self.many]))

    @property
    def forms(self) -> frozenset[str]:
        """The forms that ask for the indicator; none where it is one of the rows of a table."""
        if self.indicator.rows:
            return frozenset()
        return frozenset(
            part.form for part in self.copy.parts for one in part.columns if one.indicator == self.indicator.id
        )

    @property
    def query(self) -> str:
        """The words of the address that ask the same again, for the files."""
        asked = {"i": self.indicator.id, "by": self.by.value, "p": self.last, "n": str(self.many)}
        return urlencode({**asked, "accepted": "1"} if self.accepted else asked)

    def answer(self) -> Answer:
        """Ask the copy."""
        return by_group(self.copy, self.indicator.id, self.by, self.wanted, self.fence, accepted_only=self.accepted)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters of the page, each with what was chosen."""
        named = tuple(
            (one.id, Say(f"{one.zh}（{one.form_zh}）", f"{one.en} ({one.form_en})")) for one in self.known.values()
        )
        return (
            Filter("i", Say("指标", "Indicator"), named, self.indicator.id),
            Filter("by", Say("分组", "By"), tuple((by.value, BY[by]) for by in self.groups), self.by.value),
            Filter("p", Say("到哪一期", "Until"), tuple((one, one) for one in self.there), self.last),
            Filter(
                "n",
                Say("几期", "Periods"),
                tuple((str(one), Say(f"{one} 期", str(one))) for one in HOW_MANY),
                str(self.many),
            ),
            Filter(
                "accepted",
                Say("范围", "Which"),
                (("", Say("已报和已采纳", "filed and accepted")), ("1", Say("只看已采纳", "accepted only"))),
                "1" if self.accepted else "",
            ),
        )


def asked_of(actor: Actor, data: QueryDict, at: datetime) -> Asked | None:
    """Read what was asked; None where there is nothing the actor may see yet."""
    copy = at_hand(at)
    fence = tuple(counted(queries.visible_to(actor)).values_list("pk", flat=True)) if copy else ()
    known = indicators(copy) if copy and fence else {}
    if copy is None or not known:
        return None
    indicator = known.get(data.get("i", "")) or _usual(copy, known, fence)
    there = tuple(periods(copy, indicator.id, fence))
    if not there:
        indicator = _usual(copy, known, fence)
        there = tuple(periods(copy, indicator.id, fence))
    if not there:
        return None
    by = data.get("by", "")
    many = data.get("n", "")
    groups = groups_of(actor)
    usual_by = By.CITY if By.PROVINCE in groups else By.BASE
    return Asked(
        copy,
        fence,
        known,
        indicator,
        By(by) if by in groups else usual_by,
        data.get("p", "") if data.get("p", "") in there else there[0],
        int(many) if many in set(map(str, HOW_MANY)) else 3,
        there,
        data.get("accepted") == "1",
        groups,
    )


def groups_of(actor: Actor) -> tuple[By, ...]:
    """Return by what an actor may have figures added up."""
    return WHOLE.get(actor.tier, (By.BASE,)) if actor.covers(actor.area_code) else (By.BASE,)


def _usual(copy: Copy, known: dict[str, Indicator], fence: Sequence[int]) -> Indicator:
    """The first indicator with figures of the form most has been filed in."""
    usual = [known[one] for one in filed_most(copy, fence) if one in known]
    return next((one for one in usual if periods(copy, one.id, fence)), next(iter(known.values())))
