"""What the pages of an expert's reviews show, as parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jidi.common.say import Basis, Cite, Say
from jidi.panels.enums import Sits
from jidi.panels.marks import Criterion, criteria_of
from jidi.panels.models import Panel, Seat, Sheet
from jidi.web.desk.reviews.looked import LookedAt, OnRecord
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Badge, Chip, State
from policycore.pack import Pack
from policycore.units import plain

NOT_DECLARED = Badge(State.WAIT, Say("待声明", "To declare"))
TO_REVIEW = Badge(State.GOING, Say("可以评审", "Open"), half=True)
HANDED_IN = Badge(State.DONE, Say("已提交", "Handed in"))
KEPT_AWAY = Badge(State.NONE, Say("已回避", "Kept away"))


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case before an expert: where it stands for them and the next thing to do."""

    key: str
    title: str
    number: str
    badge: Badge
    declared: bool
    may_open: bool
    done: bool


@dataclass(frozen=True, slots=True)
class MarkField:
    """One criterion of a sheet with what was typed so far."""

    criterion: Criterion
    maximum: str
    points: str
    reason: str
    problem: Say | None
    chip: Chip | None
    looks: tuple[OnRecord, ...] = ()

    @property
    def words(self) -> Say:
        """What it is called."""
        return Say(self.criterion.zh, self.criterion.en)

    @property
    def open(self) -> bool:
        """Whether the reason stands open: one was typed, or one is wanted."""
        return bool(self.reason) or (self.problem is not None and bool(self.points.strip()))

    @property
    def points_name(self) -> str:
        """The name of the field for the points."""
        return f"points.{self.criterion.id}"

    @property
    def reason_name(self) -> str:
        """The name of the field for the reason."""
        return f"reason.{self.criterion.id}"


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """The criteria of one group."""

    title: Say
    fields: tuple[MarkField, ...]
    chip: Chip | None


def case_lines(seat: Seat, sheets: dict[str, Sheet]) -> list[CaseLine]:
    """The cases before an expert, in the order of the panel."""
    declared = {d.case_key: d.has_conflict for d in seat.declarations.all()}
    lines = []
    own = set(seat.case_keys)
    for entry in (one for one in seat.panel.cases_json if one["key"] in own):
        key = entry["key"]
        sheet, conflict = sheets.get(key), declared.get(key)
        done = sheet is not None and sheet.submitted_at is not None
        badge = NOT_DECLARED if conflict is None else (KEPT_AWAY if conflict else (HANDED_IN if done else TO_REVIEW))
        lines.append(
            CaseLine(key, entry["title"], entry.get("number", ""), badge, conflict is not None, conflict is False, done)
        )
    return lines


def counted(seat: Seat, lines: list[CaseLine]) -> Say:
    """How far an expert is with a panel, in words; what they keep away from is not counted."""
    done, own = sum(line.done for line in lines), sum(line.may_open or not line.declared for line in lines)
    return Say(f"{Sits(seat.panel.sits).say.zh}，已评 {done} / {own}", f"{done} of {own} reviewed")


def badge_of(sheet: Sheet | None) -> Badge:
    """Where the sheet of one case stands."""
    return HANDED_IN if sheet is not None and sheet.submitted_at is not None else TO_REVIEW


def mark_groups(
    panel: Panel, pack: Pack, sheet: Sheet | None, problems: dict[str, Say], record: LookedAt
) -> list[MarkGroup]:
    """The fields of a sheet by group, with what was typed and what is wrong with it."""
    typed = sheet.marks_json if sheet else {}
    groups: dict[Say, list[MarkField]] = {}
    for criterion in criteria_of(panel.criteria_json):
        mark = typed.get(criterion.id, {})
        chip = None
        if criterion.article:
            cite = Cite(Say(criterion.printed, criterion.printed), Basis.ARTICLE, pack.id, criterion.article)
            chip = chip_of(cite)
        made = MarkField(
            criterion, plain(criterion.maximum), mark.get("points", ""), mark.get("reason", ""),
            problems.get(criterion.id), chip, record.of(criterion.id),
        )  # fmt: skip
        groups.setdefault(criterion.group, []).append(made)
    return [_group(title, fields) for title, fields in groups.items()]


def _group(title: Say, fields: list[MarkField]) -> MarkGroup:
    """A group with the article all its criteria stand in named once, where it is the same for all."""
    first = fields[0].chip
    if first is None or any(one.chip is None or one.chip.label != first.label for one in fields):
        return MarkGroup(title, tuple(fields), None)
    return MarkGroup(title, tuple(replace(one, chip=None) for one in fields), first)
