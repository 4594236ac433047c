"""What pages are made of, as small values: views build these, tags draw them, nobody writes HTML in a view.

Every text is ``Words``: a ``Say`` in both languages, or plain text that is the same in both (a name, a number).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from jidi.common.say import Say
from jidi.web.shared.language import Words
from jidi.web.shared.marks import Shape

NOTHING = Say("")


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere. ``main`` marks the one filled button of its panel; ``icon`` is a name of icons.txt."""

    text: Words
    href: str
    main: bool = False
    icon: str = ""


# --- what an answer rests on ---------------------------------------------------------------------------------------


class ChipKind(StrEnum):
    """What a chip names."""

    ARTICLE = "article"
    LAW = "law"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of 「本案怎么得出」: what was looked at and what it gave; ``open`` where that is not known yet."""

    what: Words
    gave: Words = NOTHING
    open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """The § chip: printed form, gist, source with version, how this case came to it, where article and text stand."""

    label: Words
    kind: ChipKind = ChipKind.ARTICLE
    gist: Words = NOTHING
    source: Words = NOTHING
    reasons: tuple[Reason, ...] = ()
    href: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Dash:
    """The dashed chip beside a date or figure that is decided (待定项) or provisional (暂定), with why.

    ``open`` marks a point that nobody has decided yet.
    """

    label: Words
    why: Words = NOTHING
    href: str = ""
    open: bool = False


def provisional(year: int) -> Dash:
    """A date that depends on a holiday table the state has not published yet."""
    return Dash(
        Say("暂定", "provisional"),
        Say(
            f"{year} 年放假安排尚未公布，公布后自动重算并告知。",
            f"The holidays of {year} are not published yet; the date is recomputed, and you are told, once they are.",
        ),
    )


# --- state words ---------------------------------------------------------------------------------------------------


class State(StrEnum):
    """The groups of state words, each with one shape and one colour."""

    NONE = "none"
    WAIT = "wait"
    GOING = "going"
    DONE = "done"
    BACK = "back"
    WATCH = "watch"
    LATE = "late"
    FINAL = "final"


SHAPE_OF = {
    State.NONE: Shape.DASH,
    State.WAIT: Shape.RING,
    State.GOING: Shape.DOT,
    State.DONE: Shape.CHECK,
    State.BACK: Shape.LEFT,
    State.WATCH: Shape.TRIANGLE,
    State.LATE: Shape.BAR,
    State.FINAL: Shape.SQUARE,
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state word. ``half`` draws what is still being worked on (填报中) as ◐ instead of ●."""

    state: State
    word: Words
    half: bool = False

    @property
    def shape(self) -> Shape:
        """The mark before the word."""
        return Shape.HALF if self.half and self.state is State.GOING else SHAPE_OF[self.state]


class Severity(StrEnum):
    """How strictly a check binds: must hold · a superior may release · explain with evidence · information."""

    MUST = "must"
    NEAR = "near"
    VERIFY = "verify"
    HINT = "hint"

    @property
    def word(self) -> Say:
        """The word beside the mark."""
        return _SEVERITY_WORDS[self]

    @property
    def shape(self) -> Shape:
        """The mark."""
        return _SEVERITY_SHAPES[self]


_SEVERITY_WORDS = {
    Severity.MUST: Say("强制", "Must hold"),
    Severity.NEAR: Say("准强制", "Must hold unless released"),
    Severity.VERIFY: Say("核实", "Explain"),
    Severity.HINT: Say("提示", "Note"),
}
_SEVERITY_SHAPES = {
    Severity.MUST: Shape.SQUARE,
    Severity.NEAR: Shape.DIAMOND,
    Severity.VERIFY: Shape.TRIANGLE,
    Severity.HINT: Shape.DOT,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: severity, item, the sentence with both figures, the rule in words, the cell it is about."""

    severity: Severity
    where: Words
    sentence: Words
    rule: Words = NOTHING
    target: str = ""
    chips: tuple[Chip, ...] = ()
    state: Words = NOTHING


# --- the matter ----------------------------------------------------------------------------------------------------

StepStatus = Literal["done", "current", "later", "adverse"]


@dataclass(frozen=True, slots=True)
class StepCell:
    """One cell of the step bar: name, holder, what is said of it (returns are said here, not drawn), its date, its §."""

    name: Words
    status: StepStatus
    holder: Words = NOTHING
    lines: tuple[Words, ...] = ()
    due: Words = NOTHING
    late: bool = False
    optional: bool = False
    chips: tuple[Chip | Dash, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One thing that stands in the way: what, why, where to mend it; ``open`` where the answer is not known yet.

    ``key`` names the place as ``KIND:ID`` for whoever reads the page by machine, ``code`` the sort of thing that is missing.
    ``more``: many of one sort stand folded under one line, which then has the main button.
    """

    what: Words
    why: Words = NOTHING
    act: Link | None = None
    open: bool = False
    chips: tuple[Chip | Dash, ...] = ()
    key: str = ""
    more: tuple[MissingItem, ...] = ()
    code: str = ""


class Way(StrEnum):
    """Which way an act moved the matter: on, back, to an adverse end, or neither."""

    ON = "on"
    BACK = "back"
    END = "end"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act in the course of a matter: when, who, the verb in bold, what then; below it version, digest, §."""

    at: datetime
    who: Words
    verb: Words
    then: Words = NOTHING
    more: Words = NOTHING
    words: Words = NOTHING
    way: Way = Way.OTHER
    chips: tuple[Chip | Dash, ...] = ()


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One place where two versions differ: 栏目, 原, 现, 为何改. Empty text reads 未填."""

    where: Words
    before: str
    after: str
    why: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of an opinion panel; ``why_not`` says what is missing when it cannot be chosen now."""

    value: str
    what: Words
    then: Words = NOTHING
    why_not: Words = NOTHING
    chosen: bool = False

    @property
    def off(self) -> bool:
        """Whether it cannot be chosen now."""
        return bool(self.why_not != NOTHING and self.why_not)


# --- lists ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a work list: until when, what and why, who has it now, by which article, the next step.

    ``left`` overrides 「还有 n 天」 where the clock counts working days.
    """

    what: Words
    due: date | None = None
    left: Words = NOTHING
    why: Words = NOTHING
    href: str = ""
    holder: Words = NOTHING
    holder_note: Words = NOTHING
    chips: tuple[Chip | Dash, ...] = ()
    step: Link | None = None
    dash: Dash | None = None


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Lines of the same urgency: 逾期, 本周, 以后."""

    title: Words
    rows: tuple[WorkRow, ...]
    late: bool = False


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell of the figures row: label, the figure, what follows it in small. ``tone``: "", "red", "amber"."""

    label: Words
    value: Words
    note: Words = NOTHING
    tone: Literal["", "red", "amber"] = ""
    link: Link | None = None
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab inside a room or a matter."""

    text: Words
    href: str
    current: bool = False
    count: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as a labelled select: its value is always to be seen."""

    name: str
    label: Words
    options: tuple[tuple[str, Words], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: what was found and what to write; ``target`` is the id of its field."""

    text: Words
    target: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its value, for a list of facts. ``chips`` stand after the value."""

    label: Words
    value: Words
    chips: tuple[Chip | Dash, ...] = field(default=())
