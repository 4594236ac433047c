"""Putting the list of a round in order before it is decided: the ranking proposes, people move lines and say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.applications import queries
from jidi.applications.models import Round, SelectionLine
from jidi.applications.permissions import SELECTING, may_select
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.cases.models import Case
from jidi.common.say import Refused, Say
from policycore.procedures import Step


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line as a person put it: the case, its place, whether it is chosen, why it moved."""

    case_id: int
    place: int
    chosen: bool
    reason: str = ""


@refusals_audited("round.select", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def save_selection(
    *, actor: Actor, round_: Round, step: Step, lines: Sequence[Chosen], on: date, at: datetime, scope_key: str = ""
) -> list[SelectionLine]:  # fmt: skip
    """Keep the order and the choice for a list step. Every line moved from where the ranking put it has its reason.

    Raises Refused with all lines that lack a reason, when a case is not at the step, or when more are chosen than a
    quota of the step allows (naming its article).
    """
    permit = require(may_select(actor, round_))
    waiting = list(
        Case.objects.filter(procedure=round_.procedure, round_key=round_.key, step=step.id, ended_at__isnull=True)
    )
    proposed = {entry.case.pk: entry for entry in queries.ranking(round_, step.id, waiting, on)}
    if {line.case_id for line in lines} != set(proposed) or len(lines) != len(proposed):
        raise _refused(
            "名单与现在等待决定的申报不一致，请刷新后再排。", "The list is not what waits now; reload the page."
        )
    ordered = sorted(lines, key=lambda line: (line.place, proposed[line.case_id].line.place))
    moved = [
        proposed[line.case_id].case.title
        for place, line in enumerate(ordered, 1)
        if place != proposed[line.case_id].line.place and not line.reason.strip()
    ]
    if moved:
        named = "、".join(str(title) for title in moved)
        raise _refused(f"这些申报离开了原来的名次，请写理由：{named}。", "Lines that moved need a reason.")
    require_within_quota(round_, step, sum(line.chosen for line in lines), on)
    with operation(at=at):
        SelectionLine.objects.filter(round=round_, step=step.id).delete()
        rows = [
            SelectionLine(
                round=round_,
                step=step.id,
                scope_key=scope_key,
                case_id=line.case_id,
                ranked_place=proposed[line.case_id].line.place,
                place=place,
                chosen=line.chosen,
                points=proposed[line.case_id].line.points,
                reason=line.reason.strip(),
                saved_by_id=actor.person_id,
                saved_at=at,
            )
            for place, line in enumerate(ordered, 1)
        ]
        saved = SelectionLine.objects.bulk_create(rows)
        detail = {"step": step.id, "lines": [[r.case_id, r.ranked_place, r.place, r.chosen, r.reason] for r in saved]}
        record(at=at, who=permit.actor.who, action="round.select", kind="round", key=round_.key,
               area_code=round_.area_code, detail=detail)  # fmt: skip
    return saved


def require_within_quota(round_: Round, step: Step, chosen: int, on: date, area_code: str = "") -> None:
    """Refuse more than a quota of the step allows, naming the quota and its article; an undecided one is named too."""
    from jidi.policies.actors import cite_of
    from jidi.policies.queries import pack

    for key, verdict in queries.quotas_at(round_, step, on, area_code):
        rule = pack(round_.version).quotas[key]
        cite = cite_of(pack(round_.version), rule.citation())
        if not isinstance(verdict.value, int):
            lacks = "；".join(lack.say.zh for lack in verdict.lacks)
            raise Refused(
                Say("名额还不能确定。", "The number of places cannot be determined yet."),
                Say(f"{lacks}。", "; ".join(lack.say.en for lack in verdict.lacks) + "."),
                Say("请先作出决定。", "Decide it first."),
                cite=cite,
            )
        if chosen > verdict.value:
            raise Refused(
                Say("选中的超过名额。", "More were chosen than there are places."),
                Say(
                    f"{rule.say.zh}是 {verdict.value}，现在选了 {chosen} 个。",
                    f"{verdict.value} places, {chosen} chosen.",
                ),
                Say("请减少选中的申报。", "Choose fewer."),
                cite=cite,
            )


def _refused(zh: str, en: str) -> Refused:
    return Refused(
        Say("名单没有保存；您排的顺序还在页面上。", "The list was not saved; your order is still on the page."),
        Say(zh, en),
        Say("请补齐后再保存。", "Complete it and save again."),
        cite=SELECTING,
    )
