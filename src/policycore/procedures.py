"""Procedures as data: steps of a few kinds, who acts, which answers lead where, within what time.

States are not written down; a case is where it stands. ``end.NAME`` ends it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from .calendar import DayUnit
from .citation import BothWords, Grounded, Rule, Slug, Strength, Strict
from .formula import Condition
from .open_points import OpenOr


class StepKind(StrEnum):
    """The kinds of step; each has its own record and page."""

    FILL = "fill"
    REVIEW = "review"
    PANEL = "panel"
    VISIT = "visit"
    CONFIRM = "confirm"
    CONSULT = "consult"
    NOTICE = "notice"
    MEETING = "meeting"
    ACT = "act"
    WAIT = "wait"
    OUTSIDE = "outside"


class AnswerDoes(StrEnum):
    """What an answer does to the matter."""

    FORWARD = "forward"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_WORDS: Final = {
    "submit": ("报送", "Submit"),
    "forward": ("同意上报", "Forward"),
    "return": ("退回补正", "Return for correction"),
    "received": ("接收", "Receive"),
    "done": ("完成", "Done"),
    "skip": ("不需要", "Not needed"),
    "agree": ("同意", "Agree"),
    "not": ("不同意", "Do not agree"),
    "issued": ("印发", "Issue"),
    "clear": ("无异议", "No objection stands"),
    "upheld": ("异议成立", "Objection upheld"),
    "answered": ("已答复", "Answered"),
    "elapsed": ("期满", "Time has run"),
    "recorded": ("登记", "Record"),
    "approved": ("批准", "Approved"),
    "refused": ("未批准", "Not approved"),
}


class Answer(Grounded):
    """One answer a step allows: where it leads, what it needs, and (if not the step's own) its basis."""

    to: str
    zh: str = ""
    en: str = ""
    does: AnswerDoes | None = None
    when: Condition | None = None
    needs: tuple[Slug, ...] = ()
    strength: Strength = Strength.MAY


def _answer(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


Answers = dict[Slug, Annotated[Answer, BeforeValidator(_answer, json_schema_input_type=str | Answer)]]


class ListScope(Strict):
    """A step that works on a frozen list: one record for many cases."""

    list: str = Field(pattern="^(per-city|per-round|per-area)$")


def _scope(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("list"), str):
        return {"list": value["list"].replace(" ", "-")}
    return value


class Window(Strict):
    """A length of time: ``length`` and ``unit`` (or ``open``), first day counted or not, what when it ends on a holiday."""

    length: int | None = Field(default=None, ge=1)
    unit: DayUnit = DayUnit.WORKDAY
    open: Slug | None = None
    first_day_counts: bool | OpenOr = False
    starts: OpenOr | None = None
    when_closed: str = Field(default="keep", pattern="^(keep|next-workday)$")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.length is None) == (self.open is None):
            raise ValueError("a window has length: with unit:, or open: the point that sets it")
        return self


class Limit(Grounded):
    """A time limit of a step: a window from its beginning, or a fixed day."""

    within: Window | None = None
    until: date | None = None
    by: OpenOr | None = None
    strength: Strength = Strength.MUST

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(v is not None for v in (self.within, self.until, self.by)) != 1:
            raise ValueError("a limit is exactly one of: within (a window), until (a day), by (an open point)")
        return self


class Objections(Strict):
    """What an objection to a notice needs and what it holds up (G14)."""

    identity: OpenOr
    channels: tuple[str, ...] = ()
    verifies: Slug | None = None
    answer_within: Window | None = None
    holds: str = Field(default="item", pattern="^(item|list)$")


class Optional(Strict):
    """When a step is taken at all; without it the step may be skipped by whoever acts."""

    when: Condition


class Parts(Strict):
    """What has to arrive besides the electronic file: paper copies, to whom, with which statement."""

    paper_copies: int = Field(default=0, ge=0)
    to: tuple[Slug, ...] = ()
    statement: BothWords | None = None


class Step(Rule):
    """A step of a procedure. Which keys make sense depends on its ``kind``; the loader says which do not."""

    kind: StepKind
    actor: Slug | OpenOr
    scope: Annotated[ListScope | None, BeforeValidator(_scope)] = None
    then: Answers = Field(min_length=1)
    optional: Optional | None = None
    check: tuple[Slug, ...] = ()
    limit: Limit | None = None
    forms: OpenOr | tuple[Slug, ...] | None = None
    documents: OpenOr | tuple[Slug, ...] | None = None
    parts: Parts | None = None
    gives: OpenOr | None = None
    on: Slug | None = None
    trims: OpenOr | None = None
    statement: BothWords | None = None
    asks: tuple[Slug, ...] = ()
    silence: OpenOr | None = None
    window: Window | None = None
    objections: Objections | None = None
    prefers: tuple[Slug, ...] = ()
    quotas: tuple[Slug, ...] = ()
    grants: Slug | None = None
    ends_title: Slug | None = None
    document: Slug | None = None

    @property
    def is_list(self) -> bool:
        """Tell whether the step works on a frozen list."""
        return self.scope is not None

    @property
    def may_be_skipped(self) -> bool:
        """Tell whether the text leaves the step to the judgement of whoever acts (视情)."""
        return self.optional is not None or self.strength is not Strength.MUST

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        given = {name for name in _KIND_KEYS_ALL if getattr(self, name)}
        misplaced = sorted(given - set(_KIND_KEYS[self.kind]))
        if misplaced:
            allowed = ", ".join(k.replace("_", "-") for k in _KIND_KEYS[self.kind]) or "none of these"
            found = ", ".join(k.replace("_", "-") for k in misplaced)
            hints = "".join(f"; {_INSTEAD[key]}" for key in misplaced if key in _INSTEAD)
            raise ValueError(f"a step of kind {self.kind} has no {found}; it may have: {allowed}{hints}")
        lacking = [k for k in _KIND_NEEDS.get(self.kind, ()) if not getattr(self, k)]
        if lacking:
            raise ValueError(f"a step of kind {self.kind} needs {', '.join(k.replace('_', '-') for k in lacking)}")
        return self


_KIND_KEYS: Final[dict[StepKind, tuple[str, ...]]] = {
    StepKind.FILL: ("forms", "documents", "parts"),
    StepKind.REVIEW: ("statement", "parts", "prefers", "quotas", "documents"),
    StepKind.PANEL: ("gives", "on", "trims"),
    StepKind.VISIT: (),
    StepKind.CONFIRM: ("statement", "documents"),
    StepKind.CONSULT: ("asks", "silence", "window"),
    StepKind.NOTICE: ("window", "objections"),
    StepKind.MEETING: ("prefers", "quotas"),
    StepKind.ACT: ("grants", "ends_title", "document"),
    StepKind.WAIT: ("window",),
    StepKind.OUTSIDE: ("document", "grants", "ends_title"),
}
_INSTEAD: Final = {
    "asks": "whom to hear stands in a step of kind: consult before it; who has to agree is an actor with all-of",
    "window": "how long the step may take is its limit: {within: {length: 15, unit: workday}}",
    "forms": "a form is filled in at a step of kind: fill",
    "grants": "a title is granted at a step of kind: act or outside",
}
_KIND_KEYS_ALL: Final = {name for names in _KIND_KEYS.values() for name in names}
_KIND_NEEDS: Final = {
    StepKind.PANEL: ("gives", "on"),
    StepKind.NOTICE: ("window", "objections"),
    StepKind.CONSULT: ("asks",),
    StepKind.WAIT: ("window",),
}


class Start(Grounded):
    """What a procedure starts from: a round with its year and quota, an event, or a result of another procedure (G13)."""

    in_: str = Field(default="round", pattern="^(round|event)$")
    year: OpenOr | None = None
    quota: Slug | None = None
    event: str = ""
    opens_for: Slug | None = None


class End(Strict):
    """How a procedure can end, in words; ``grants`` and ``refuses`` say what it means for the applicant."""

    zh: str
    en: str = ""
    favourable: bool = False


class Withdrawal(Grounded):
    """Until which step the applicant may withdraw, and by what rule."""

    until: Slug
    to: str = "end.withdrawn"


class Procedure(Rule):
    """A procedure: what starts it, its steps in order, how it may end."""

    starts: Start
    right: str = Field(default="apply", pattern="^(apply|recommend|receive|none)$")
    applicant: Slug | None = None
    withdraw: Withdrawal | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    ends: dict[Slug, End] = Field(min_length=1)

    def step(self, step_id: str) -> Step:
        """Return a step by id; raise KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def place(self, step_id: str) -> int:
        """Return the place of a step in the order, from 0."""
        return next(i for i, step in enumerate(self.steps) if step.id == step_id)

    def does(self, step: Step, answer: Answer) -> AnswerDoes:
        """Return what an answer does: as written, else back is a return, an unfavourable end a refusal, else forward."""
        if answer.does:
            return answer.does
        if answer.to.startswith("end."):
            end = self.ends.get(answer.to[4:])
            return AnswerDoes.FORWARD if end and end.favourable else AnswerDoes.REFUSE
        back = self.place(answer.to) < self.place(step.id)
        return AnswerDoes.RETURN if back else AnswerDoes.FORWARD


def words_of_answer(answer_id: str, answer: Answer) -> tuple[str, str]:
    """Return the Chinese and English words of an answer: its own, else the usual ones, else its id."""
    zh, en = _WORDS.get(answer_id, (answer_id, answer_id))
    return answer.zh or zh, answer.en or en


__all__ = ["Answer", "AnswerDoes", "Procedure", "Step", "StepKind", "Window", "words_of_answer"]
