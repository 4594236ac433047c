"""What a form on a page is made of, as small values: cells, rows, blocks, sections, points, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from jidi.common.say import Cite, Say
from jidi.filings.differences import Piece
from jidi.filings.findings import next_of, ready_line
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING, Finding, Link, Problem, Severity, Tab
from policycore.forms import Severity as Hardness

HARDNESS = {
    Severity.MUST: Hardness.MUST,
    Severity.NEAR: Hardness.RELEASABLE,
    Severity.VERIFY: Hardness.EXPLAIN,
    Severity.HINT: Hardness.HINT,
}
"""The severities of a page as the rules know them."""


def spoken_in(words: Words) -> bool:
    """Whether there is anything to say."""
    return bool(words.zh if isinstance(words, Say) else words)


class CellState(StrEnum):
    """How a cell stands, most urgent first; each differs by shape as well as by colour."""

    ERROR = "error"
    VERIFY = "verify"
    CHANGED = "changed"
    BROUGHT = "brought"
    PAST = "past"
    COMPUTED = "computed"
    TYPED = ""


class Control(StrEnum):
    """What one writes with."""

    FIGURE = "figure"
    LINE = "line"
    AREA = "area"
    SELECT = "select"


@dataclass(frozen=True, slots=True)
class Rival:
    """A text another page wrote in the same cell: by whom, when, and the revision it is chosen by."""

    rev: int
    by: str
    at: datetime | None
    text: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell: where it stands, what is in it as typed (``value``) and as people read it (``shown``), and its state.

    ``example`` shows how it is written where that is not plain (days, codes).
    ``follows`` is what a formula of the form gives for it, where people type it all the same and it is not that yet.
    ``locked`` cells are words, not fields. ``pieces`` are drawn in place of ``shown`` where versions differ.
    """

    address: str
    label: Words
    value: str = ""
    shown: Words = NOTHING
    control: Control = Control.FIGURE
    state: CellState = CellState.TYPED
    locked: bool = False
    options: tuple[tuple[str, Words], ...] = ()
    error: Words = NOTHING
    source: Words = NOTHING
    was: Words = NOTHING
    rivals: tuple[Rival, ...] = ()
    pieces: tuple[Piece, ...] = ()
    head: Words = NOTHING
    limit: int = 0
    example: str = ""
    follows: Words = NOTHING

    @property
    def id(self) -> str:
        """The id of the field on the page, where findings lead."""
        return cell_id(self.address)

    @property
    def lines(self) -> int:
        """How many lines of it hold something."""
        return sum(bool(line.strip()) for line in self.value.splitlines())

    @property
    def listed(self) -> str:
        """Its lines side by side."""
        return "、".join(line.strip() for line in self.value.splitlines() if line.strip())

    @property
    def name(self) -> str:
        """The name under which its text is sent."""
        return PREFIX + self.address


PREFIX = "f."


def cell_id(address: str) -> str:
    """The id of a cell on the page."""
    return f"c-{address}"


def field_id(field: str) -> str:
    """The id of a field's place on the page."""
    return f"f-{field}"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a return for correction at its field: its number and words, when, the answer, where it stands."""

    ordinal: int
    at: str
    words: Words
    on: Words = NOTHING
    answer: Words = NOTHING
    answer_on: Words = NOTHING
    state: Words = NOTHING
    links: tuple[Link, ...] = ()

    @property
    def field(self) -> str:
        """The field it stands at."""
        return self.at.split(".")[0]


@dataclass(frozen=True, slots=True)
class Row:
    """A field with its cells: a line of the figures, or an entry of words. ``number`` is its place in the form."""

    field: str
    label: Words
    cells: tuple[FormCell, ...]
    number: Words = NOTHING
    unit: Words = NOTHING
    help: Words = NOTHING
    earlier: Words = NOTHING
    sub: bool = False
    required: bool = True
    change: Words = NOTHING
    marks: tuple[Severity, ...] = ()
    names: FormCell | None = None
    points: tuple[Point, ...] = ()
    evidence: tuple[Link, ...] = ()
    short: bool = False
    inferred: Words = NOTHING

    @property
    def id(self) -> str:
        """The anchor of the field."""
        return field_id(self.field)

    @property
    def cell(self) -> FormCell:
        """The one cell of an entry."""
        return self.cells[0]

    @property
    def tone(self) -> str:
        """The colour of the change: that of the hardest finding at this field."""
        return {Severity.MUST: "red", Severity.VERIFY: "amber"}.get(self.marks[0], "") if self.marks else ""


class BlockKind(StrEnum):
    """How a run of fields is laid out."""

    FIGURES = "figures"
    ENTRIES = "entries"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; ``row`` is its number, 0 for one that only sums up."""

    row: int
    cells: tuple[FormCell, ...]
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A run of fields of one section. Figures have ``periods`` as columns, headed as the form prints it (``heads``); a table
    has ``head`` and ``body``, of its ``count`` rows those of one page (``pages``, none where all of them are shown).
    """

    kind: BlockKind
    rows: tuple[Row, ...] = ()
    periods: tuple[str, ...] = ()
    numbered: bool = False
    head: tuple[tuple[Words, Words, str], ...] = ()
    body: tuple[TableRow, ...] = ()
    sums: tuple[Words, ...] = ()
    locked: bool = False
    evidence: bool = False
    heads: tuple[Words, ...] = ()
    count: int = 0
    pages: tuple[Tab, ...] = ()

    @property
    def row(self) -> Row:
        """The field of a table."""
        return self.rows[0]

    @property
    def filled(self) -> int:
        """How many rows of a table somebody wrote in."""
        return self.count or sum(not line.spare for line in self.body)

    @property
    def adds(self) -> bool:
        """Whether rows can be added here: below the last row of the table only."""
        return not self.locked and (not self.pages or self.pages[-1].current)

    @property
    def years(self) -> list[tuple[str, Words]]:
        """The columns of years: the period and what the form calls it."""
        heads = self.heads or ("",) * len(self.periods)
        return list(zip(self.periods, heads, strict=True))


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form under one heading, with the article its fields speak to."""

    id: str
    title: Words
    blocks: tuple[Block, ...]
    cite: Cite | None = None
    brought: int = 0

    @property
    def key(self) -> str:
        """Its id in the form."""
        return self.id.removeprefix("s-")

    @property
    def has_figures(self) -> bool:
        """Whether cells of several states stand in it, so that a legend helps."""
        return any(block.kind is not BlockKind.ENTRIES for block in self.blocks)


@dataclass(frozen=True, slots=True)
class FormFinding:
    """A finding with the cell where its explanation is written, where it asks for one.

    ``used`` are explanations of earlier periods that may be taken again (words, by what the button sends them);
    ``evidence`` names the paper the explanation must come with, ``papers`` those that lie there, each with its key; ``restore`` is the figure an
    earlier year can be set back to with one click, at ``address``.
    """

    finding: Finding
    reason: FormCell | None = None
    trace: tuple[Words, ...] = ()
    check: str = ""
    used: tuple[tuple[str, Words, str], ...] = ()
    evidence: Words = NOTHING
    papers: tuple[tuple[Link, str], ...] = ()
    restore: Words = NOTHING
    address: str = ""
    hold: str = ""
    """The field whose cells were carried over and wait to be confirmed, empty for any other finding."""
    source: Words = NOTHING
    """Where what was carried over comes from."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the form is: cells brought in, written by people, still to write; the first of these."""

    brought: int = 0
    written: int = 0
    open: int = 0
    cells: int = 0
    next: str = ""
    carried: int = 0
    """Fields with something carried over that nobody confirmed yet."""

    @property
    def percent(self) -> int:
        """How much is there, rounded down: 100 only when nothing is left."""
        return (self.cells - self.open) * 100 // self.cells if self.cells else 100


@dataclass(frozen=True, slots=True)
class FormView:
    """A form as a page draws it. ``save`` and ``autosave`` are addresses, empty where nothing can be written.

    ``mark`` says what sending it does, for whoever reads the page by machine (``draft:FORM``).
    """

    title: Words
    sections: tuple[FormSection, ...]
    save: str = ""
    autosave: str = ""
    seen: str = ""
    shown: str = "{}"
    findings: tuple[FormFinding, ...] = ()
    counts: Mapping[Severity, int] = field(default_factory=dict)
    progress: Progress = Progress()
    problems: tuple[Problem, ...] = ()
    saved_at: datetime | None = None
    revision: int = 0
    blocked: bool = False
    mark: str = ""
    problems_title: Words = NOTHING

    @property
    def editable(self) -> bool:
        """Whether something can be written."""
        return bool(self.save)

    @property
    def counted(self) -> list[tuple[Severity, int]]:
        """What is to be settled, by severity, hints left out."""
        return [(one, self.counts[one]) for one in Severity if one is not Severity.HINT and self.counts.get(one)]

    @property
    def verdict(self) -> Say:
        """The line above the findings: the same as in the workbook and the API."""
        return ready_line(not self.blocked)

    @property
    def found(self) -> tuple[FormFinding, ...]:
        """What is to be mended or explained: all but what only waits to be confirmed."""
        return tuple(one for one in self.findings if not one.hold)

    @property
    def carried(self) -> tuple[FormFinding, ...]:
        """What was carried over and waits to be confirmed, field by field."""
        return tuple(one for one in self.findings if one.hold)

    @property
    def papers_asked(self) -> bool:
        """Whether a file can be laid beside an explanation, so that the form sends files."""
        return any(spoken_in(one.evidence) for one in self.findings)

    @property
    def advice(self) -> Say:
        """What to do first: 先改 1 条强制，再填 7 格."""
        return next_of(
            {HARDNESS[one]: count for one, count in self.counts.items()}, self.progress.open, self.progress.carried
        )
