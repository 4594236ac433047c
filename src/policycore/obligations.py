"""Obligations: who owes what, about whom, how often, due when at each level, and what fulfils it.

An obligation is owed either by a cycle (``every``) or on an event (``on``). Nothing here has a value of its own: where
the text names no day, no cycle, no beginning, the key names an open point.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from .citation import ArticleId, BothWords, Grounded, Rule, Slug, Strict
from .facts import CYCLES
from .formula import Condition
from .open_points import OpenOr
from .periods import PARTS, Period
from .procedures import Window

ABOUT: Final = ("itself", "each-base", "each-holder", "each-area", "each-enterprise")
OF: Final = ("this-period", "previous-year", "first-half", "second-half")
OWES_FROM: Final = ("whole-period", "running-period")
SEEN_ABOVE: Final = ("at-once", "when-forwarded")
FAILS_WHEN: Final = {
    "missed": frozenset({"missed"}),
    "missed-or-late": frozenset({"missed", "late"}),
    "missed-late-or-returned": frozenset({"missed", "late", "returned"}),
    "found": frozenset[str](),
}
"""What may count as not filed as required, and by which statuses; ``found``: only what a person found, with evidence."""
TRIGGERS: Final = ("granted", "ended", "outcome", "event")
PERIOD_END: Final = "period-end"


def _one_of(value: str, allowed: tuple[str, ...], key: str) -> None:
    if value not in allowed:
        raise ValueError(f"{key}: found {value!r}; allowed: {', '.join(allowed)}")


class DueRule(Strict):
    """When a duty is due; exactly one way is written.

    ``day`` is a day of the year (``03-15``, ``03-month-end``): the first one on or after the end of the period the duty
    is of, with ``in-period`` the first one in the period itself; or ``period-end``, the last day of the period.
    ``date`` is a day of the calendar (a duty owed once). ``after-period`` counts from the last day of the period,
    ``after-event`` from the day of the event; ``at-once`` is the day of the event. ``open`` is a point that says it.
    """

    day: str | None = None
    date_: date | None = None
    after_period: Window | None = None
    after_event: Window | None = None
    at_once: bool = False
    open: Slug | None = None
    in_period: bool = False
    when_closed: str = Field(default="keep", pattern="^(keep|next-workday)$")

    @property
    def way(self) -> str:
        """Which of the ways to be due is written."""
        return next(way for way, key in _WAY_KEYS.items() if getattr(self, key))

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [way for way, key in _WAY_KEYS.items() if getattr(self, key)]
        if len(given) != 1:
            raise ValueError(f"due is exactly one of: {', '.join(_WAY_KEYS)}; found {', '.join(given) or 'none'}")
        if self.in_period and (self.day is None or self.day == PERIOD_END):
            raise ValueError("in-period belongs to a day of the year, like {day: 03-15, in-period: true}")
        return self


_WAY_KEYS: Final = {
    "day": "day",
    "date": "date_",
    "after-period": "after_period",
    "after-event": "after_event",
    "at-once": "at_once",
    "open": "open",
}


def _due(value: Any) -> Any:
    return {"day": value} if isinstance(value, str) else value


Deadline = Annotated[DueRule, BeforeValidator(_due, json_schema_input_type=str | DueRule)]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often something is owed once everything is settled: every so many units, counted from a first period."""

    unit: str
    each: int = 1
    first: Period | None = None

    def owed_in(self, period: Period) -> bool:
        """Tell whether a period of the unit is one in which it is owed."""
        if self.unit not in PARTS or period.cycle != self.unit:
            return False
        if self.first is None:
            return True
        parts = PARTS[self.unit]
        gap = (period.year - self.first.year) * parts + period.part - self.first.part
        return gap >= 0 and gap % self.each == 0


class Cycle(Strict):
    """How often: a unit (``quarter``), every ``each`` units counted ``from`` a period, or the point that decides it."""

    unit: str | None = None
    each: int = Field(default=1, ge=1)
    from_: str | None = None
    open: Slug | None = None

    @property
    def written(self) -> Any:
        """The cycle as a pack writes it: a bare word where one says it."""
        if self.unit and self.each == 1 and self.from_ is None:
            return self.unit
        return self.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)

    def cadence(self) -> Cadence:
        """Return a cycle that is written out as a cadence (an open one has none: raises ValueError)."""
        if self.unit is None:
            raise ValueError("the cycle is an open point")
        return Cadence(self.unit, self.each, Period.parse(self.from_) if self.from_ else None)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.unit is None) == (self.open is None):
            raise ValueError(f"every: write one of {', '.join(CYCLES)}, or {{each: 2, unit: year, from: \"2020\"}}, or {{open: point}}")  # fmt: skip
        if self.unit is not None and self.unit not in CYCLES:
            raise ValueError(f"found {self.unit!r}; allowed: {', '.join(CYCLES)}")
        if self.open and (self.each != 1 or self.from_):
            raise ValueError("an open cycle has no each: and no from:; the decision says how often")
        if (self.each != 1) != (self.from_ is not None):
            raise ValueError('every so many units needs both each: and from: the first period, like {each: 2, unit: year, from: "2020"}')  # fmt: skip
        if self.from_ is not None:
            self._first(self.from_)
        return self

    def _first(self, text: str) -> None:
        if Period.parse(text).cycle != self.unit:
            raise ValueError(f"from: {text!r} is no {self.unit}; write the first {self.unit} in which it is owed")


def _cycle(value: Any) -> Any:
    return {"unit": value} if isinstance(value, str) else value


class Trigger(Strict):
    """The event a duty is owed on: a title ``granted`` or ``ended``, an ``outcome`` got (an outcome's id, an END, or
    PROCEDURE.END), or another ``event``, named and in words, which a person puts on record."""

    granted: Slug | None = None
    ended: Slug | None = None
    outcome: ArticleId | None = None
    event: Slug | None = None
    zh: str = ""
    en: str = ""

    @property
    def way(self) -> str:
        """Which sort of event it is."""
        return next(key for key in TRIGGERS if getattr(self, key))

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(bool(getattr(self, key)) for key in TRIGGERS) != 1:
            raise ValueError(f"on is exactly one of: {', '.join(TRIGGERS)}")
        if (self.event is None) == bool(self.zh):
            raise ValueError(
                "an event of your own is named and said in words: {event: an-id, zh: …, en: …}; the others have words already"
            )
        return self


class Fulfilment(Strict):
    """What fulfils a duty (G5); where several things are written, all of them are needed.

    ``form`` is accepted, ``articles`` are so many (``pictures``: each with pictures; ``mark``: marked so, like urgent),
    a ``procedure`` is finished (``end``: in that end; without it in any, but not withdrawn), a ``document`` is handed in
    and accepted, ``done-elsewhere`` is recorded with its place in words; ``paper``
    is the number of paper copies beside it.
    """

    form: Slug | OpenOr | None = None
    articles: int | None = Field(default=None, ge=1)
    pictures: bool = False
    mark: str = ""
    procedure: Slug | None = None
    end: Slug | None = None
    document: Slug | None = None
    done_elsewhere: BothWords | None = None
    paper: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.form or self.articles or self.procedure or self.document or self.done_elsewhere):
            raise ValueError(
                "says nothing that fulfils it: write form, articles, procedure, document or done-elsewhere"
            )
        if (self.pictures or self.mark) and not self.articles:
            raise ValueError("pictures and mark say what articles have to be; write articles: how many")
        if self.end and not self.procedure:
            raise ValueError("end says how a procedure has to end; write procedure: which one")
        return self


class Leg(Strict):
    """Who feeds the debtor, below the article: by an earlier day of the pack's own house rule, or one the debtor sets."""

    from_: Slug
    to: Slug | None = None
    due: Deadline | None = None
    set_by: Slug | None = None
    only: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.due is None) == (self.set_by is None):
            raise ValueError("a leg has due: its day, or set-by: the actor who chooses it; exactly one")
        return self


class Link(Grounded):
    """One level of a chain: who passes on to whom by its own day; what it has of its own goes before the duty's."""

    from_: Slug
    to: Slug
    due: Deadline
    only: tuple[Slug, ...] = ()
    about: str | None = None
    fulfilled_by: Fulfilment | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.about is not None:
            _one_of(self.about, ABOUT, "about")
        return self


class Obligation(Rule):
    """A duty to report or to do: debtor, about whom, cycle or event, due day, what fulfils it, levels above, legs below.

    ``only`` limits it to kinds of what it is about (of the debtor where it is about itself). ``of`` says which period
    its content is of. ``owes-from`` is the first period a new holder owes for: ``whole-period`` (the usual one: the first
    that began after the title did), ``running-period``, or an open point; until that is decided the usual one holds.
    ``seen-above`` says whether the levels above may read a filing before the level below has passed it on.
    ``reminds-after`` is the length of time after which a standing duty asks to be looked at again. ``prepares`` is the
    form that is filled in here for something done elsewhere. ``fails-when`` says what counts as not filed as required
    (未按要求报送): a word of FAILS_WHEN, or the open point (a reading) that decides it.
    """

    debtor: Slug
    to: Slug | None = None
    about: str = "itself"
    only: tuple[Slug, ...] = ()
    every: Annotated[Cycle, BeforeValidator(_cycle, json_schema_input_type=str | Cycle)] | None = None
    of: str = "this-period"
    on: Trigger | None = None
    when: Condition | None = None
    due: Deadline | None = None
    fulfilled_by: Fulfilment
    legs: tuple[Leg, ...] = ()
    chain: tuple[Link, ...] = ()
    prepares: Slug | OpenOr | None = None
    reminds_after: OpenOr | None = None
    owes_from: str | OpenOr = "whole-period"
    seen_above: str | OpenOr = "at-once"
    fails_when: str | OpenOr = "missed"

    @property
    def links(self) -> tuple[Link, ...]:
        """The levels a filing goes through: the chain as written, else the one step from the debtor upwards."""
        if self.chain:
            return self.chain
        assert self.due is not None
        return (Link.model_construct(from_=self.debtor, to=self.to or "", due=self.due),)

    @model_validator(mode="after")
    def _words(self) -> Self:
        _one_of(self.about, ABOUT, "about")
        _one_of(self.of, OF, "of")
        for key, allowed in WORDS_OF_KEYS.items():
            value = getattr(self, key)
            if isinstance(value, str):
                _one_of(value, allowed, key.replace("_", "-"))
        return self

    @model_validator(mode="after")
    def _begins(self) -> Self:
        if self.every and self.on:
            raise ValueError("has both every: and on:; a duty is owed by a cycle or on an event, keep one")
        if not self.every and not self.on:
            raise ValueError(
                f"is owed by a cycle or on an event: write every: one of {', '.join(CYCLES)}; or on: {{event: an-id, zh: …}}"
            )
        if self.on and self.of != "this-period":
            raise ValueError("of says which period a cycle's content is of; a duty on an event has none")
        if self.reminds_after and not self.on:
            raise ValueError(
                "reminds-after belongs to a standing duty (on: …); one with a cycle is reminded of its day"
            )
        return self

    @model_validator(mode="after")
    def _levels(self) -> Self:
        if not self.chain:
            if self.due is None:
                raise ValueError("is missing due: by when; where the text says none, due: {open: point}")
            return self
        if self.due or self.to:
            raise ValueError("has a chain; to: and due: stand in its links, one each")
        if self.chain[0].from_ != self.debtor:
            raise ValueError(
                f"chain: begins with {self.chain[0].from_!r}; the first link is from the debtor, {self.debtor!r}"
            )
        for below, above in zip(self.chain, self.chain[1:], strict=False):
            if below.to != above.from_:
                raise ValueError(
                    f"chain: a link ends with {below.to!r} and the next begins with {above.from_!r}; they join"
                )
        return self

    @model_validator(mode="after")
    def _ways(self) -> Self:
        legs = tuple(leg.due for leg in self.legs if leg.due)
        for due in (*(link.due for link in self.links), *legs):
            allowed = _WAYS["on" if self.on else "once" if self.every and self.every.unit == "once" else "every"]
            if due.way not in allowed:
                how = "on an event" if self.on else "once" if "date" in allowed else "by a cycle"
                raise ValueError(f"due: found {due.way}; a duty owed {how} is due by one of: {', '.join(allowed)}")
        return self


WORDS_OF_KEYS: Final = {"owes_from": OWES_FROM, "seen_above": SEEN_ABOVE, "fails_when": tuple(FAILS_WHEN)}
"""Which words a key of an obligation allows, where it does not name an open point."""

_WAYS: Final = {
    "on": ("at-once", "after-event", "open"),
    "once": ("date", "open"),
    "every": ("day", "after-period", "open"),
}

__all__ = [
    "ABOUT",
    "OWES_FROM",
    "PERIOD_END",
    "SEEN_ABOVE",
    "Cadence",
    "Cycle",
    "DueRule",
    "Fulfilment",
    "Leg",
    "Link",
    "Obligation",
    "Trigger",
]
