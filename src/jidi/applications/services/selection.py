"""Putting the list of a round in order before it is decided: the ranking proposes, people move lines and say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.applications import queries
from jidi.applications.models import Round, SelectionLine
from jidi.applications.permissions import AS_IT_WAITS, REASONED, may_select
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.cases.queries import waiting_at
from jidi.common.say import Cite, Refused, Say
from policycore.procedures import Step

MOST_NAMED, REASON_LENGTH = 3, 500
"""How many movers a displaced line names, and how long a reason may be."""


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
    """Keep the order and the choice for the list of a step: of the whole round, or of the city or area ``scope_key``.

    Every line that left the place the ranking gave it has its reason, and so has every line that is chosen, or is not,
    against the order: written by a person; only what went down because others were put past it gets one that names them.
    Raises Refused with all lines that lack a reason, when a case is not at the step, or when more are chosen than a quota
    of the step allows (naming its article).
    """
    scope = scope_key or round_.key
    permit = require(may_select(actor, round_, step, scope, on))
    waiting = list(waiting_at(round_.version.pack_id, round_.procedure, step, round_.key, scope))
    proposed = {entry.case.pk: entry for entry in queries.ranking(round_, step.id, waiting, on)}
    if {line.case_id for line in lines} != set(proposed) or len(lines) != len(proposed):
        raise _refused(
            "名单与现在等待决定的申报不一致，请刷新后再排。",
            "The list is not what waits now; reload the page.",
            AS_IT_WAITS,
        )
    ordered = sorted(lines, key=lambda line: (line.place, proposed[line.case_id].line.place))
    ranked = {key: entry.line.place for key, entry in proposed.items()}
    displaced = displaced_by(ordered, ranked, {key: entry.case.title_zh for key, entry in proposed.items()})
    area = "" if scope == round_.key else scope
    passed = queries.passed_before(round_, step, scope)
    require_within_quota(round_, step, sum(line.chosen for line in lines) + passed, on, area)
    with operation(at=at):
        # Locked: two officers who save at once write one after the other, the later order stands.
        Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        SelectionLine.objects.filter(round=round_, step=step.id, case__in=list(proposed)).delete()
        rows = [
            SelectionLine(
                round=round_,
                step=step.id,
                scope_key=area,
                case_id=line.case_id,
                ranked_place=ranked[line.case_id],
                place=place,
                chosen=line.chosen,
                points=proposed[line.case_id].line.points,
                reason=line.reason.strip() or displaced.get(line.case_id, ""),
                displaced=line.case_id in displaced,
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


def displaced_by(ordered: Sequence[Chosen], ranked: Mapping[int, int], titles: Mapping[int, str]) -> dict[int, str]:
    """Why each line without a reason of its own stands lower than ranked: whoever was put past it, each for a reason.

    A line that stands better than ranked is never displaced: it was moved. One that went down was displaced where
    everything that came past it has a reason, and was put down by a person where not. Raises Refused naming every line
    that lacks its reason, by what was done with it.
    """
    reasoned = {line.case_id for line in ordered if line.reason.strip()}
    past = {line.case_id: _past(place, line, ordered, ranked) for place, line in enumerate(ordered)}
    lifted, put_down, found = [], [], {}
    for place, line in enumerate(ordered, 1):
        case, rank = line.case_id, ranked[line.case_id]
        if case in reasoned or place == rank:
            continue
        if place < rank:
            lifted.append(case)
        elif not reasoned.issuperset(past[case]):
            put_down.append(case)
        else:
            found[case] = _displaced_words(rank, [titles[key] for key in past[case]])
    passed_over, preferred = ([case for case in cases if case not in reasoned] for cases in against_the_order(ordered))
    _require_none_lacks({
        "名次提前的": lifted, "排在后面的申报之下的": put_down, "排在选中的前面而没有选中的": passed_over,
        "越过前面的而选中的": preferred,
    }, titles)  # fmt: skip
    return found


def against_the_order(ordered: Sequence[Chosen]) -> tuple[list[int], list[int]]:
    """Who was passed over, and who was chosen in their stead: by the order the first so many would be chosen."""
    first = sum(line.chosen for line in ordered)
    passed_over = [line.case_id for line in ordered[:first] if not line.chosen]
    return passed_over, [line.case_id for line in ordered[first:] if line.chosen]


def _past(place: int, line: Chosen, ordered: Sequence[Chosen], ranked: Mapping[int, int]) -> list[int]:
    """The lines that were ranked below this one and stand above it."""
    return [other.case_id for other in ordered[:place] if ranked[other.case_id] > ranked[line.case_id]]


def _displaced_words(rank: int, past: Sequence[str]) -> str:
    named = "、".join(past[:MOST_NAMED]) + ("等" if len(past) > MOST_NAMED else "")
    return f"原第 {rank} 名，因{named}调整名次而顺移"[:REASON_LENGTH]


def _require_none_lacks(lacking: Mapping[str, Sequence[int]], titles: Mapping[int, str]) -> None:
    """Refuse with every line that lacks its reason, each named once under the first thing that was done with it."""
    named: set[int] = set()
    parts = []
    for what, cases in lacking.items():
        fresh = [case for case in cases if case not in named]
        named.update(fresh)
        if fresh:
            parts.append(f"{what}：{'、'.join(titles[case] for case in fresh)}")
    if parts:
        zh, en = "；".join(parts), ", ".join(titles[case] for case in sorted(named))
        raise _refused(f"请逐件写理由。{zh}。", f"A reason is needed for each of: {en}.", REASONED)


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


def _refused(zh: str, en: str, cite: Cite) -> Refused:
    return Refused(
        Say("名单没有保存；您排的顺序还在页面上。", "The list was not saved; your order is still on the page."),
        Say(zh, en),
        Say("请补齐后再保存。", "Complete it and save again."),
        cite=cite,
    )
