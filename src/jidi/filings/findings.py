"""Findings as plain data, one verdict line on top: the same on the page, in the workbook and in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jidi.common.say import Say
from jidi.filings.found import Found, FoundKind
from jidi.filings.judging import Judged
from policycore.forms import Severity

NAMES: Final = {
    Severity.MUST: Say("强制", "must"),
    Severity.RELEASABLE: Say("准强制", "release needed"),
    Severity.EXPLAIN: Say("核实", "explain"),
    Severity.HINT: Say("提示", "hint"),
}
"""The severities, hardest first, as people read them."""

COUNTED_APART: Final = frozenset({FoundKind.EMPTY, FoundKind.CARRIED})
"""What is no mistake: places to fill, and what was carried over and is to be confirmed."""


def counts(judged: Judged) -> dict[Severity, int]:
    """Return how many findings of each severity are still open; what is only empty or to be confirmed is counted apart."""
    found = dict.fromkeys(Severity, 0)
    for one in judged.found:
        if one.kind not in COUNTED_APART and one.settled is None:
            found[one.severity] += 1
    return found


def to_fill(judged: Judged) -> int:
    """Return how many places are still empty that must be filled."""
    return sum(one.kind is FoundKind.EMPTY for one in judged.found)


def to_confirm(judged: Judged) -> int:
    """Return of how many fields something carried over waits to be confirmed."""
    return sum(one.kind is FoundKind.CARRIED for one in judged.found)


def verdict_line(judged: Judged) -> Say:
    """Return the one line on top of all findings: whether it can be handed in."""
    return ready_line(not judged.missing)


def ready_line(ready: bool) -> Say:
    """Say whether it can be handed in."""
    return Say("可以报送", "Ready to hand in") if ready else Say("还不能报送", "Not ready to hand in")


def next_step(judged: Judged) -> Say:
    """Return what to do first: 先改 1 条强制，再填 7 格; empty when nothing is left."""
    return next_of(counts(judged), to_fill(judged), to_confirm(judged))


def next_of(count: Mapping[Severity, int], empty: int, carried: int = 0) -> Say:
    """Say what to do first with so many findings, empty places, and fields carried over that nobody confirmed."""
    must, near, explain = (count.get(one, 0) for one in (Severity.MUST, Severity.RELEASABLE, Severity.EXPLAIN))
    steps = [
        (must, f"先改 {must} 条强制", f"mend {must}"),
        (near, f"请上级放行 {near} 条准强制", f"ask for {near} to be released"),
        (explain, f"说明 {explain} 条核实", f"explain {explain}"),
        (carried, f"确认 {carried} 项带出的内容", f"confirm {carried} brought in"),
        (empty, f"再填 {empty} 格", f"fill in {empty}"),
    ]
    wanted = [(zh, en) for number, zh, en in steps if number]
    if empty and len(wanted) == 1:
        return Say(f"还要填 {empty} 格", f"{empty} to fill in")
    return Say("，".join(zh for zh, _ in wanted), ", ".join(en for _, en in wanted))


def report(judged: Judged) -> dict[str, Any]:
    """Return everything found as plain data (JSON knows each value): the verdict, the counts, the findings in order."""
    return {
        "verdict": {"ready": not judged.missing, **_words(verdict_line(judged)), "next": _words(next_step(judged))},
        "counts": {one.value: number for one, number in counts(judged).items()},
        "to_fill": to_fill(judged),
        "to_confirm": to_confirm(judged),
        "findings": [plain(one) for one in judged.found],
    }


def plain(one: Found) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "kind": one.kind.value,
        "severity": one.severity.value,
        "check": one.check,
        "field": one.field,
        "address": one.address,
        "where": _words(one.label),
        "say": _words(one.say),
        "rule": _words(one.rule),
        "trace": [_words(line) for line in one.trace],
        "basis": one.citation.basis,
        "cite": list(one.citation.articles),
        "blocks": one.blocks,
        "settled": _words(one.settled) if one.settled else None,
    }


def _words(say: Say) -> dict[str, str]:
    return {"zh": say.zh, "en": say.en or say.zh}
