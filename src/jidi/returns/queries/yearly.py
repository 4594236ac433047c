"""The calendar of a year: every duty by the month it is due in, on one page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.returns.enums import OWED, DutyState
from jidi.returns.models import Duty
from jidi.returns.queries.board import is_filed
from jidi.returns.queries.duties import visible_to
from jidi.returns.queries.statuses import due_day_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a month: an obligation for a period, due on a day, by so many, of whom so many have filed."""

    on: date | None
    provisional: bool
    say: Say
    of_period: str
    debtor: Say
    units: int
    filed: int
    waived: int
    put_off: int
    open: Say
    duty_id: int
    """The duty to lead to: the only one, or any of them for its article."""
    column: str

    @property
    def single(self) -> bool:
        """Whether it is one duty."""
        return self.units + self.waived == 1


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what is due in it."""

    number: int
    entries: tuple[Entry, ...]


def year(actor: Actor, of: int) -> tuple[tuple[Month, ...], tuple[Entry, ...]]:
    """The duties of a year as an actor sees them, by month; and those whose day nobody has decided. One query."""
    within = Q(due_on__year=of) | Q(due_on__isnull=True, opens_on__year=of) | Q(extended_to__year=of)
    rows = visible_to(actor).filter(within).exclude(state=DutyState.LAPSED)
    grouped: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    for duty in rows.annotate(pack_id=F("version__pack_id")).order_by("due_on", "rule", "pk"):
        pack_id: str = vars(duty)["pack_id"]
        grouped[due_day_of(duty), pack_id, duty.rule, duty.link, duty.period].append(duty)
    entries = [_entry(duties) for duties in grouped.values()]
    dated = sorted((e for e in entries if e.on is not None), key=lambda e: (e.on or date.max, e.say.zh))
    months = tuple(
        Month(n, tuple(e for e in dated if e.on and e.on.month == n and e.on.year == of)) for n in range(1, 13)
    )
    return months, tuple(e for e in entries if e.on is None)


def _entry(duties: list[Duty]) -> Entry:
    first = duties[0]
    owed = [duty for duty in duties if duty.state in OWED]
    names = list(dict.fromkeys(duty.debtor_zh for duty in duties))
    who = names[0] if len(names) == 1 else f"{len(names)} 个单位"
    column = f"{vars(first)['pack_id']}:{first.rule}:{first.link}:{first.period}"
    return Entry(
        due_day_of(first), first.provisional and first.extended_to is None, Say(first.zh, first.en), first.of_period,
        Say(who, names[0] if len(names) == 1 else f"{len(names)} offices"), len(owed), sum(map(is_filed, owed)),
        len(duties) - len(owed), sum(duty.extended_to is not None for duty in duties), Say(first.open_zh, first.open_en),
        first.pk, column,
    )  # fmt: skip
