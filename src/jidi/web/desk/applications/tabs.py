"""The tabs of a matter: what it says, its documents, the check of vetoes, two versions, opinions, course, grounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.http import HttpRequest

from jidi.cases import queries as cases
from jidi.cases.models import ListItem, StepRecord
from jidi.common.say import Say
from jidi.filings import queries as filings
from jidi.web.desk.applications import facts, placed, records, shown, sight
from jidi.web.desk.applications.content import filings_of
from jidi.web.shared.cited import chips_of, chips_of_verdict
from jidi.web.shared.parts import Badge, DiffRow, State
from policycore.engine import veto
from policycore.procedures import StepKind, words_of_answer

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter

TABS: Final[dict[str, Say]] = {
    "content": Say("申报内容", "Content"),
    "documents": Say("材料", "Documents"),
    "vetoes": Say("否决情形核查", "Vetoes"),
    "versions": Say("两版对比", "Compare versions"),
    "opinions": Say("意见和记录", "Opinions and records"),
    "history": Say("经过", "Course"),
    "basis": Say("本案用到的决定和判断", "Decisions and judgements used"),
}


def tab_context(here: Matter, tab: str, request: HttpRequest) -> dict[str, Any]:
    """What the chosen tab shows."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "content": lambda: {"content": here.content},
        "documents": lambda: {"content": here.content},
        "vetoes": lambda: {"vetoes": _vetoes(here, request)},
        "versions": lambda: {"compared": _versions(here)},
        "opinions": lambda: {
            "opinions": _opinions(here),
            "records": _records(here),
            "inside": sight.inside(here.actor),
            "placed": placed.placed_of(here) if sight.inside(here.actor) else [],
        },
        "history": lambda: {"timeline": _timeline(here)},
        "basis": lambda: {"basis": _basis(here)},
    }
    return makers[tab]()


def _vetoes(here: Matter, request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """Each veto: how it stands now, by which evidence, who found what; with the form to answer its question."""
    held = facts.held_in(here.case)
    sent, sent_for = facts.refused_note(request)
    rows = []
    for rule in facts.vetoes_at(here.whole, here.procedure):
        verdict = veto(here.situation, rule)
        badge = shown.effect_badge(f"veto {rule.id}", verdict.effect, str(verdict.value))
        if verdict.effect == "asks" and not any(name in held for name in facts.of_veto(here.whole, rule)):
            badge = Badge(State.WAIT, Say("未核", "not checked"))
        names = facts.of_veto(here.whole, rule)
        rows.append({
            "rule": rule,
            "badge": badge,
            "chips": chips_of_verdict(here.whole, verdict),
            "lacks": [lack.say for lack in verdict.lacks],
            "questions": facts.questions(here.case, names, here.whole, here.actor, here.on, held, sent, sent_for),
            "evidence": "、".join(rule.evidence),
            "stands": verdict.effect == "stops",
        })  # fmt: skip
    return rows


def _versions(here: Matter) -> list[dict[str, Any]]:
    """What the last version changed, by form, with the point of the return that asked for it."""
    if here.application is None:
        return []
    points = {p.target: p for p in cases.points_raised(here.case) if p.target_kind == "field"}
    found = []
    for filing in filings_of(here.application):
        versions = list(filings.versions_of(filing))
        if len(versions) < 2:
            continue
        before, after = versions[-2:]
        rows = []
        for change in filings.differences(before, after):
            point = points.get(change.field)
            why = Say(f"补正点 {point.place}", f"point {point.place}") if point else Say("")
            rows.append(DiffRow(change.label, change.before.zh, change.after.zh, why))
        form = filings.form_in(filing)
        found.append({"title": Say(form.zh or form.id, form.en), "rows": rows, "before": before, "after": after})
    return found


def _opinions(here: Matter) -> list[dict[str, Any]]:
    """The opinions of the offices; who applies or prepares reads those of the own office."""
    found = cases.opinions(here.case).order_by("-at")
    if not sight.inside(here.actor):
        found = found.filter(who_organisation=here.actor.organisation_name)
    rows = []
    for opinion in found:
        step = here.procedure.step(opinion.step)
        answer = step.then.get(opinion.answer)
        words = (
            Say(*words_of_answer(opinion.answer, answer))
            if answer
            else _OPINION.get(opinion.answer, Say(opinion.answer))
        )
        rows.append(
            {"opinion": opinion, "step": step.say, "words": words, "chips": chips_of(here.whole, step.citation())}
        )
    return rows


def _records(here: Matter) -> list[dict[str, Any]]:
    """The records of the steps: of the matter itself, and of the lists it was on.

    Who applies or prepares reads those of the own office, and acts and notices, which are made for everybody to read; what
    the offices above wrote for themselves (visits, minutes, opinions over whole lists) stays among them.
    """
    of_lists = ListItem.objects.filter(case=here.case, moved_at__isnull=False).values("list_step")
    found = StepRecord.objects.filter(Q(case=here.case) | Q(list_step__in=of_lists), is_valid=True).order_by("-at")
    if not sight.inside(here.actor):
        found = found.filter(Q(kind__in=_FOR_ALL) | Q(who_organisation=here.actor.organisation_name))
    return [
        {
            "record": row,
            "step": here.procedure.step(row.step).say,
            "values": records.in_words(row.data),
            "chips": chips_of(here.whole, here.procedure.step(row.step).citation()),
        }
        for row in found
    ]


_FOR_ALL = (StepKind.ACT.value, StepKind.NOTICE.value)
_OPINION = {
    "agree": Say("同意", "agrees"),
    "disagree": Say("不同意", "does not agree"),
    "remarks": Say("有意见", "has remarks"),
    "skip": Say("略过本步", "left the step out"),
}


def _timeline(here: Matter) -> list[Any]:
    moves = cases.history(here.case)
    refused = shown.refused_entries(here.case) if sight.inside(here.actor) else []
    return shown.timeline(here.procedure, here.whole, moves, refused, here.actor)


def _basis(here: Matter) -> list[dict[str, Any]]:
    """Every judgement that moved the matter, by move, with its grounds as they were then."""
    groups: dict[int, dict[str, Any]] = {}
    for stored in cases.verdicts(here.case):
        move = stored.move
        step = here.procedure.step(move.step)
        group = groups.setdefault(move.pk, {"move": move, "step": step.say, "rows": []})
        group["rows"].append({
            "question": shown.question_words(here.whole, here.procedure, stored.question),
            "badge": shown.effect_badge(stored.question, stored.effect, stored.value),
            "chips": shown.stored_chips(here.whole, stored),
            "reasons": shown.stored_reasons(stored.data),
            "digest": stored.digest,
        })  # fmt: skip
    return list(groups.values())[::-1]
