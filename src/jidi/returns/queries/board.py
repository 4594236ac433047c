"""The board: who owes what and how far it is, units by duties, with figures that count units and cells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import F

from jidi.accounts.acting import Actor
from jidi.accounts.codes import lineage
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.common.say import Say
from jidi.returns.enums import OWED, ActKind, DutyState, Status
from jidi.returns.models import Act, Duty, Level
from jidi.returns.queries.duties import visible_to
from jidi.returns.queries.statuses import Standing, due_day_of, standing

SOON = 5
"""Days before a due day from which what is not filed is marked (rule of the house, as the reminders' T-5)."""
PERIODS = 2
"""Periods of one obligation shown side by side: the one in work and the one before."""
AROUND = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: an obligation for a period. ``key`` is what an address names it by."""

    pack_id: str
    rule: str
    link: int
    period: str
    of_period: str
    say: Say
    due_on: date | None
    provisional: bool
    open: Say
    articles: int
    duty_id: int
    """Any one duty of the column: for its article."""

    @property
    def key(self) -> str:
        """The column as text."""
        return f"{self.pack_id}:{self.rule}:{self.link}:{self.period}"


@dataclass
class Cell:
    """What stands in one place of the matrix: its duties, counted."""

    on: date
    duties: list[Duty] = field(default_factory=list)

    @cached_property
    def standings(self) -> list[Standing]:
        """How each stands."""
        return [standing(duty, self.on) for duty in self.owed]

    @property
    def owed(self) -> list[Duty]:
        """Those that count: not waived, not lapsed."""
        return [duty for duty in self.duties if duty.state in OWED]

    @property
    def filed(self) -> int:
        """How many are filed (or done elsewhere)."""
        return sum(is_filed(duty) for duty in self.owed)

    @property
    def accepted(self) -> int:
        """How many nothing waits for any more."""
        return sum(duty.state in {DutyState.ACCEPTED, DutyState.ELSEWHERE} for duty in self.owed)

    @property
    def final(self) -> int:
        """How many are missed for good."""
        return sum(one.final for one in self.standings)

    @property
    def over(self) -> int:
        """How many are over their day and can still be brought."""
        late = sum(one.status is Status.MISSED and not one.final for one in self.standings)
        return late + sum(one.status is Status.RETURNED and one.days > 0 for one in self.standings)

    @property
    def missing(self) -> int:
        """How many somebody still has to bring although their day has passed or is near."""
        return self.final + self.over + (len(self.owed) - self.filed if self.soon else 0)

    @property
    def soon(self) -> bool:
        """Whether what is not filed is due within days."""
        days = [one.due_on for one in self.standings if one.status is Status.DUE and one.due_on]
        return any((day - self.on).days <= SOON for day in days)

    @property
    def returned(self) -> int:
        """How many are being corrected."""
        return sum(one.status is Status.RETURNED for one in self.standings)


@dataclass(slots=True)
class Line:
    """One row: a city, or a base, or the office itself."""

    key: str
    name: str
    bases: int
    cells: dict[str, Cell]

    @property
    def missing(self) -> int:
        """What is missing in the row."""
        return sum(cell.missing for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """Two completeness figures, units and cells apart; neither is ever above a hundred per cent."""

    units: int
    filed: int
    accepted: int
    passed: int
    missing: int
    missing_rows: int
    cells_owed: int
    cells_filled: int

    @staticmethod
    def share(part: int, whole: int) -> str:
        """A share as people read it; a dash where there is nothing to share."""
        return f"{min(part, whole) / whole:.1%}" if whole else "—"


@dataclass(frozen=True)
class Board:
    """Columns, rows, the line of sums, and the column in focus."""

    on: date
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    focus: Column | None
    by_city: bool
    before: Cell
    """What stands in none of the columns: earlier periods. Whoever reminds of all reminds of these too."""

    @cached_property
    def total(self) -> dict[str, Cell]:
        """The last line: everything of each column."""
        found = {column.key: Cell(self.on) for column in self.columns}
        for line in self.lines:
            for key, cell in line.cells.items():
                found[key].duties += cell.duties
        return found


def board(actor: Actor, on: date, *, focus: str = "", period: str = "", scheme: str = "") -> Board:
    """The board as an actor sees it on a day: by city for whoever looks after several, else by base. Two queries.

    ``focus`` is the key of a column (else the one with figures that is due next), ``period`` narrows to duties whose content
    is of that period or begins in it.
    """
    duties = _duties(actor, on, period)
    columns = _columns(duties, on)
    kept = {column.key for column in columns}
    by_city = actor.tier in {Tier.PROVINCE, Tier.NATION}
    lines: dict[str, Line] = {}
    before = Cell(on)
    for duty in duties:
        key = column_key(duty)
        if key not in kept:
            before.duties.append(duty)
            continue
        row = row_of(duty, by_city=by_city)
        line = lines.setdefault(row, Line(row, "", 0, {}))
        line.cells.setdefault(key, Cell(on)).duties.append(duty)
    _name(lines, by_city=by_city)
    ordered = tuple(sorted(lines.values(), key=lambda line: (line.key.startswith("b"), line.key)))
    return Board(on, columns, ordered, _focus(columns, focus, on), by_city, before)


def _duties(actor: Actor, on: date, period: str) -> list[Duty]:
    rows = visible_to(actor).filter(opens_on__lte=on, opens_on__gte=on - AROUND, urgent=False)
    if period:
        rows = rows.filter(of_period=period)
    rows = rows.exclude(state=DutyState.LAPSED).select_related("version")
    return list(rows.defer("version__files_json").order_by("due_on", "area_code", "pk"))


def column_key(duty: Duty) -> str:
    """The column a duty stands in."""
    return f"{duty.version.pack_id}:{duty.rule}:{duty.link}:{duty.period}"


def row_of(duty: Duty, *, by_city: bool) -> str:
    """The row a duty stands in: its city, or its base (``b12``), or the office that owes it."""
    if by_city:
        above = lineage(duty.area_code)
        return above[1] if len(above) > 3 else above[0]
    return f"b{duty.base_id}" if duty.base_id is not None else duty.debtor_area


def _columns(duties: Sequence[Duty], on: date) -> tuple[Column, ...]:
    """Of each obligation the period in work and the one before, in the order of their days."""
    by_rule: dict[tuple[str, str, int], dict[str, Duty]] = defaultdict(dict)
    for duty in duties:
        by_rule[duty.version.pack_id, duty.rule, duty.link].setdefault(duty.period, duty)
    shown: list[Duty] = []
    for periods in by_rule.values():
        newest = sorted(periods.values(), key=lambda d: d.opens_on, reverse=True)
        shown += newest[:PERIODS]
    shown.sort(key=lambda d: (d.due_on or date.max, d.rule, d.link))
    return tuple(_column(duty) for duty in shown)


def _column(duty: Duty) -> Column:
    return Column(
        duty.version.pack_id, duty.rule, duty.link, duty.period, duty.of_period, Say(duty.zh, duty.en), duty.due_on,
        duty.provisional, Say(duty.open_zh, duty.open_en), duty.articles_owed, duty.pk,
    )  # fmt: skip


def _focus(columns: Sequence[Column], wanted: str, on: date) -> Column | None:
    named = next((column for column in columns if column.key == wanted), None)
    if named is not None or not columns:
        return named
    counted = [column for column in columns if not column.articles and column.due_on] or list(columns)
    ahead = [column for column in counted if column.due_on and column.due_on >= on]
    return ahead[0] if ahead else counted[-1]


def _name(lines: dict[str, Line], *, by_city: bool) -> None:
    names = dict(Division.objects.filter(pk__in=[key for key in lines if key.isdigit()]).values_list("pk", "name"))
    for key, line in lines.items():
        some = [duty for cell in line.cells.values() for duty in cell.duties]
        line.bases = len({duty.base_id for duty in some if duty.base_id is not None})
        if key in names:
            line.name = names[key] if by_city else some[0].debtor_zh
        else:
            line.name = some[0].about_zh or some[0].debtor_zh


def figures(cells: Iterable[Cell]) -> Figures:
    """The figures of a column: obliged units and how far they are, obliged cells and how many are filled."""
    kept = list(cells)
    duties = [duty for cell in kept for duty in cell.owed]
    filed = [duty for duty in duties if is_filed(duty)]
    return Figures(
        units=len(duties),
        filed=len(filed),
        accepted=sum(duty.state in {DutyState.ACCEPTED, DutyState.ELSEWHERE} for duty in duties),
        passed=sum(duty.at == duty.levels_count for duty in filed),
        missing=len(duties) - len(filed),
        missing_rows=sum(cell.filed < len(cell.owed) for cell in kept),
        cells_owed=sum(duty.cells_owed for duty in duties),
        cells_filled=sum(min(duty.cells_filled, duty.cells_owed) for duty in duties),
    )


def is_filed(duty: Duty) -> bool:
    """Whether a duty counts as filed."""
    return duty.first_filed_on is not None or duty.state == DutyState.ELSEWHERE


def to_remind(cells: Iterable[Cell], on: date) -> list[Duty]:
    """The duties somebody still has to bring: due already or opened, not filed, or not corrected."""
    return [
        duty
        for cell in cells
        for duty in cell.owed
        if duty.state in {DutyState.DUE, DutyState.RETURNED} and duty.opens_on <= on and due_day_of(duty)
    ]


def reminded_on(actor: Actor, duties: Sequence[Duty], on: date) -> set[int]:
    """Return of which of these duties the actor's office reminded by hand on a day: an office reminds of a thing once a day.

    What another office sent does not count: a city reminds its bases, and the province still has the city to remind.
    """
    rows = Act.objects.filter(duty__in=[duty.pk for duty in duties], kind=ActKind.REMINDED, on=on)
    rows = rows.filter(who_organisation=actor.organisation_name)
    return set(rows.values_list("duty", flat=True))


def of_others(actor: Actor, duties: Sequence[Duty]) -> list[Duty]:
    """These duties without the office's own, unless they are still with a level that feeds it. One query at most."""
    own = {duty.pk for duty in duties if duty.debtor_id == actor.organisation_id}
    if not own:
        return list(duties)
    fed = set(
        Level.objects.filter(duty__in=own, place=F("duty__at"), is_debtor=False, is_leg=True).values_list(
            "duty", flat=True
        )
    )
    return [duty for duty in duties if duty.pk not in own or duty.pk in fed]
