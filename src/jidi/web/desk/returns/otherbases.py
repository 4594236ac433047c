"""One enterprise in two bases with different figures: told by name to who may see both returns, and which figure counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jidi.bases.models import Base
from jidi.filings.otherfigures import COUNTED, Differing, bases_in, differing, named_in
from jidi.filings.queries import values_of, visible_to
from jidi.web.desk.returns.seen import Seen


@dataclass(frozen=True, slots=True)
class OtherBase:
    """One enterprise whose figures differ: what each base says (name, amount, whether it is the one that counts)."""

    enterprise: str
    period: str
    said: tuple[tuple[str, str, bool], ...]


def other_bases(here: Seen) -> dict[str, object]:
    """For the page of a duty: the differences its last version has with what other bases filed, as far as the person sees
    those; nothing where none was found. Three queries where there are some.
    """
    if not here.versions or here.filing is None:
        return {}
    last = here.versions[-1]
    names = named_in(here.filing, values_of(last))
    rows = differing(visible_to(here.actor), names=names) if names else []
    mine = [one for one in rows if here.filing.pk in {figure.filing_id for figure in one.figures}]
    return {"other_bases": said_of(mine), "counted_why": COUNTED} if mine else {}


def said_of(found: Iterable[Differing]) -> list[OtherBase]:
    """Differences with the names of the bases. One query."""
    found = list(found)
    keys = {int(key) for key in bases_in(found) if key.isdigit()}
    names = {str(pk): name for pk, name in Base.objects.filter(pk__in=keys).values_list("pk", "name")} if keys else {}
    return [
        OtherBase(
            one.enterprise,
            one.period,
            tuple(
                (
                    names.get(each.within.key, each.within.key) if each.within else "",
                    f"{each.amount:,f} {each.unit}".strip(),
                    each.version_id == one.counted.version_id,
                )
                for each in one.figures
            ),
        )
        for one in found
    ]
