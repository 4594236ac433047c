"""Acts on a page: deciding a point, publishing, ending and withdrawing a version. However often the button is pressed,
each is carried out once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.services.decisions import DecisionLine, decide_many
from jidi.policies.services.publication import Instrument, end, publish, withdraw
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


def publish_from_page(
    *, version_id: int, from_on: date, by: Instrument, actor: Actor, at: datetime, key: str
) -> PackVersion:
    """Put a draft into force as ``publish`` does; two clicks are one act. Raises what it raises."""

    def work() -> PackVersion:
        return publish(version_id=version_id, from_on=from_on, actor=actor, at=at, by=by)

    return _once(work, "pack.publish", version_id, str(from_on), by, actor, at, key)


def end_from_page(*, version_id: int, on: date, by: Instrument, actor: Actor, at: datetime, key: str) -> PackVersion:
    """End a version in force as ``end`` does; two clicks are one act. Raises what it raises."""

    def work() -> PackVersion:
        return end(version_id=version_id, on=on, actor=actor, at=at, by=by)

    return _once(work, "pack.end", version_id, str(on), by, actor, at, key)


def withdraw_from_page(*, version_id: int, by: Instrument, actor: Actor, at: datetime, key: str) -> PackVersion:
    """Take a version back before it begins as ``withdraw`` does; two clicks are one act. Raises what it raises."""

    def work() -> PackVersion:
        return withdraw(version_id=version_id, actor=actor, at=at, by=by)

    return _once(work, "pack.withdraw", version_id, "", by, actor, at, key)


def _once(
    work: Callable[[], PackVersion],
    what: str,
    version_id: int,
    day: str,
    by: Instrument,
    actor: Actor,
    at: datetime,
    key: str,
) -> PackVersion:
    asked = [version_id, day, by.act, by.number, by.reason]
    with operation(at=at):
        once(key=key, who=actor.key, what=what, at=at, content=asked, work=lambda: work().pk)
    return PackVersion.objects.get(pk=version_id)
