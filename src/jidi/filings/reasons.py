"""Explanations: when a finding of 核实 no longer stands in the way, and which words explain nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from jidi.common.digests import digest
from jidi.common.say import Say
from jidi.filings.spots import WHY
from policycore.forms import Severity

if TYPE_CHECKING:
    from jidi.filings.judging import Judged

SHORTEST_REASON = 8
"""Characters an explanation has at least (rule of this house): who, what and how much do not fit in fewer."""
BETWEEN = "%"
"""The mark in the list of a word that says nothing beside an empty phrase: who, whose, a courtesy."""
FEWEST_LETTERS = 2
"""Different characters in words that say nothing, such as aaaaaaaa."""
EXPLAINED = Say("已说明，待判定", "explained, to be judged")
BELIEVED = Say("说明已采信", "the explanation was accepted")
RELEASED = Say("上级已放行", "released by a superior")
REASONED_BY_PAPER = "说明还要附凭据"
"""What an explanation still lacks, where the check wants a paper beside it."""


def settled(judged: Judged, check: str, severity: Severity, evidence: str = "") -> tuple[Say | None, Say | None]:
    """Return how a failed check no longer stands in the way, or what is wrong with its explanation.

    An explanation the reviewer did not accept has to be written anew; ``evidence`` names the paper it must come with.
    """
    if severity is Severity.RELEASABLE and check in judged.rules.released:
        return RELEASED, None
    reason = judged.state.text(WHY + check).strip() if severity is Severity.EXPLAIN else ""
    if not reason:
        return None, None
    if empty_phrase(reason):
        return None, Say(
            f"说明写了「{reason[:20]}」，看不出原因；请写明原因、企业、金额",
            f"“{reason[:20]}” explains nothing; write the cause, the enterprise and the amount",
        )
    ruling = judged.state.background.rulings.get(check)
    if ruling is not None and ruling.words == words_digest(reason):
        if ruling.accepted:
            return BELIEVED, None
        return None, Say(
            f"说明未被采信：{ruling.reason}；请改写说明，或改正这个数",
            f"the explanation was not accepted: {ruling.reason}; write it anew or mend the figure",
        )
    if evidence and check not in judged.state.background.evidence:
        return None, Say(f"{REASONED_BY_PAPER}：{evidence}", f"the explanation needs its evidence: {evidence}")
    return EXPLAINED, None


def bare(reason: str) -> str:
    """Return the characters of an explanation that say something: without spaces and punctuation."""
    return "".join(c for c in reason if c.isalnum())


def words_digest(reason: str) -> str:
    """Return by what two explanations of the same words are known as the same."""
    return digest(bare(reason))


def empty_phrase(reason: str) -> bool:
    """Whether an explanation says nothing: too short, one letter over and over, or nothing but phrases that explain nothing
    put together, with the small words between them (``%`` in the list)."""
    words = bare(reason)
    if len(words) < SHORTEST_REASON or len(set(words)) <= FEWEST_LETTERS:
        return True
    phrases = sorted(empty_phrases(), key=len, reverse=True)
    left = words
    for phrase in phrases:
        left = left.replace(phrase.removeprefix(BETWEEN), " ") if len(phrase) > 1 and phrase[0] != BETWEEN else left
    for phrase in phrases:
        left = left.replace(phrase.removeprefix(BETWEEN), " ") if phrase[0] == BETWEEN else left
    return len(left.replace(" ", "")) <= 1


def empty_phrases() -> frozenset[str]:
    """Return the phrases that explain nothing: the list of the product, and what the site adds or takes out."""
    places = (settings.ROOT / PLACE, settings.DATA / "filings" / PLACE.name)
    return _read(tuple((place, place.stat().st_mtime_ns) for place in places if place.is_file()))


PLACE = Path("data/filings/empty-phrases.txt")


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> frozenset[str]:
    # Read again when a file changed: an office edits its own without restarting anything.
    phrases: set[str] = set()
    for place, _ in files:
        for line in place.read_text("utf-8").splitlines():
            words = bare(line)
            if words and line.startswith(BETWEEN):
                words = BETWEEN + words
            if line.startswith("!"):
                phrases -= {words, BETWEEN + words}
            elif words and not line.startswith("#"):
                phrases.add(words)
    return frozenset(phrases)
