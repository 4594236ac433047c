"""Actors: who a document speaks of. An office of a level, several that sign together, a panel, a meeting, someone outside."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from .citation import BothWords, Rule, Slug, Strict
from .open_points import OpenOr


class Level(StrEnum):
    """The level of an authority."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Organ(Strict):
    """One office among those that sign together; ``lead`` keeps the record."""

    organ: Slug
    lead: bool = False


class Panel(Strict):
    """How many experts sit and how: each may be an open point."""

    size: OpenOr | None = None
    sits: OpenOr | None = None


class ActorKind(StrEnum):
    """What sort of actor it is; derived from the keys an actor is written with."""

    OFFICE = "office"
    JOINT = "joint"
    PANEL = "panel"
    MEETING = "meeting"
    OUTSIDE = "outside"
    THIRD_PARTY = "third-party"
    SUBJECT = "subject"


class Actor(Rule):
    """An actor of the pack. Exactly one of: ``organ`` with ``level``, ``all-of`` with ``level``, ``panel``,
    ``meeting``, ``outside``, ``third-party``, ``subject``.

    ``set`` lists the organs behind a third party (有关部门). ``kept-by`` names the office that organises a panel, keeps a
    meeting's record or records an outside act.
    """

    organ: Slug | None = None
    level: Level | None = None
    all_of: tuple[Organ, ...] = ()
    panel: Panel | None = None
    meeting: BothWords | None = None
    outside: BothWords | None = None
    third_party: BothWords | None = None
    set: Slug | None = None
    subject: Slug | None = None
    kept_by: Slug | None = None
    if_they_differ: OpenOr | None = None
    needs: tuple[Slug, ...] = ()
    from_: date | None = None
    until: date | None = None
    duties: tuple[str, ...] = Field(default=())

    @property
    def kind(self) -> ActorKind:
        """What sort of actor this is."""
        return next(kind for kind, value in self._forms() if value)

    def organs(self) -> tuple[str, ...]:
        """The organs whose offices act, the leading one first (empty for panels, meetings and outsiders)."""
        if self.organ:
            return (self.organ,)
        return tuple(o.organ for o in sorted(self.all_of, key=lambda o: not o.lead))

    def _forms(self) -> tuple[tuple[ActorKind, object], ...]:
        return (
            (ActorKind.OFFICE, self.organ),
            (ActorKind.JOINT, self.all_of),
            (ActorKind.PANEL, self.panel),
            (ActorKind.MEETING, self.meeting),
            (ActorKind.OUTSIDE, self.outside),
            (ActorKind.THIRD_PARTY, self.third_party),
            (ActorKind.SUBJECT, self.subject),
        )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [kind.value for kind, value in self._forms() if value]
        if len(given) != 1:
            allowed = "organ, all-of, panel, meeting, outside, third-party, subject"
            raise ValueError(f"an actor is exactly one of: {allowed}; found {', '.join(given) or 'none'}")
        if (self.organ or self.all_of) and not self.level:
            raise ValueError(f"an office needs level: one of {', '.join(Level)}")
        if self.all_of and sum(o.lead for o in self.all_of) != 1:
            raise ValueError("all-of needs exactly one organ with lead: true, who keeps the record")
        if (self.panel or self.meeting or self.outside or self.third_party) and not self.kept_by:
            raise ValueError("needs kept-by: the office that organises it and keeps its record")
        return self
