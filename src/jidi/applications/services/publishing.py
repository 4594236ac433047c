"""Publishing the list of a notice step: one notice, the record of the step in each case, one last day for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.applications.services.answering import answer_case, answer_list, data_of, freeze, hold_back
from jidi.audit.services import About, operation, refusals_audited
from jidi.cases import services as cases
from jidi.cases.errors import refused_for
from jidi.cases.guards import MissingItem
from jidi.cases.models import ListStep
from jidi.cases.queries import open_list, to_move
from jidi.cases.windows import length_of
from jidi.common.keys import once
from jidi.common.say import Cite, Refused, Say
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack
from jidi.publicity.enums import Identity
from jidi.publicity.models import Notice
from jidi.publicity.queries import disputed_items, upheld_items, what_is_missing
from jidi.publicity.services import publish_notice
from policycore.calendar import Due
from policycore.engine import Situation
from policycore.procedures import AnswerDoes, Step
from policycore.verdict import Missing


@refusals_audited("application.publish", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def publish_list(
    *,
    actor: Actor,
    round_: Round,
    step: Step,
    title: Say,
    body: str,
    where: str,
    published_on: date,
    on: date,
    at: datetime,
    once_key: str,
    scope_key: str = "",
) -> Notice:
    """Put what waits at a notice step before the public: one notice for the round, or for the city or area ``scope_key``.

    A step that works on a list has it frozen first, and the notice names exactly its cases. The last day is counted by
    the rule of the step (with the decision it needs), the same for the notice and for the clock of every case. Raises
    Refused when nothing waits that was not published before, or a point about its time is undecided.
    """
    area = queries.area_of_scope(round_, scope_key)
    situation = queries.round_situation(round_, on, area_code=area)
    cite = cite_of(situation.pack, step.citation())

    def work() -> int:
        before = queries.notices_at(round_, step, area)
        waiting = queries.unpublished(before, _listed(actor, round_, step, area, on, at, once_key))
        due, key = _due(situation, step, published_on, cite), queries.notice_key(round_.key, step.id, area)
        notice = publish_notice(
            actor=actor, owner_kind=queries.STEP, owner_key=f"{key}#{len(before) + 1}" if before else key,
            area_code=area or round_.area_code, title=title, body=body, items=[_item(one) for one in waiting],
            identity=_identity(situation, step, cite), published_on=published_on, last_day=due.day,
            counted=_counted(situation, step), cite=cite, at=at,
        )  # fmt: skip
        for one in waiting:
            cases.record_step(
                actor=actor, case_id=one.case_id, record={"published_on": published_on, "where": where}, at=at, on=on,
                key=f"{once_key[:50]}-{one.case_id}",
            )  # fmt: skip
        return notice.pk

    with operation(at=at):
        content = [round_.key, step.id, area, title.zh, body, where, published_on]
        done = once(key=once_key, who=actor.key, what="application.publish", at=at, work=work, content=content)
    return Notice.objects.get(pk=done.result)


@refusals_audited("application.end-notice", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def end_notice(
    *,
    actor: Actor,
    round_: Round,
    step: Step,
    notice: Notice,
    reason: str,
    on: date,
    at: datetime,
    once_key: str,
    scope_key: str = "",
) -> tuple[cases.Moved, ...]:
    """End a notice for what is on it: what no upheld objection stands against goes on, the rest does not.

    Where an objection holds up the item it is about, an item whose objection is not answered yet stays at the step and the
    others go on; where the document lets it hold the list, all wait. Otherwise all or nothing. Raises Refused while the
    last day is not over, or nothing can go, and without a ``reason`` for what does not go on.
    """
    area = queries.area_of_scope(round_, scope_key)
    cite = cite_of(pack(round_.version), step.citation())

    def work() -> list[dict[str, object]]:
        upheld, disputed = upheld_items(notice), disputed_items(notice)
        held = disputed if step.objections is None or step.objections.holds == "item" else set()
        on_it = [a for a in queries.waiting_at(round_, step.id, area) if str(a.case_id) in notice.item_keys]
        going = [a for a in on_it if str(a.case_id) not in held]
        if not going:
            raise refused_for([MissingItem(say, cite, "notice:list", "notice") for say in _stands(notice, on, on_it)])
        answers = {a.case_id: _answer(round_, step, str(a.case_id) in upheld) for a in going}
        reasons = {a.case_id: reason for a in going if str(a.case_id) in upheld}
        if not step.is_list:
            return [
                data_of(answer_case(actor=actor, application=one, answer=answers[one.case_id], on=on, at=at,
                                    once_key=f"{once_key[:50]}-{one.case_id}", reason=reasons.get(one.case_id, "")))
                for one in going
            ]  # fmt: skip
        list_ = _list_for(actor, round_, step, area, on, at, once_key)
        for item in to_move(list_):
            if item.case_id not in answers:
                why = "异议还没有答复" if str(item.case_id) in held else "不在本份公示的名单里"
                hold_back(actor=actor, list_=list_, case_id=item.case_id, reason=why, on=on, at=at,
                          once_key=f"{once_key[:50]}-h{item.case_id}")  # fmt: skip
        moved = answer_list(
            actor=actor, round_=round_, list_=list_, answers=answers, on=on, at=at, once_key=f"{once_key[:50]}-list",
            reasons=reasons,
        )  # fmt: skip
        return [data_of(one) for one in moved]

    with operation(at=at):
        content = [round_.key, step.id, area, notice.pk, reason]
        done = once(key=once_key, who=actor.key, what="application.end-notice", at=at, work=work, content=content)
    return tuple(cases.Moved.of(one, fresh=done.fresh) for one in done.result)


def _listed(
    actor: Actor, round_: Round, step: Step, area: str, on: date, at: datetime, once_key: str
) -> list[Application]:
    """What a notice is about: the frozen list of a step that works on one, else everything that waits."""
    waiting = queries.waiting_at(round_, step.id, area)
    if not step.is_list or not waiting:
        return waiting
    held = {item.case_id for item in to_move(_list_for(actor, round_, step, area, on, at, once_key))}
    return [application for application in waiting if application.case_id in held]


def _list_for(actor: Actor, round_: Round, step: Step, area: str, on: date, at: datetime, once_key: str) -> ListStep:
    """The open list of the step, frozen now where there is none."""
    scope = area or round_.key
    found = open_list(round_.version.pack_id, round_.procedure, step.id, round_.key, scope)
    return found or freeze(
        actor=actor, round_=round_, step_id=step.id, scope_key=scope, on=on, at=at, once_key=f"{once_key[:50]}-freeze"
    )


def _stands(notice: Notice, on: date, on_it: Sequence[Application]) -> list[Say]:
    if not on_it:
        return [Say("这份公示上已经没有等待办结的", "nothing on this notice waits any more")]
    return what_is_missing(notice, on) or [Say("没有可以办结的", "nothing can be ended")]


def _answer(round_: Round, step: Step, upheld: bool) -> str:
    """The answer of the step for what an objection was upheld to, or for what goes on."""
    wanted = AnswerDoes.REFUSE if upheld else AnswerDoes.FORWARD
    procedure = pack(round_.version).procedures[round_.procedure]
    return next(key for key, answer in step.then.items() if procedure.does(step, answer) is wanted)


def _item(application: Application) -> dict[str, str]:
    return {
        "key": str(application.case_id),
        "title": application.base.name,
        "products": application.base.product_words,
        "area": application.base.area.name,
    }


def _due(situation: Situation, step: Step, published_on: date, cite: Cite) -> Due:
    found = queries.last_day_of(situation, step, published_on)
    if isinstance(found, Due):
        return found
    lacks = found.lacks if isinstance(found, Missing) else ()
    raise Refused(
        Say("没有公示。", "Nothing was published."),
        Say("；".join(lack.say.zh for lack in lacks) + "。", "; ".join(lack.say.en for lack in lacks) + "."),
        Say("请先在政策库的待定项里作出决定。", "Decide it first on the page of open points."),
        cite=cite,
    )


def _identity(situation: Situation, step: Step, cite: Cite) -> Identity:
    found = situation.settled(step.objections.identity) if step.objections else Identity.OPTIONAL.value
    if isinstance(found, Missing):
        raise Refused(
            Say("没有公示。", "Nothing was published."),
            Say("；".join(lack.say.zh for lack in found.lacks) + "。", "; ".join(lack.say.en for lack in found.lacks)),
            Say("请先在政策库的待定项里作出决定。", "Decide it first on the page of open points."),
            cite=cite,
        )
    # A decision may be a flag or a choice; "required" (or yes) asks for a name, everything else does not.
    required = found is True or found in {"required", "real-name", "yes"}
    return Identity.REQUIRED if required else Identity.OPTIONAL


def _counted(situation: Situation, step: Step) -> dict[str, object]:
    assert step.window is not None
    length = length_of(situation, step.window)
    values = {} if isinstance(length, Missing) else {
        "length": length.length, "unit": str(length.unit.value), "count_first": length.count_first,
    }  # fmt: skip
    return {**values, "calendar": situation.calendar.edition}
