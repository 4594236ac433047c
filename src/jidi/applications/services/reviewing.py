"""Forming the panel a step asks for, with what was decided for the round; late arrivals, substitutes, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Cite, Refused, Say
from jidi.panels import services as panels
from jidi.panels.enums import Gives, Sits
from jidi.panels.models import Panel, Seat
from jidi.panels.queries import exclusions
from jidi.policies.actors import cite_of
from policycore.criteria import shares
from policycore.engine import Situation
from policycore.procedures import Step
from policycore.units import Quantity
from policycore.verdict import Lack, Missing

SCALE = Decimal(100)
"""The scale of a criterion whose maximum the document does not set: a hundred (rule of the house)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a panel of a step works by, as the pack or a decision of the round says; ``lacks`` is what is undecided."""

    gives: str
    sits: str
    size: int
    trim: int
    lacks: tuple[Lack, ...]


def terms_of(situation: Situation, step: Step) -> Terms:
    """What was decided about the panel of a step."""
    actor_id = situation.settled(step.actor)
    rule = situation.pack.actors[actor_id].panel if isinstance(actor_id, str) else None
    gives = situation.settled(step.gives)
    # A panel that writes opinions has nothing to trim: the point may stay undecided.
    trim = situation.settled(step.trims) if gives != Gives.OPINIONS else 0
    size = situation.settled(rule.size) if rule else None
    sits = situation.settled(rule.sits) if rule else None
    contents = situation.criteria(step.on or "") if gives != Gives.OPINIONS else None
    known = (gives, trim, size, sits, contents)
    lacks = [lack for value in known if isinstance(value, Missing) for lack in value.lacks]
    return Terms(
        "" if isinstance(gives, Missing) else str(gives or Gives.SCORES),
        "" if isinstance(sits, Missing) else str(sits or Sits.PAPER),
        _whole(size, 1),
        _whole(trim, 0),
        tuple(dict.fromkeys(lacks)),
    )


@refusals_audited("application.panel", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def begin_panel(*, actor: Actor, round_: Round, step: Step, on: date, at: datetime, once_key: str) -> Panel:
    """Form the panel of a step and draw its experts, with size, form and scale as decided for the round.

    Those who work for an applicant or in an applicant's city are left out. Raises Refused when a point the panel needs is
    undecided (naming who decides it), nothing waits for review, or the pool is too small.
    """
    situation = queries.round_situation(round_, on)
    cite = cite_of(situation.pack, step.citation())

    def work() -> int:
        terms = terms_of(situation, step)
        _require_decided(terms, cite)
        waiting = queries.waiting_at(round_, step.id)
        panel = panels.form_panel(
            actor=actor, version_id=round_.version_id, procedure=round_.procedure, step=step.id, round_key=round_.key,
            area_code=round_.area_code, gives=Gives(terms.gives), sits=Sits(terms.sits), size=terms.size,
            trim=terms.trim, criteria=criteria_for(situation, step), cases=[entry(a) for a in waiting], cite=cite, at=at,
        )  # fmt: skip
        left_out = left_out_for(round_, waiting, on)
        panels.draw(actor=actor, panel=panel, exclusions=left_out, cite=cite, on=on, at=at)
        return panel.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="panel.begin", at=at, work=work, content=[round_.key, step.id])
    return Panel.objects.get(pk=done.result)


@refusals_audited("application.panel", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def take_in(*, actor: Actor, round_: Round, panel: Panel, step: Step, on: date, at: datetime, once_key: str) -> Panel:
    """Put before a panel that sits what came to its step after it was formed (a case that had been returned).

    Every expert declares on it before opening it; who has to keep away from it says so there and is replaced if all do.
    """
    cite = cite_of(queries.round_situation(round_, on).pack, step.citation())

    def work() -> int:
        late = [a for a in queries.waiting_at(round_, step.id) if str(a.case_id) not in panel.case_keys]
        panels.add_cases(actor=actor, panel=panel, cases=[entry(a) for a in late], cite=cite, at=at)
        return panel.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="panel.take-in", at=at, work=work, content=[panel.pk])
    return Panel.objects.get(pk=done.result)


@refusals_audited("application.panel", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def replace_expert(
    *, actor: Actor, round_: Round, seat: Seat, step: Step, reason: str, on: date, at: datetime, once_key: str
) -> Seat:
    """Replace an expert by another drawn from the pool; the same people are left out as at the first draw."""
    cite = cite_of(queries.round_situation(round_, on).pack, step.citation())

    def work() -> int:
        before = Application.objects.filter(case_id__in=[int(key) for key in seat.panel.case_keys])
        left_out = left_out_for(round_, list(before.select_related("base")), on)
        return panels.substitute(
            actor=actor, seat=seat, reason=reason, exclusions=left_out, cite=cite, on=on, at=at
        ).pk  # fmt: skip

    with operation(at=at):
        content = [seat.pk, reason]
        done = once(key=once_key, who=actor.key, what="panel.substitute", at=at, work=work, content=content)
    return Seat.objects.get(pk=done.result)


@refusals_audited("application.panel", lambda a: About("panel", str(a["panel"].pk), a["panel"].area_code))
def draw_stand_in(
    *, actor: Actor, round_: Round, panel: Panel, case_key: str, step: Step, on: date, at: datetime, once_key: str
) -> Seat:
    """Draw an expert for the one case another keeps away from; the same people are left out as at the first draw."""
    cite = cite_of(queries.round_situation(round_, on).pack, step.citation())

    def work() -> int:
        known = [int(key) for key in panel.case_keys if key == case_key]
        about = Application.objects.filter(case_id__in=known).select_related("base")
        left_out = left_out_for(round_, list(about), on)
        return panels.stand_in(
            actor=actor, panel=panel, case_key=case_key, exclusions=left_out, cite=cite, on=on, at=at
        ).pk  # fmt: skip

    with operation(at=at):
        content = [panel.pk, case_key]
        done = once(key=once_key, who=actor.key, what="panel.stand-in", at=at, work=work, content=content)
    return Seat.objects.get(pk=done.result)


@refusals_audited("application.panel", lambda a: About("panel", str(a["panel"].pk), a["panel"].area_code))
def end_panel(
    *, actor: Actor, round_: Round, panel: Panel, step: Step, on: date, at: datetime, once_key: str, why_short: str = ""
) -> Panel:
    """End the sitting once everything is in. Raises Refused with all that is missing (``why_short``: see the panel's)."""
    cite = cite_of(queries.round_situation(round_, on).pack, step.citation())

    def work() -> int:
        return panels.close_panel(actor=actor, panel=panel, cite=cite, at=at, why_short=why_short).pk

    with operation(at=at):
        content = [panel.pk, why_short]
        done = once(key=once_key, who=actor.key, what="panel.end", at=at, work=work, content=content)
    return Panel.objects.get(pk=done.result)


def left_out_for(round_: Round, before: list[Application], on: date) -> dict[int, Say]:
    """Who may not be drawn for these applications, and why."""
    cities = [application.base.area_id for application in before]
    applicants = [application.organisation_id for application in before if application.organisation_id]
    return exclusions(round_.area_code, on, cities, applicants)


def entry(application: Application) -> dict[str, str]:
    """A case as a panel keeps it."""
    return {"key": str(application.case_id), "title": application.base.name, "number": application.case.number}


def criteria_for(situation: Situation, step: Step) -> list[dict[str, str]]:
    """The criteria of a step as a panel keeps them, each with its scale, its weight where one is written and its article.

    What the pack computes is not scored by anybody. Criteria left open and still undecided (a panel that writes opinions
    does without) are none.
    """
    rule = situation.criteria(step.on or "")
    if isinstance(rule, Missing):
        return []
    found, weights = [], shares(rule)
    for leaf in (one for one in rule.leaves if one.computed is None):
        maximum = situation.ask(leaf.id, leaf.maximum, leaf.citation()).value if leaf.maximum is not None else None
        scale = maximum.base if isinstance(maximum, Quantity) else SCALE
        article = (leaf.citation().articles or rule.citation().articles or ("",))[0]
        found.append({
            "id": leaf.id,
            "group": rule.groups[leaf.group].zh if leaf.group in rule.groups else "",
            "group_en": rule.groups[leaf.group].en if leaf.group in rule.groups else "",
            "zh": leaf.zh or leaf.id,
            "en": leaf.en,
            "maximum": str(scale),
            **({"weight": str(weights[leaf.id])} if leaf.id in weights else {}),
            "article": article,
            "printed": situation.pack.printed(article) if article else "",
        })  # fmt: skip
    return found


def _require_decided(terms: Terms, cite: Cite) -> None:
    if not terms.lacks:
        return
    raise Refused(
        Say("评审组没有组建。", "No panel was formed."),
        Say(
            "；".join(lack.say.zh for lack in terms.lacks) + "。",
            "; ".join(lack.say.en for lack in terms.lacks) + ".",
        ),
        Say("请先在政策库的待定项里作出决定。", "Decide it first on the page of open points."),
        cite=cite,
    )


def _whole(value: object, default: int) -> int:
    if isinstance(value, Quantity):
        return int(value.amount)
    return int(value) if isinstance(value, int | Decimal) else default
