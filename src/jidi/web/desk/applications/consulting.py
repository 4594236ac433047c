"""A consultation at its step: sent to whom, who has answered, until when; offices of the system answer themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from jidi.accounts.acting import Permit
from jidi.accounts.enums import OrgKind, Tier
from jidi.accounts.models import Organisation
from jidi.cases.enums import ASKED_AS
from jidi.cases.models import Opinion
from jidi.cases.permissions import may_give_opinion, may_record
from jidi.cases.queries import opinion_standing, opinions, record_at
from jidi.cases.queries.asked import asked_offices, capacity_asked
from jidi.common.say import Say
from jidi.policies.actors import posts_of
from jidi.web.desk.applications.records import as_day
from jidi.web.desk.policies.labels import ORGAN_WORDS
from policycore.actors import ActorKind
from policycore.verdict import Missing

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter

OFFICES = frozenset({ActorKind.OFFICE, ActorKind.JOINT})
ANSWERED = {
    "agree": Say("无不同意见", "agrees"), "remarks": Say("有意见", "has remarks"), "disagree": Say("不同意", "does not agree"),
}  # fmt: skip
"""What an office of the system may answer, in words."""
ANSWERS = (
    ("无意见", Say("无意见", "no objection")),
    ("有意见", Say("有意见", "has remarks")),
    ("不同意", Say("不同意", "does not agree")),
)


def consult_context(here: Matter) -> dict[str, Any]:
    """What the page of a consultation shows: whom to ask, what was asked when, each answer."""
    held = record_at(here.case) or {}
    asked = [str(who) for who in held.get("asked", ())]
    said = {str(row["who"]): row for row in held.get("answers", ())}
    given = {opinion.capacity: opinion for opinion in opinions(here.case, visit=here.case.seq)}
    own = {name: here.whole.actors[name].say for name in answering_themselves(here)}
    offices = [(say, _office_said(given.get(f"{ASKED_AS}{name}"))) for name, say in own.items()]
    named = asked_offices(held)
    offices += [(Say(name, name), _office_said(given.get(capacity_asked(organ)))) for name, organ in named.items()]
    themselves = {say.zh for say in own.values()} | set(named)
    on_paper = [(n, who) for n, who in enumerate(asked) if who not in themselves]
    may = isinstance(may_record(here.actor, here.case, here.on), Permit)
    return {
        "may": may,
        "sent_on": held.get("sent_on"),
        "asked": asked,
        "candidates": [] if asked else candidates(here),
        "rows": [{"n": n, "who": who, "said": said.get(who)} for n, who in on_paper],
        "open": [who for _, who in on_paper if who not in said],
        "offices": offices,
        "answers": ANSWERS,
        "today": here.on.isoformat(),
    }


def opinion_context(here: Matter) -> dict[str, Any] | None:
    """What a person's office was asked and has answered so far; None where it was not asked (whoever keeps the record of
    others does not answer for them)."""
    permit = may_give_opinion(here.actor, here.case, here.on)
    if not isinstance(permit, Permit):
        return None
    capacity = permit.action.rpartition(".")[2]
    given = opinion_standing(here.case, f"{ASKED_AS}{capacity}")
    return {"given": given, "said": _office_said(given), "answers": list(ANSWERED.items())}


def _office_said(given: Opinion | None) -> Say:
    """What an office of the system has answered, in words."""
    if given is None:
        return Say("未答复", "no answer yet")
    said = ANSWERED.get(given.answer, Say(given.answer, given.answer))
    return Say(f"{said.zh}：{given.text}", f"{said.en}: {given.text}") if given.text else said


def answering_themselves(here: Matter) -> list[str]:
    """The offices asked at the step that have somebody in the system: they answer themselves, nobody for them."""
    area, on = here.case.area_code, here.on
    return [
        name
        for name in here.step.asks
        if here.whole.actors[name].kind in OFFICES and posts_of(here.whole, name, area, on)
    ]


def candidates(here: Matter) -> list[str]:
    """Whom the question goes to: the offices the step names, and the departments a decision names, by their names at
    this level."""
    found: list[str] = []
    for name in here.step.asks:
        actor = here.whole.actors[name]
        if actor.kind in OFFICES:
            found.append(actor.say.zh)
            continue
        organs = _organs(here, actor.set)
        names = _named(organs, here)
        found += [names.get(organ) or _plainly(organ, actor.say) for organ in organs] or [actor.say.zh]
    return list(dict.fromkeys(found))


def _plainly(organ: str, otherwise: Say) -> str:
    """What a department is called that has no office here: a word of the list that is a name already, never an id."""
    if organ in ORGAN_WORDS:
        return ORGAN_WORDS[organ].zh
    return otherwise.zh if organ.isascii() else organ


def _organs(here: Matter, set_id: str | None) -> list[str]:
    """The departments behind a third party: the members of its set, or those the decision on it lists."""
    rule = here.whole.sets.get(set_id or "")
    if rule is None:
        return []
    if rule.open is None:
        return [member.zh for member in rule.members.values()]
    decided = here.situation.decision(rule.open)
    return [] if isinstance(decided, Missing) else [str(one) for one in decided]


def _named(organs: list[str], here: Matter) -> dict[str, str]:
    """The departments of these organs at the level of whoever asks."""
    rows = Organisation.objects.filter(
        organ__in=organs, tier=here.actor.tier or Tier.PROVINCE, area_id=here.actor.area_code, valid_to__isnull=True,
        kind__in=[OrgKind.DEPARTMENT, OrgKind.AUTHORITY],
    )  # fmt: skip
    return dict(rows.values_list("organ", "name"))


def sent_record(data: QueryDict) -> dict[str, Any]:
    """Read to whom the question went, and when."""
    asked = [*data.getlist("asked"), *(n.strip() for n in data.get("asked.more", "").replace("，", "、").split("、"))]
    return {"asked": list(dict.fromkeys(name for name in asked if name)), "sent_on": as_day(data.get("sent_on", ""))}


def answers_record(data: QueryDict, held: dict[str, Any]) -> dict[str, Any]:
    """Read the answers that came back, added to those on record."""
    said = {str(row["who"]): dict(row) for row in held.get("answers", ())}
    for n, who in enumerate(str(one) for one in held.get("asked", ())):
        answer = data.get(f"answer.{n}", "").strip()
        if answer:
            on: date | str = as_day(data.get(f"on.{n}", ""))
            said[who] = {"who": who, "answer": answer, "text": data.get(f"text.{n}", "").strip(), "on": on}
    return {"answers": list(said.values())}
