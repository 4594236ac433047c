"""The workbench of a selection: the ranking proposes, people move lines and say why, the places are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from jidi.applications import queries
from jidi.applications.models import Application
from jidi.applications.queries import Ranked
from jidi.applications.services import Chosen
from jidi.cases.models import Case
from jidi.common.say import Say
from jidi.web.desk.applications import links
from jidi.web.desk.lists.place import Place
from jidi.web.shared.cited import chips_of_verdict
from jidi.web.shared.figures import figure
from jidi.web.shared.parts import Chip, Dash, FigureCell
from policycore.engine import Line
from policycore.verdict import Verdict

PLACE, CHOSEN, WHY = "place", "chosen", "why"
PLACES = 2
"""Decimals points are shown with."""


@dataclass(frozen=True, slots=True)
class Quota:
    """One quota of a step: how many may pass in all, how many have passed before, what it rests on."""

    words: Say
    value: int | None
    passed: int
    why: Say
    chips: tuple[Chip | Dash, ...]

    @property
    def left(self) -> int | None:
        """How many may still pass."""
        return None if self.value is None else max(self.value - self.passed, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the ranking puts it and as it was put by people."""

    case: Case
    application: Application | None
    ranked_place: int
    points: str
    tied: int
    preferences: tuple[tuple[Say, tuple[Chip | Dash, ...]], ...]
    unknown: tuple[Say, ...]
    place: str
    chosen: bool
    why: str
    displaced: str

    @property
    def href(self) -> str:
        """Its own page."""
        return links.matter(self.case)

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than the ranking put it."""
        return self.place != str(self.ranked_place)


@dataclass(frozen=True, slots=True)
class Workbench:
    """The list of a step before it is decided."""

    rows: tuple[Row, ...]
    saved: bool
    changed: bool
    saved_by: Say

    @property
    def done(self) -> bool:
        """Whether it was saved for exactly what waits now."""
        return self.saved and not self.changed


def quotas_of(place: Place) -> list[Quota]:
    """The quotas of the step for this list."""
    if not place.step.quotas:
        return []
    passed = queries.passed_before(place.round_, place.step, place.scope_key)
    found = []
    for key, verdict in queries.quotas_at(place.round_, place.step, place.on, place.area):
        rule = place.whole.quotas[key]
        lacks = Say("；".join(lack.say.zh for lack in verdict.lacks), "; ".join(lack.say.en for lack in verdict.lacks))
        value = verdict.value if isinstance(verdict.value, int) else None
        found.append(Quota(rule.say, value, passed, lacks, chips_of_verdict(place.whole, verdict)))
    return found


def figures_of(place: Place, quotas: Sequence[Quota]) -> list[FigureCell]:
    """The figures under the title: what waits, the places, what is left of them."""
    cells = [FigureCell(Say("等待办理", "Waiting"), str(len(place.waiting)), Say(" 件", " cases"))]
    for quota in quotas:
        undecided = quota.value is None
        cells.append(
            FigureCell(
                quota.words, Say("未定", "Open") if undecided else str(quota.value),
                Say("", "") if undecided else Say(f" 个，已用 {quota.passed}", f" in all, {quota.passed} taken"),
                "amber" if undecided else "",
            )
        )  # fmt: skip
        if not undecided:
            cells.append(
                FigureCell(
                    Say("还可通过", "May still pass"),
                    str(quota.left),
                    Say(" 个", " of them"),
                    "" if quota.left else "amber",
                )
            )
    return cells


def workbench(place: Place, typed: QueryDict | None = None) -> Workbench:
    """Rank what waits by points and preferences, with what was saved or typed."""
    ranked = queries.ranking(place.round_, place.step.id, place.waiting, place.on)
    quotas = [q.left for q in quotas_of(place) if q.left is not None]
    first = min(quotas) if quotas else len(ranked)
    saved = {r.case.pk for r in ranked if r.saved is not None}
    rows = [_row(place, one, first, typed) for one in ranked]
    if saved == {r.case.pk for r in ranked}:
        rows.sort(key=lambda row: int(row.place) if row.place.isdecimal() else row.ranked_place)
    line = next((r.saved for r in ranked if r.saved is not None), None)
    by = (
        Say(f"{line.saved_by.name}，{line.saved_at:%Y-%m-%d}", f"{line.saved_by.name}, {line.saved_at:%Y-%m-%d}")
        if line
        else Say("")
    )
    return Workbench(tuple(rows), bool(saved), bool(saved) and len(saved) != len(ranked), by)


def _row(place: Place, one: Ranked, first: int, typed: QueryDict | None) -> Row:
    line, saved, key = one.line, one.saved, one.case.pk
    if typed is not None:
        now, chosen, why = typed.get(f"{PLACE}.{key}", ""), f"{CHOSEN}.{key}" in typed, typed.get(f"{WHY}.{key}", "")
    elif saved is not None:
        now, chosen, why = str(saved.place), saved.chosen, "" if saved.displaced else saved.reason
    else:
        now, chosen, why = str(line.place), line.place <= first, ""
    return Row(
        one.case, place.applications.get(key), line.place, _points(line.points), line.tied_with,
        preferences_of(place, line),
        tuple(lack.say for verdict in line.undetermined for lack in verdict.lacks), str(now), chosen, str(why),
        saved.reason if saved is not None and saved.displaced else "",
    )  # fmt: skip


def _preference(place: Place, verdict: Verdict) -> tuple[Say, tuple[Chip | Dash, ...]]:
    name = verdict.question.partition(" ")[2]
    rule = place.whole.preferences.get(name)
    return (rule.say if rule else Say(name), chips_of_verdict(place.whole, verdict))


def _points(points: Decimal | None) -> str:
    return figure(points, PLACES)


def preferences_of(place: Place, line: Line) -> tuple[tuple[Say, tuple[Chip | Dash, ...]], ...]:
    """What the document prefers about a case, each with its article."""
    return tuple(_preference(place, verdict) for verdict in line.preferences)


def read_lines(data: QueryDict) -> tuple[list[Chosen], list[int]]:
    """The order a page sent, and the cases whose place is no number."""
    found, wrong = [], []
    for name, value in data.items():
        kind, _, key = name.partition(".")
        if kind != PLACE or not key.isdecimal():
            continue
        text = str(value).strip()
        if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 10_000:
            wrong.append(int(key))
            continue
        case = int(key)
        found.append(Chosen(case, int(text), f"{CHOSEN}.{case}" in data, data.get(f"{WHY}.{case}", "")))
    return found, wrong
