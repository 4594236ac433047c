"""Forming the panel a step asks for, with what was decided for the round."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.audit.services import operation
from jidi.common.say import Refused, Say
from jidi.panels import services as panels
from jidi.panels.enums import Gives, Sits
from jidi.panels.models import Panel
from jidi.panels.queries import exclusions
from jidi.policies.actors import cite_of
from policycore.engine import Situation
from policycore.procedures import Step
from policycore.units import Quantity
from policycore.verdict import Missing

SCALE = Decimal(100)
"""The scale of a criterion whose maximum the document does not set: a hundred (rule of the house)."""


def begin_panel(*, actor: Actor, round_: Round, step: Step, on: date, at: datetime) -> Panel:
    """Form the panel of a step and draw its experts, with size, form and scale as decided for the round.

    Those who work for an applicant or in an applicant's city are left out. Raises Refused when a point the panel needs is
    undecided (naming who decides it), nothing waits for review, or the pool is too small.
    """
    situation = queries.round_situation(round_, on)
    cite = cite_of(situation.pack, step.citation())
    actor_id = situation.settled(step.actor)
    panel_rule = situation.pack.actors[actor_id].panel if isinstance(actor_id, str) else None
    values = {
        "gives": situation.settled(step.gives),
        "trim": situation.settled(step.trims),
        "size": situation.settled(panel_rule.size) if panel_rule else None,
        "sits": situation.settled(panel_rule.sits) if panel_rule else None,
    }
    open_ = [lack.say for value in values.values() if isinstance(value, Missing) for lack in value.lacks]
    if open_:
        raise Refused(
            Say("评审组没有组建。", "No panel was formed."),
            Say("；".join(s.zh for s in open_) + "。", "; ".join(s.en for s in open_) + "."),
            Say("请先在政策库的待定项里作出决定。", "Decide it first on the page of open points."),
            cite=cite,
        )
    waiting = list(
        Application.objects.filter(round=round_, case__step=step.id, case__ended_at__isnull=True).select_related(
            "case", "base"
        )
    )
    with operation(at=at):
        panel = panels.form_panel(
            actor=actor,
            version_id=round_.version_id,
            procedure=round_.procedure,
            step=step.id,
            round_key=round_.key,
            area_code=round_.area_code,
            gives=Gives(str(values["gives"])),
            sits=Sits(str(values["sits"] or Sits.PAPER)),
            size=_whole(values["size"], 1),
            trim=_whole(values["trim"], 0),
            criteria=criteria_for(situation, step),
            cases=[{"key": str(a.case_id), "title": a.base.name, "number": a.case.number} for a in waiting],
            cite=cite,
            at=at,
        )
        left_out = exclusions(
            round_.area_code,
            on,
            [a.base.area_id for a in waiting],
            [a.organisation_id for a in waiting if a.organisation_id],
        )
        panels.draw(actor=actor, panel=panel, exclusions=left_out, cite=cite, on=on, at=at)
        panel.refresh_from_db()
    return panel


def criteria_for(situation: Situation, step: Step) -> list[dict[str, str]]:
    """The criteria of a step as a panel keeps them, each with its scale and its article as printed."""
    rule = situation.pack.criteria[step.on or ""]
    weights = weights_for(situation, rule.id)
    found = []
    for leaf in rule.leaves:
        maximum = situation.ask(leaf.id, leaf.maximum, leaf.citation()).value if leaf.maximum is not None else None
        scale = maximum.base if isinstance(maximum, Quantity) else SCALE
        article = (leaf.citation().articles or rule.citation().articles or ("",))[0]
        found.append({
            "id": leaf.id,
            "group": rule.groups.get(leaf.group or "", ""),
            "zh": leaf.zh or leaf.id,
            "en": leaf.en,
            "maximum": str(scale),
            "article": article,
            "printed": situation.pack.printed(article) if article else "",
            "weight": str(weights[leaf.id]) if leaf.id in weights else "",
        })  # fmt: skip
    return found


def weights_for(situation: Situation, criteria: str) -> dict[str, Decimal]:
    """The weights decided for a scoring by experts over a set of criteria; none where points are just added up.

    A criterion without a weight of its own counts nothing then, as the decided weights make a hundred.
    """
    schemes = [s for s in situation.pack.scoring.values() if s.of == criteria and s.method == "weighted"]
    decided = situation.settled(schemes[0].weights) if schemes else {}
    if isinstance(decided, Missing) or not decided:
        return {}
    return {leaf.id: Decimal(str(decided.get(leaf.id, 0))) for leaf in situation.pack.criteria[criteria].leaves}


def _whole(value: object, default: int) -> int:
    if isinstance(value, Quantity):
        return int(value.amount)
    return int(value) if isinstance(value, int) else default
