"""The guide says which words of the pack language this site carries out and which it refuses: neither more nor less."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from jidi.policies import runtime
from policycore.actors import ActorKind
from policycore.obligations import TRIGGERS
from policycore.pack.checks import CHECK_WORDS
from policycore.pack.model import ELEMENT_SECTIONS
from policycore.procedures import StepKind

GUIDE = Path(__file__).parents[3] / "docs" / "packs.md"
KINDS = ("section", "step key", "step", "actor", "list", "owed", "fulfilled-by", "start", "right", "check", "objections",
         "header", "scoring", "register value")  # fmt: skip
LANGUAGE = {
    *(f"section {name.replace('_', '-')}" for name in ELEMENT_SECTIONS),
    *(f"step {kind.value}" for kind in StepKind),
    *(f"actor {kind.value}" for kind in ActorKind),
    *(f"check {word}" for word in CHECK_WORDS),
    *("owed by-cycle", *(f"owed on-{way}" for way in TRIGGERS)),
    *(f"list {scope}" for scope in ("per-city", "per-area", "per-round")),
    *(f"start {way}" for way in ("round", "event")),
    *(f"right {right}" for right in ("apply", "recommend", "receive", "none")),
    *(f"fulfilled-by {way}" for way in ("form", "articles", "procedure", "document", "done-elsewhere")),
    *("header under", "header replaces.running: move", "scoring ranks-within", "register value"),
    *("objections answer-within", "objections verifies"),
}


def table() -> tuple[set[str], set[str]]:
    """The words of the guide in code type: those carried out, those refused."""
    lines = GUIDE.read_text(encoding="utf-8").split("| | carried out | refused |")[1].split("\n\n")[0].splitlines()[2:]
    cells = [line.strip("|").split("|") for line in lines]

    def words(column: int) -> set[str]:
        found = chain.from_iterable(re.findall(r"`([^`]+)`", row[column]) for row in cells)
        return {word for word in found if word.startswith(tuple(f"{kind}" for kind in KINDS)) and " " in word}

    return words(1), words(2)


def declared(word: str) -> bool:
    kind = next(kind for kind in KINDS if word.startswith(f"{kind} ") or word == kind)
    return bool(runtime.carried_out_by(kind, word.removeprefix(kind).strip()))


def test_what_the_guide_calls_carried_out_is_declared_by_a_room() -> None:
    carried, _ = table()
    assert carried
    assert [word for word in sorted(carried) if not declared(word)] == []


def test_what_the_guide_calls_refused_is_declared_by_none() -> None:
    _, refused = table()
    assert refused
    assert [word for word in sorted(refused) if declared(word)] == []


def test_the_guide_speaks_of_every_word_that_could_be_refused() -> None:
    carried, refused = table()
    assert sorted(LANGUAGE - carried - refused) == []
    keys = {f"step key {key.replace('_', '-')}" for key in runtime.STEP_KEYS}
    assert [word for word in sorted(keys - refused) if not declared(word)] == []
    assert carried & refused == set()
