"""From a pack and an answer of the engine to the chips that explain it: gist, source with version, how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import NoReverseMatch, reverse

from jidi.common.say import Basis, Cite, Say
from jidi.web.shared.chips import article_address, chip_of
from jidi.web.shared.parts import Chip, Dash, Reason
from policycore.citation import Citation
from policycore.open_points import Decision
from policycore.pack import Pack
from policycore.verdict import DecisionUsed, Verdict

POINT_VIEW = "desk:open-point"
"""The name of the address of an open point's page, with ``pack`` and ``point``."""
_VALUES = {"是": "yes", "否": "no", "不能判断": "undetermined"}


def source_of(pack: Pack) -> Say:
    """Number and version of a pack's document, as a chip names it."""
    number = pack.header.number.value
    zh = str(number) if number else pack.header.zh
    en = str(number) if number else pack.header.en
    return Say(f"{zh}，第 {pack.header.version} 版", f"{en}, version {pack.header.version}")


def article_chip(pack: Pack, article_id: str, reasons: Iterable[Reason] = ()) -> Chip:
    """The chip of one article. An id the pack does not hold is shown as it is written."""
    article = pack.articles.get(article_id)
    printed = pack.printed(article_id)
    gist = Say(article.zh, article.en) if article else Say("")
    href = article_address(pack.id, article_id)
    return Chip(Say(printed, printed), gist=gist, source=source_of(pack), reasons=tuple(reasons), href=href)


def chips_of(pack: Pack, citation: Citation, reasons: Iterable[Reason] = ()) -> tuple[Chip, ...]:
    """A chip for each article cited (the first explains how the case came to it), or the one of the act or the house."""
    reasons = tuple(reasons)
    if citation.articles:
        # Two sentences of one paragraph are printed alike: said once.
        once: dict[str, str] = {}
        for article in citation.articles:
            once.setdefault(pack.printed(article), article)
        first, *others = once.values()
        return (article_chip(pack, first, reasons), *(article_chip(pack, other) for other in others))
    if citation.basis == Basis.LAW:
        return (chip_of(Cite(citation.text, Basis.LAW), reasons=reasons),)
    return (chip_of(Cite(citation.text), reasons=reasons),) if citation else ()


def reasons_of(verdict: Verdict, pack: Pack | None = None) -> tuple[Reason, ...]:
    """The trace of an answer, one line for each thing looked at, then what is missing and who can supply it.

    ``pack`` gives the English of what was decided where a reading was chosen.
    """
    chosen = _choices(pack) if pack is not None else {}
    looked = [
        Reason(
            Say("　" * line.depth + line.say.zh, "　" * line.depth + (line.say.en or line.say.zh)),
            Say(line.value, _in_english(line.value, chosen)),
            open=line.value == "不能判断",
        )
        for line in verdict.trace
    ]
    lacking = [Reason(lack.say, Say("还缺", "missing"), open=True) for lack in verdict.lacks]
    return (*looked, *lacking)


def _choices(pack: Pack) -> dict[str, str]:
    """The choices of the open points, Chinese to English."""
    every = [one for point in pack.open_points.values() for one in (point.choices or {}).values()]
    return {one.zh: one.en or one.zh for one in every}


def _in_english(value: str, chosen: Mapping[str, str]) -> str:
    """What a line of a trace came to: yes and no, a choice by its name, "3 > 0 → yes"."""
    head, arrow, last = value.rpartition(" → ")
    last = _VALUES.get(last, chosen.get(last, last))
    return f"{head}{arrow}{last}"


def chips_of_verdict(pack: Pack, verdict: Verdict) -> tuple[Chip | Dash, ...]:
    """Everything an answer rests on: its articles, and the decisions on open points it used."""
    chips = chips_of(pack, verdict.citation, reasons_of(verdict, pack))
    return (*chips, *(dash_of(pack, used.point, used) for used in verdict.decisions))


def dash_of(pack: Pack, point_id: str, decision: Decision | DecisionUsed | None) -> Dash:
    """The dashed chip of an open point: decided when and by which act, or not decided yet."""
    point = pack.open_points.get(point_id)
    name = point.say if point else Say(point_id)
    why = point.why.say if point else Say("")
    href = _point_address(pack.id, point_id)
    if decision is None:
        return Dash(
            Say("待定项，未定", "open point, undecided"),
            Say(f"{name.zh}：{why.zh}", f"{name.en or name.zh}: {why.en or why.zh}"),
            href,
            open=True,
        )
    on = (decision.decided_on if isinstance(decision, Decision) else decision.on) or None
    day = f"{on:%Y-%m-%d}" if on else ""
    demo = Say("（演示决定）", " (demo decision)") if decision.demo else Say("", "")
    act = " ".join(part for part in (decision.act, decision.number) if part)
    return Dash(
        Say(f"待定项，{day} 定" if day else "待定项，已定", f"open point, decided {day}".strip()),
        Say(
            f"{name.zh}：{why.zh}{'　' + act if act else ''}{demo.zh}",
            f"{name.en or name.zh}: {why.en or why.zh} {act}{demo.en}".strip(),
        ),
        href,
    )


def _point_address(pack: str, point: str) -> str:
    try:
        return reverse(POINT_VIEW, kwargs={"pack": pack, "point": point})
    except NoReverseMatch:
        return ""
