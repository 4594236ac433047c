"""Which filings stand in sums, and how many are owed: so that every page that adds up says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from jidi.accounts.acting import Actor
from jidi.filings.models import Filing
from jidi.returns.enums import COUNTS, OWED
from jidi.returns.models import Duty
from jidi.returns.queries.duties import OWNER, visible_to


def counted(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Of these filings those that stand in sums: without duties nobody has handed in yet, or that were sent back."""
    waiting = Duty.objects.exclude(state__in=COUNTS).order_by().annotate(owner=Cast("pk", CharField()))
    return filings.exclude(owner_kind=OWNER, owner_key__in=waiting.values_list("owner", flat=True))


def owed_by_city(actor: Actor, forms: Collection[str], period: str) -> Counter[str]:
    """How many returns by one of these forms are owed about a period, by the code of the city they lie in. One query."""
    rows = visible_to(actor).filter(form_id__in=forms, of_period=period, link=0, state__in=OWED)
    return Counter(f"{code[:4]}00" for code in rows.values_list("area_code", flat=True))
