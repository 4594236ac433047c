"""Deciding an open point from a page: the same act, carried out once however often the button is pressed."""

from __future__ import annotations

from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.policies.models import PointDecision
from jidi.policies.services.decisions import DecisionLine, decide_many
from jidi.policies.values import to_json


@refusals_audited("point.decide", lambda named: About("pack", str(named["version_id"])))
def decide_from_page(
    *, version_id: int, line: DecisionLine, is_demo: bool, actor: Actor, at: datetime, key: str
) -> PointDecision:
    """Record one decision as ``decide_many`` does; ``key`` is the page's, so that two clicks are one act.

    Raises DecisionsRefused, Denied, or Refused for a page without a key.
    """
    asked = {
        "version": version_id, "point": line.point, "value": to_json(line.value), "act": line.act,
        "number": line.act_number, "on": str(line.decided_on), "from": str(line.valid_from),
        "scope": line.scope.value, "target": line.target,
    }  # fmt: skip
    with operation(at=at):
        done = once(
            key=key,
            who=actor.key,
            what="point.decide",
            at=at,
            content=asked,
            work=lambda: decide_many(version_id=version_id, lines=[line], actor=actor, at=at, is_demo=is_demo)[0].pk,
        )
    return PointDecision.objects.get(pk=done.result)
