"""What the rooms of this site can carry out, declared by each when the application starts.

A pack that uses anything nobody declared is not published: a rule that silently does nothing would be worse than none.
A word is declared as ``(kind, word)``: ``("step", "visit")``, ``("section", "funding")``, ``("actor", "joint")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jidi.facts.registry import site
from jidi.policies.wording import of_use
from policycore.actors import Actor
from policycore.citation import Rule
from policycore.consequences import Consequence
from policycore.facts import Fact, FactSource
from policycore.obligations import Fulfilment, Obligation
from policycore.open_points import OpenOr
from policycore.pack import Pack, Raw
from policycore.pack.model import ELEMENT_SECTIONS
from policycore.pack.register_checks import SCALARS
from policycore.pack.stored import place_of
from policycore.procedures import Procedure, Step
from policycore.registers import Register
from policycore.scoring import Scoring

_declared: dict[tuple[str, str], str] = {}

# Keys of a step that ask for something of their own at run time.
STEP_KEYS = (
    "check", "documents", "document", "ends_title", "forms", "gives", "grants", "limit", "objections", "optional",
    "parts", "prefers", "quotas", "silence", "statement", "trims", "window",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """Where a pack uses something: its file and line, the element, and what it uses."""

    file: str
    line: int
    element: str
    kind: str
    word: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        kind, word = of_use(self.kind, self.word)
        return (
            f"{where}: {self.element}: {kind.zh}「{word.zh}」本系统还不能执行"
            f"（{kind.en}: {self.kind} {self.word}, not carried out here yet）"
        )


def carries_out(room: str, kind: str, *words: str) -> None:
    """Declare that a room carries out these words of the pack language. Called from the room's ``apps.py``."""
    for word in words:
        _declared[kind, word] = room


@contextmanager
def also(room: str, *pairs: tuple[str, str]) -> Iterator[None]:
    """Declare words for a while (tests of one room, without the rooms above it)."""
    before = dict(_declared)
    try:
        for kind, word in pairs:
            carries_out(room, kind, word)
        yield
    finally:
        _declared.clear()
        _declared.update(before)


def carried_out_by(kind: str, word: str) -> str:
    """The room that carries something out, or nothing."""
    return _declared.get((kind, word), "")


def uses(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    """Everything a pack asks of the runtime, as (section, element, kind, word)."""
    header = pack.header
    if header.under:
        yield "header", header.id, "header", "under"
    if header.replaces and header.replaces.running == "move":
        yield "header", header.id, "header", "replaces.running: move"
    for section in ELEMENT_SECTIONS:
        for element in pack.section(section):
            yield section, element, "section", section.replace("_", "-")
    for section, element, rule in pack.elements():
        for kind, word in _of_rule(pack, rule):
            yield section, element, kind, word


def not_carried_out(pack: Pack, raw: Raw) -> list[Use]:
    """What a pack uses that no room has declared, each once, with its file and line."""
    found: dict[tuple[str, str, str, str], Use] = {}
    for section, element, kind, word in uses(pack):
        if (kind, word) not in _declared:
            file, line = ("pack.yaml", 1) if section == "header" else place_of(raw, section, element)
            found.setdefault((file, element, kind, word), Use(file, line, element, kind, word))
    return sorted(found.values(), key=lambda use: (use.file, use.line, use.kind, use.word))


def _of_rule(pack: Pack, rule: Rule) -> Iterable[tuple[str, str]]:
    if isinstance(rule, Procedure):
        yield "start", rule.starts.in_
        yield "right", rule.right
    elif isinstance(rule, Step):
        yield from _of_step(pack, rule)
    elif isinstance(rule, Consequence):
        yield "consequence", rule.does.value
    elif isinstance(rule, Obligation):
        yield from _of_obligation(rule)
    elif isinstance(rule, Fact):
        # A register has rows; a single value of one is there only where a room of this site serves it by its name.
        if rule.source is FactSource.REGISTER and rule.type in SCALARS and rule.id not in site.names:
            yield "register value", rule.id
    elif isinstance(rule, Scoring) and rule.ranks_within:
        yield "scoring", "ranks-within"
    elif isinstance(rule, Register):
        yield "register", rule.register_.value
    elif rule.id in pack.actors and pack.actors[rule.id] is rule:
        yield from _of_actor(pack, pack.actors[rule.id])


def _of_obligation(rule: Obligation) -> Iterable[tuple[str, str]]:
    """How it comes to be owed, and what fulfils it at any level."""
    yield "owed", f"on-{rule.on.way}" if rule.on else "by-cycle"
    for by in (rule.fulfilled_by, *(link.fulfilled_by for link in rule.chain if link.fulfilled_by)):
        yield from (("fulfilled-by", way) for way in ways_of(by))


def ways_of(by: Fulfilment) -> list[str]:
    """The ways of doing a duty all of which it needs: ``form``, ``articles``, ``procedure``, ``document``, ``done-elsewhere``."""
    named = (("form", by.form), ("articles", by.articles), ("procedure", by.procedure), ("document", by.document))
    return [way for way, value in (*named, ("done-elsewhere", by.done_elsewhere)) if value]


def _of_step(pack: Pack, step: Step) -> Iterable[tuple[str, str]]:
    yield "step", step.kind.value
    if step.scope:
        yield "list", step.scope.list
    for key in STEP_KEYS:
        if getattr(step, key):
            yield "step key", key.replace("_", "-")
    for word in step.check:
        yield "check", word
    if step.objections is not None:
        found = (("answer-within", step.objections.answer_within), ("verifies", step.objections.verifies))
        yield from (("objections", word) for word, value in found if value)
    for word in _choices(pack, step.silence):
        yield "silence", word


def _of_actor(pack: Pack, actor: Actor) -> Iterable[tuple[str, str]]:
    """What sort it is; and for joint offices that differ, choices that are no answer of each of their steps."""
    yield "actor", actor.kind.value
    steps = [step for procedure in pack.procedures.values() for step in procedure.steps if step.actor == actor.id]
    for word in _choices(pack, actor.if_they_differ):
        if not steps or not all(word in step.then for step in steps):
            yield "dissent", word


def _choices(pack: Pack, value: OpenOr | None) -> tuple[str, ...]:
    """What an open point may be decided to be; a fixed value is its only choice."""
    if value is None:
        return ()
    if value.open is None:
        return (str(value.value),)
    return tuple(pack.open_points[value.open].choices or ())
