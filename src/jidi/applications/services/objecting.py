"""Objections to a public notice: received with the day they are to be answered by, verified by whom the document names,
answered. Whoever answers has it on the work list until then.
"""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.agenda.services import close_items, open_item
from jidi.applications import queries
from jidi.applications.models import Round
from jidi.audit.services import About, operation, refusals_audited
from jidi.cases.models import Case
from jidi.cases.queries import actor_of_step, names_of, seats_at
from jidi.common.keys import once
from jidi.common.say import Cite, Refused, Say
from jidi.policies.actors import cite_of
from jidi.publicity import services as publicity
from jidi.publicity.models import Notice, Objection
from jidi.publicity.services import Verified
from policycore.calendar import Due
from policycore.engine import Situation, due_of_window
from policycore.procedures import Step
from policycore.verdict import Missing

ROOM, KIND = "publicity", "objection"
"""Under what an objection stands on the agenda; its key is the case it is about and its own number."""
TODO = Say("核实并答复异议", "Verify the objection and answer it")


@refusals_audited("application.objection", lambda a: About("notice", str(a["notice"].pk), a["notice"].area_code))
def receive_objection(
    *, actor: Actor, round_: Round, step: Step, notice: Notice, item_key: str, text: str, by_name: str, contact: str,
    channel: str, received_on: date, on: date, at: datetime, once_key: str,
) -> Objection:  # fmt: skip
    """Enter an objection that reached the office. Where the step says within how long it is answered, the last day is
    counted from the day it was received, and stands on the work list of whoever acts at the step; where it says who
    verifies, their words are needed before it is answered.

    Raises Refused as ``publicity.services.receive_objection`` does, and while the time to answer is undecided.
    """
    situation = queries.round_situation(
        round_, on, area_code="" if notice.area_code == round_.area_code else notice.area_code
    )
    cite = cite_of(situation.pack, step.citation())

    def work() -> int:
        case = Case.objects.filter(pk=int(item_key) if item_key.isdecimal() else 0).select_related("version").first()
        due = _due(situation, step, received_on, cite)
        made = publicity.receive_objection(
            actor=actor, notice=notice, item_key=item_key, text=text, by_name=by_name, contact=contact, channel=channel,
            received_on=received_on, answer_by=due.day if due else None,
            verifier=_verifier(step, case, on) if case else "", cite=cite, at=at,
        )  # fmt: skip
        if case is not None:
            _wait(made, case, due, cite, on, at)
        return made.pk

    content = [notice.pk, item_key, text, by_name, contact, channel, received_on]
    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="application.objection", at=at, work=work, content=content)
    return Objection.objects.select_related("notice").get(pk=done.result)


@refusals_audited(
    "application.settle", lambda a: About("notice", str(a["objection"].notice_id), a["objection"].notice.area_code)
)
def settle_objection(
    *, actor: Actor, objection: Objection, upheld: bool, answer: str, verified: Verified | None, cite: Cite, at: datetime,
    once_key: str,
) -> Objection:  # fmt: skip
    """Answer an objection; it leaves the work list. Raises Refused as ``publicity.services.settle_objection`` does."""

    def work() -> int:
        settled = publicity.settle_objection(
            actor=actor, objection=objection, upheld=upheld, answer=answer, verified=verified, cite=cite, at=at
        )
        close_items(room=ROOM, kind=KIND, key=key_of(settled), at=at)
        return settled.pk

    said = [verified.text, verified.by, verified.on] if verified else []
    with operation(at=at):
        content = [objection.pk, upheld, answer, said]
        done = once(key=once_key, who=actor.key, what="application.settle", at=at, work=work, content=content)
    return Objection.objects.select_related("notice").get(pk=done.result)


def key_of(objection: Objection) -> str:
    """What an objection is called on the agenda: its case first, as that leads to its page."""
    return f"{objection.item_key}:{objection.pk}"


def _due(situation: Situation, step: Step, received_on: date, cite: Cite) -> Due | None:
    window = step.objections.answer_within if step.objections else None
    if window is None:
        return None
    found = due_of_window(situation, window, received_on)
    if isinstance(found, Missing):
        raise Refused(
            Say("异议没有登记。", "The objection was not entered."),
            Say(
                "；".join(lack.say.zh for lack in found.lacks) + "。",
                "; ".join(lack.say.en for lack in found.lacks) + ".",
            ),
            Say("请先在政策库的待定项里作出决定。", "Decide it first on the page of open points."),
            cite=cite,
        )
    return found


def _verifier(step: Step, case: Case, on: date) -> str:
    """The names of the offices that verify an objection to this case, as the step says; nothing where it says nobody."""
    named = step.objections.verifies if step.objections else None
    if named is None:
        return ""
    names = names_of(seats_at(case, named, on), case.area_code, on)
    return "、".join(dict.fromkeys(say.zh for say in names.values()))


def _wait(made: Objection, case: Case, due: Due | None, cite: Cite, on: date, at: datetime) -> None:
    who = actor_of_step(case, on)
    if isinstance(who, Missing):
        return
    seats = seats_at(case, who, on)
    holders = names_of(seats, case.area_code, on)
    what = Say(
        f"{case.title_zh} · 公示异议 {made.receipt}", f"{case.title_en or case.title_zh} · objection {made.receipt}"
    )
    verdict = Say(f"由{made.verifier}核实", f"verified by {made.verifier}") if made.verifier else None
    for seat in seats:
        open_item(
            room=ROOM, kind=KIND, key=key_of(made), area_code=case.area_code, what=what, next_step=TODO, cite=cite, at=at,
            seat=seat, due=due, holder=holders[seat], verdict=verdict, round_key=case.round_key,
        )  # fmt: skip
