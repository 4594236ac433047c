"""What one does on the page of a matter, or must know while doing it: questions, answers, points, time, who sees it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict

from jidi.accounts.acting import Permit
from jidi.applications.permissions import is_open
from jidi.cases import permissions as may
from jidi.cases import queries as cases
from jidi.cases.enums import PointState
from jidi.cases.queries.missing import window_end
from jidi.common.say import Say
from jidi.web.desk.applications import facts, links, shown, sight, ways
from jidi.web.desk.applications.answers import answer_form
from jidi.web.desk.applications.consulting import consult_context, opinion_context
from jidi.web.desk.applications.content import POINT_WORDS
from jidi.web.desk.applications.targets import target_words
from jidi.web.shared.parts import Link, MissingItem
from policycore.actors import ActorKind
from policycore.procedures import StepKind

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter

OFFICES = frozenset({ActorKind.OFFICE, ActorKind.JOINT})


def aside(here: Matter, request: HttpRequest, typed: QueryDict | None) -> dict[str, Any]:
    """What stands at the right, and what is missing and to be corrected at the left."""
    found: dict[str, Any] = {
        "who_sees": sight.lines_of(here.case, here.procedure, here.on),
        "missing": None,
        "answer": None,
    }
    if not here.sees_all:
        return found
    moves = here.moves
    found["points"] = _points(here)
    if moves is None:
        return found
    found["waits_until"] = _clock(here)
    found["questions"] = _questions(here, request)
    found["due"] = moves.due
    if moves.may_act:
        found["answer"] = answer_form(here, request, typed)
        found["missing"] = _missing(here)
        found["closing"] = _closing(here)
        found["elsewhere"] = _elsewhere(here)
        if ways.stopped(moves.missing.get(here.goes_on, ())):
            found["ways"] = ways.ways_out(here.whole, here.procedure, here.step, here.case)
    found["opinion"] = opinion_context(here)
    found["withdrawal"] = may.may_withdraw(here.actor, here.case, here.on)
    found["again"] = _again(here)
    found["consult"] = _consultation(here)
    return found


def _consultation(here: Matter) -> dict[str, Any] | None:
    """What was asked and answered at the step: for the offices that review, and for who keeps its record."""
    if here.step.kind is not StepKind.CONSULT:
        return None
    found = consult_context(here)
    return found if found["may"] or sight.inside(here.actor) else None


def _questions(here: Matter, request: HttpRequest) -> list[facts.Question]:
    """The questions the step itself asks; of eligibility only those that are still needed or were answered."""
    assert here.moves is not None
    held = facts.held_in(here.case)
    lacking = {lack.name for verdict in here.moves.moves.checks for lack in verdict.lacks}
    names = list(facts.of_answers(here.whole, here.step))
    names += [n for n in facts.of_eligibility(here.whole, here.procedure, here.step) if n in lacking or n in held]
    return facts.questions(here.case, names, here.whole, here.actor, here.on, held, *facts.refused_note(request))


def _missing(here: Matter) -> list[MissingItem]:
    assert here.moves is not None
    items = here.moves.missing.get(here.goes_on, ())
    return here.folded(shown.blocking(items) if here.step.is_list else items)


def _again(here: Matter) -> Say:
    """Whether one may apply again after a withdrawal: while its round takes applications, and not after it."""
    round_ = here.application.round if here.application else None
    if round_ is None:
        return Say("", "")
    if not is_open(round_, here.on):
        when = f"已于 {round_.closes_on} 截止" if round_.closes_on and round_.closes_on < here.on else "现在不受理"
        return Say(
            f"本轮受理期{when}，撤回后本轮不能再申报，可以在以后的轮次申报。",
            "The round takes no more applications: none may be made in it again, only in a later one.",
        )
    until = f"（到 {round_.closes_on}）" if round_.closes_on else ""
    return Say(f"本轮受理期内{until}可以再申报。", "It may apply again while the round is open.")


def _closing(here: Matter) -> Say:
    """What is satisfied, in one line; nothing of what is there in part, which stands among what is missing."""
    said: list[tuple[str, str]] = []
    content = here.content
    if content is not None and content.documents and content.complete:
        count = content.handed_in
        all_ = count == len(content.documents)
        zh = f"材料 {count} 份" if all_ else f"必交的材料（共交 {count} 份）"
        said.append((zh, f"{count} documents" if all_ else f"the documents that are required ({count} in all)"))
    handed = [form for form in (content.forms if content else ()) if form.version is not None]
    if handed:
        last = handed[0].version.ordinal  # type: ignore[union-attr]
        said.append((f"已报送第 {last} 版", f"handed in, version {last}"))
    answered = [p for p in here.points if p.state != PointState.OPEN]
    if here.points and len(answered) == len(here.points):
        said.append((f"补正 {len(answered)} 处都已答复", f"all {len(answered)} points answered"))
    if not said:
        return Say("", "")
    return Say("已齐：" + "；".join(zh for zh, _ in said), "Complete: " + "; ".join(en for _, en in said))


def _elsewhere(here: Matter) -> Link | None:
    """Where a step is worked on, when that is not this page."""
    href = links.of_step(here.case, here.step)
    if href == links.matter(here.case):
        return None
    words = {
        StepKind.PANEL: Say("去组织评审", "Organise the panel"),
        StepKind.NOTICE: Say("去办理公示", "See to the notice"),
    }.get(here.step.kind, Say("去名单上办理", "Go on with the list"))
    return Link(words, href, main=True)


def _clock(here: Matter) -> date | None:
    """The last day of a window that runs at the step."""
    found = window_end(here.situation, here.case, here.step, cases.record_at(here.case) or {})
    return found if isinstance(found, date) else None


def _points(here: Matter) -> list[dict[str, Any]]:
    found = []
    for point in here.points:
        answer = not here.case.has_ended and isinstance(may.may_answer_point(here.actor, point, here.on), Permit)
        at_fill = here.step.kind is StepKind.FILL
        accept = not at_fill and point.state == PointState.ANSWERED
        found.append({
            "point": point,
            "where": target_words(here, point),
            "badge": POINT_WORDS[PointState(point.state)],
            "may_answer": answer and at_fill,
            "may_accept": accept and isinstance(may.may_accept_point(here.actor, point, here.on), Permit),
            "go": here.places.of(f"{point.target_kind}:{point.target}") if at_fill else None,
            "go_key": f"{point.target_kind}:{point.target}",
        })  # fmt: skip
    return found
