"""What a demo story says: places, offices, people, bases, rounds. All of it is data; nothing of it stands in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from jidi.accounts.enums import BodyKind, Duty, OrgKind, Tier
from jidi.common.say import Refused, Say
from policycore.pack.reading import read_text

STORIES = Path(__file__).parent / "stories"
MARK = "（演示）"
"""What stands behind every invented name, so that a print or a copied table shows it too."""


class Told(BaseModel):
    """A part of a story: unknown keys are refused, so that a slip in the file shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PostTold(Told):
    """A post of an office and who holds it; without a name the story's lists of names give one."""

    name: str
    en: str = ""
    duty: Duty
    person: str = ""
    key: str = ""


class OfficeKind(Told):
    """A kind of office that stands at several levels: its organ word, its name by level, where it is, its posts."""

    organ: str
    kind: OrgKind = OrgKind.DEPARTMENT
    names: Mapping[Tier, str]
    en: Mapping[Tier, str] = Field(default_factory=dict)
    at: Mapping[Tier, tuple[str, ...] | str] = Field(default_factory=dict)
    posts: Mapping[Tier, tuple[PostTold, ...]]


class OrganisationTold(Told):
    """One organisation: an institution, a chamber, an enterprise, a university, with its posts."""

    key: str
    kind: OrgKind
    area: str
    name: str
    en: str = ""
    posts: tuple[PostTold, ...] = ()
    expert_fields: str = ""


class BodyTold(Told):
    """A body that meets, seated at the office of an organ and level; its members by the keys of their posts."""

    kind: BodyKind
    organ: str
    tier: Tier
    name: str
    en: str = ""
    members: Mapping[str, str] = Field(default_factory=dict)


class BaseTold(Told):
    """A base: where it sits, what it makes, which title it holds since when; ``key`` where the story speaks of it,
    ``institution`` the key of the organisation that speaks for it, ``enterprises`` those on record with it."""

    area: str
    product: str
    hs: tuple[str, ...] = ()
    name: str = ""
    en: str = ""
    title: str = ""
    since: date | None = None
    key: str = ""
    recognised: str = ""
    institution: str = ""
    enterprises: tuple[str, ...] = ()


class EntryTold(Told):
    """An entry of a register of the pack: the rule's id and the columns a person would fill in.

    ``of`` says about whom: all bases with a title (``none`` for those without), one base by its key, ``city`` for each
    city, ``province``.
    """

    rule: str
    of: str
    values: Mapping[str, Any] = Field(default_factory=dict)


class PointTold(Told):
    """A point of a return for correction: which field or document, and what is to be mended."""

    kind: str = "field"
    target: str
    text: str


class ActTold(Told):
    """Something done in a round on a day: what (``do``), for which bases (``of``, by key), and what was said.

    Who does it is not told: it is whoever the procedure says it is. ``days`` of a record written as ``today`` become the
    day of the act.
    """

    on: date
    do: str
    of: tuple[str, ...] = ()
    answer: str = ""
    answers: Mapping[str, str] = Field(default_factory=dict)
    reason: str = ""
    reasons: Mapping[str, str] = Field(default_factory=dict)
    notes: Mapping[str, str] = Field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = Field(default_factory=dict)
    evidence: str = ""
    points: tuple[PointTold, ...] = ()
    marks: Mapping[str, int] = Field(default_factory=dict)
    experts: int = 0
    leave: tuple[str, ...] = ()
    entry: EntryTold | None = None


class ReportTold(Told):
    """Something done about what is owed, on a day: what (``do``), for which duty (``rule``, ``period``) and of whom.

    ``of`` names bases by key or places by code, nobody named means all; ``leave`` those left out. ``figures`` are invented
    figures by field, a little different for each; ``typed`` is typed as it stands, by address. Who does it is not told:
    it is whoever holds the seat of the level the duty is with.
    """

    on: date
    do: str
    rule: str = ""
    period: str = ""
    link: int = 0
    of: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    figures: Mapping[str, Any] = Field(default_factory=dict)
    typed: Mapping[str, str] = Field(default_factory=dict)
    points: tuple[PointTold, ...] = ()
    title: str = ""
    text: str = ""
    where: str = ""
    url: str = ""
    days: int = 10


class RoundTold(Told):
    """A round: what was announced and what was done in it. ``like`` takes over the decisions of another round's key."""

    key: str
    procedure: str
    year: int
    zh: str
    en: str = ""
    act: str
    act_number: str = ""
    opens: date
    closes: date | None = None
    like: str = ""
    decisions: Mapping[str, Any] = Field(default_factory=dict)
    acts: tuple[ActTold, ...] = ()


class Story(Told):
    """A whole story. ``today`` is where the demo clock stands when it opens, ``since`` the day everything else holds from.
    ``firms`` and ``endings`` make the names of invented enterprises where a text says ``{firm}``."""

    zh: str
    en: str = ""
    area: str
    today: datetime
    since: date
    english: Mapping[str, str] = Field(default_factory=dict)
    surnames: str
    given: tuple[str, ...]
    offices: tuple[OfficeKind, ...]
    organisations: tuple[OrganisationTold, ...] = ()
    bodies: tuple[BodyTold, ...] = ()
    bases: tuple[BaseTold, ...] = ()
    entries: tuple[EntryTold, ...] = ()
    rounds: tuple[RoundTold, ...] = ()
    reporting: tuple[ReportTold, ...] = ()
    figures: Mapping[str, Any] = Field(default_factory=dict)
    texts: Mapping[str, str] = Field(default_factory=dict)
    firms: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _zone(self) -> Self:
        if self.today.tzinfo is None:
            raise ValueError("today needs its zone, for example 2026-05-01T09:30:00+08:00")
        return self


class StoryRefused(Refused):
    """There is no such story, or its file cannot be read."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(
            Say(f"演示“{name}”没有打开。", f"The demo {name!r} was not opened."),
            Say(zh, en),
            Say(f"可用的演示：{'、'.join(names())}。", f"There are: {', '.join(names())}."),
        )


def names() -> list[str]:
    """The stories there are, by the pack they play with."""
    return sorted(path.parent.name for path in STORIES.glob("*/story.yaml"))


def tell(name: str) -> Story:
    """Read a story by the name of its pack. Raises StoryRefused naming file, line and what is wrong."""
    path = STORIES / name / "story.yaml"
    if not path.is_file():
        raise StoryRefused(name, "没有这个演示。", "There is no such story.")
    located = read_text(path.read_text(encoding="utf-8"), str(path))
    try:
        told = Story.model_validate(located.data)
    except ValidationError as error:
        places = [(located.line_of(tuple(e["loc"])), ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        lines = "\n".join(f"{path}:{line}: {where}: {said}" for line, where, said in places)
        raise StoryRefused(name, f"\n{lines}\n", f"\n{lines}\n") from error
    if located.problems:
        lines = "\n".join(str(problem) for problem in located.problems)
        raise StoryRefused(name, f"\n{lines}\n", f"\n{lines}\n")
    return told


def decisions_file(name: str) -> Path | None:
    """The demo's decisions on what the document leaves open, or None for a story that has none."""
    path = STORIES / name / "decisions.yaml"
    return path if path.is_file() else None
