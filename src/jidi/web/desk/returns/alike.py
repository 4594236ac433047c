"""What a reviewer sees beside an explanation: its papers, and who else gives the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jidi.accounts.acting import Actor
from jidi.bases.models import Base
from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.files.queries import attachments_of
from jidi.filings.explanations import SameWords, same_words
from jidi.filings.looking_back import EVIDENCE, evidence_key
from jidi.filings.models import Explanation
from jidi.filings.queries import visible_to
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING

NAMED = 3
"""Units named; the rest are counted."""


def explained(actor: Actor, explanations: Iterable[Explanation]) -> list[tuple[Explanation, Words, list[Attachment]]]:
    """Return each explanation with who else explains in the very same words, and the papers that were handed in with it."""
    same = alike(actor, explanations)
    keys = {one.pk: evidence_key(one.version.filing_id, one.check_id) for one, _ in same}
    papers = attachments_of(actor, EVIDENCE, list(keys.values())) if keys else {}
    return [(one, words, papers.get(keys[one.pk], [])) for one, words in same]


def alike(actor: Actor, explanations: Iterable[Explanation]) -> list[tuple[Explanation, Words]]:
    """Return each explanation with who else explains in the very same words: by name where the reviewer may see them, the
    others counted. Three queries at most.
    """
    explanations = list(explanations)
    same = same_words(explanations)
    filings = {one.filing_id for others in same.values() for one in others}
    if not filings:
        return [(one, NOTHING) for one in explanations]
    seen = set(visible_to(actor).filter(pk__in=filings).values_list("pk", flat=True))
    keys = {one.subject_key for others in same.values() for one in others if one.subject_kind == "base"}
    names = {
        str(pk): name
        for pk, name in Base.objects.filter(pk__in=[k for k in keys if k.isdigit()]).values_list("pk", "name")
    }
    return [(one, _words(same[one.pk], seen, names)) for one in explanations]


def _words(others: Sequence[SameWords], seen: set[int], names: dict[str, str]) -> Words:
    if not others:
        return NOTHING
    known = [
        f"{names.get(one.subject_key, one.subject_key)}（{one.period}）" for one in others if one.filing_id in seen
    ]
    rest = len(others) - len(known[:NAMED])
    zh = "、".join(known[:NAMED]) + (f"{'等' if known else ''}另有 {rest} 份" if rest else "")
    en = ", ".join(known[:NAMED]) + (f"{' and ' if known else ''}{rest} more" if rest else "")
    return Say(f"同样的话也见于：{zh}", f"The same words stand in: {en}")
