"""Acts on a page: deciding a point, publishing, ending and withdrawing a version. However often the button is pressed,
each is carried out once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.queries import pack
from jidi.policies.reach import no_such_target
from jidi.policies.services.decisions import DecisionLine, DecisionsRefused, decide_many
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
    require_targets(version_id, [line])
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


@refusals_audited("point.decide", lambda named: About("pack", str(named["version_id"])))
def decide_together(
    *, version_id: int, lines: Sequence[DecisionLine], is_demo: bool, actor: Actor, at: datetime, key: str
) -> list[PointDecision]:
    """Record the decisions of one act at once, all of them or none; two clicks are one act. Raises as ``decide_from_page``."""
    require_targets(version_id, lines)
    asked = [[line.point, to_json(line.value), line.scope.value, line.target, line.act] for line in lines]

    def work() -> list[int]:
        return [row.pk for row in decide_many(version_id=version_id, lines=lines, actor=actor, at=at, is_demo=is_demo)]

    with operation(at=at):
        done = once(key=key, who=actor.key, what="point.decide-together", at=at, content=asked, work=work)
    return list(PointDecision.objects.filter(pk__in=done.result).order_by("pk"))


def require_targets(version_id: int, lines: Sequence[DecisionLine]) -> None:
    """Raise DecisionsRefused naming every decision that is limited to something that is not there."""
    whole = pack(PackVersion.objects.get(pk=version_id))
    found = [(line, no_such_target(whole, line.scope, line.target)) for line in lines]
    if wrong := [(line, say) for line, say in found if say is not None]:
        raise DecisionsRefused(wrong)


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
