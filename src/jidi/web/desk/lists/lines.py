"""The lines of a list: which answers each case may get, what stands in the way of the others, what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from jidi.applications.models import Application
from jidi.cases import queries as cases
from jidi.cases.guards import MissingItem as Missing
from jidi.cases.models import Case, ListItem
from jidi.cases.queries import what_is_missing
from jidi.cases.words import of_need
from jidi.common.say import Say
from jidi.facts.registry import reader
from jidi.policies import queries as policies
from jidi.web.desk.applications import facts, links, shown, ways
from jidi.web.desk.applications.ways import WayOut
from jidi.web.desk.lists.bulk import Together
from jidi.web.desk.lists.place import Place
from jidi.web.desk.lists.signing import NOBODY, Signed, Signing
from jidi.web.desk.lists.standing import Standing, standings
from jidi.web.shared.parts import Badge, MissingItem, State
from policycore.engine import Moves, moves
from policycore.procedures import AnswerDoes

ANSWER, REASON, NOTE = "answer", "reason", "note"
HELD = Badge(State.NONE, Say("退出本次名单", "held back"))
SIGNED = Badge(State.DONE, Say("已办", "answered"))


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a line may get; ``lacks`` is what stands in its way now."""

    value: str
    words: Say
    does: AnswerDoes
    to: Say
    lacks: tuple[Missing, ...]
    chosen: bool

    @property
    def off(self) -> bool:
        """Whether it cannot be given now."""
        return bool(self.lacks)

    @property
    def text(self) -> Say:
        """The answer as an option of a select."""
        if not self.lacks:
            return self.words
        count = len(self.lacks)
        return Say(f"{self.words.zh}（还差 {count} 项）", f"{self.words.en} ({count} missing)")


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that has to be written down with an answer for one case."""

    name: str
    words: Say
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the page of a list."""

    case: Case
    application: Application | None
    place: int
    href: str
    options: tuple[Option, ...]
    missing: tuple[MissingItem, ...]
    notes: tuple[Noted, ...]
    reason: str
    saved: Say
    item: ListItem | None = None
    signed: Signed = NOBODY
    ways: tuple[WayOut, ...] = ()
    standing: Standing | None = None

    @property
    def title(self) -> Say:
        """What it is called."""
        return self.case.title

    @property
    def area(self) -> str:
        """Where its base lies."""
        return self.application.base.area.name if self.application else ""

    @property
    def product(self) -> str:
        """What its base makes."""
        return self.application.base.product_words if self.application else ""

    @property
    def badge(self) -> Badge | None:
        """Why it needs no answer any more."""
        if self.item is None:
            return None
        return HELD if self.item.held_at else (SIGNED if self.item.moved_at else None)

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.badge is None

    @property
    def stuck(self) -> bool:
        """Whether no answer can be given to it now."""
        return all(option.off for option in self.options)

    @property
    def stopped(self) -> bool:
        """Whether a judgement stands against it, so that nothing can be filled in to bring it on."""
        return bool(self.ways)


def waiting_lines(place: Place, typed: QueryDict | None = None) -> list[Line]:
    """Everything that waits before the list is frozen."""
    made = _Maker(place, place.waiting, typed)
    return [made.line(case, number, None) for number, case in enumerate(place.waiting, 1)]


def list_lines(place: Place, typed: QueryDict | None = None) -> list[Line]:
    """The lines of the open list, in its order."""
    made = _Maker(place, [item.case for item in place.to_answer], typed)
    shown = standings(place, [item.case for item in place.items]) if place.weighs else {}
    return [replace(made.line(item.case, item.place, item), standing=shown.get(item.case_id)) for item in place.items]


class _Maker:
    """Makes lines; what all of them share is read once."""

    def __init__(self, place: Place, asked: list[Case], typed: QueryDict | None) -> None:
        self.place, self.typed = place, typed
        self.book = policies.book(place.round_.version.pack_id)
        self.calendar = place.situation.calendar
        site = reader(policies.sources_of(place.whole))
        self.together = Together(site, asked, place.whole)
        self.vetoes = frozenset(
            name for rule in facts.vetoes_at(place.whole, place.procedure) for name in facts.of_veto(place.whole, rule)
        )
        self.saved = saved_choice(place)
        self.signing = Signing(place, asked)

    def line(self, case: Case, number: int, item: ListItem | None) -> Line:
        application = self.place.applications.get(case.pk)
        if item is not None and (item.held_at or item.moved_at):
            return Line(case, application, number, links.matter(case), (), (), (), "", Say(""), item)
        found, lacks = self.judged(case)
        options = tuple(self.options(case, found, lacks))
        onward = next((o for o in options if o.does is AnswerDoes.FORWARD), None)
        places = links.Places(case, self.place.whole.id, self.place.step, vetoes=self.vetoes)
        missing = shown.missing_items(self.place.whole, onward.lacks if onward else (), places)
        signed = self.signing.of(case) if item is not None else NOBODY
        vetoed = ways.stopped(onward.lacks if onward else ()) and all(option.off for option in options)
        out = ways.ways_out(self.place.whole, self.place.procedure, self.place.step, case) if vetoed else ()
        reason = self._text(f"{REASON}.{case.pk}", signed.mine.text if signed.mine else "")
        return Line(
            case, application, number, links.matter(case), options, tuple(missing),
            tuple(self.notes(case, found)), reason, self.said(case), item, signed, out,
        )  # fmt: skip

    def judged(self, case: Case) -> tuple[Moves, Mapping[str, tuple[Missing, ...]]]:
        """Which answers a case may get by the rules, and what each still lacks beside the form of this page."""
        situation = cases.situation_for(
            case, self.place.on, facts=self.together.of(case), whole=self.book, calendar=self.calendar
        )
        found = moves(situation, case.procedure, case.step)
        lacks = {
            move.answer: tuple(
                shown.blocking(what_is_missing(case, move.answer, self.place.on, situation=situation, step_moves=found))
            )
            for move in found.moves
            if move.does is not AnswerDoes.RETURN and move.answer != "skip"
        }
        return found, lacks

    def options(self, case: Case, found: Moves, lacks: Mapping[str, tuple[Missing, ...]]) -> Iterator[Option]:
        chosen = self.chosen(case, found, lacks)
        for move in found.moves:
            if move.answer in lacks:
                yield Option(
                    move.answer, move.say, move.does, shown.where(self.place.procedure, move.to), lacks[move.answer],
                    move.answer == chosen,
                )  # fmt: skip

    def chosen(self, case: Case, found: Moves, lacks: Mapping[str, tuple[Missing, ...]]) -> str:
        """What was chosen before; else what the saved list says; else the only answer there is."""
        if self.typed is not None:
            return str(self.typed.get(f"{ANSWER}.{case.pk}", ""))
        mine = self.signing.of(case).mine
        if mine is not None:
            return mine.answer
        if case.pk in self.saved:
            wanted = AnswerDoes.FORWARD if self.saved[case.pk] else AnswerDoes.REFUSE
            fits = [m.answer for m in found.moves if m.does is wanted and not lacks.get(m.answer, (None,))]
            return fits[0] if len(fits) == 1 else ""
        return next(iter(lacks)) if len(lacks) == 1 and not next(iter(lacks.values())) else ""

    def notes(self, case: Case, found: Moves) -> Iterator[Noted]:
        needs = [need for move in found.moves if move.does is not AnswerDoes.RETURN for need in move.needs]
        if any(move.does is AnswerDoes.REFUSE for move in found.moves):  # a veto is answered by refusing
            needs += [need for v in found.checks if v.effect == "stops" for need in v.detail.get("needs", [])]
        held = cases.named_in(case) if needs else {}
        for need in dict.fromkeys(needs):
            if need != "reason":
                name = f"{NOTE}.{case.pk}.{need}"
                yield Noted(name, of_need(self.place.whole, need), self._text(name, held.get(need, "")))

    def said(self, case: Case) -> Say:
        """What the saved list says of it."""
        if case.pk not in self.saved:
            return Say("")
        return (
            Say("拟定名单：入选", "on the list: chosen")
            if self.saved[case.pk]
            else Say("拟定名单：未入选", "on the list: not chosen")
        )

    def _text(self, name: str, otherwise: str = "") -> str:
        return str(self.typed.get(name, "")) if self.typed is not None else otherwise


def saved_choice(place: Place) -> dict[int, bool]:
    """What was saved as chosen for the step, by case."""
    if not place.orders:
        return {}
    found = place.round_.selection.filter(step=place.step.id)
    return dict(found.values_list("case_id", "chosen"))
