"""Following divisions that were renamed or got another code: the hosts in them keep their history and move on."""

from __future__ import annotations

from jidi.accounts.gazetteer import current_code
from jidi.accounts.models import Division, DivisionChange
from jidi.accounts.services.divisions import surely_gone
from jidi.audit.services import operation
from jidi.bases.enums import HostKind
from jidi.bases.models import Base, BaseHost
from jidi.bases.services.bases import locked, put_dated
from jidi.bases.services.dated import current
from jidi.bases.values import Hand
from jidi.common.say import Refused


def follow_divisions(hand: Hand) -> list[Base]:
    """Give every living base whose division is no more a host row with its code of today, from the day it was gone.

    Returns the bases moved; a second run moves none. Run it after the table of divisions was loaded anew. A base that
    would become a twin of another one (two counties merged) stays as it is: somebody has to decide.
    """
    with operation(at=hand.at):
        left = Base.objects.filter(ended_on__isnull=True, area__valid_to__isnull=False).order_by("id")
        return [base for base in left if _moved(hand, base)]


def _moved(hand: Hand, base: Base) -> bool:
    code = current_code(base.area_id)
    change = DivisionChange.objects.filter(old_code=base.area_id).order_by("since").last()
    host = current(base.hosts.all())
    if code == base.area_id or change is None or host is None:
        return False
    area = Division.objects.get(pk=code)
    # A division is called by its name of today; a park or town in it keeps its own.
    words = area.name if host.kind == HostKind.DIVISION else host.words
    fresh = BaseHost(kind=host.kind, area=area, organisation_id=host.organisation_id, words=words)
    gone = surely_gone(change.since)
    begins = max(gone, host.from_on) if host.from_on else gone
    try:
        with operation(at=hand.at):
            put_dated(
                hand,
                base=locked(base),
                fresh=fresh,
                same=lambda row: (row.area_id, row.words) == (code, words),
                detail={"host": words, "area": code, "was": base.area_id},
                from_on=begins,
                source=change.source,
            )
    except Refused:
        return False
    return True
