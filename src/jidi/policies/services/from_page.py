"""Acts on a page: deciding a point, publishing, ending and withdrawing a version. However often the button is pressed,
each is carried out once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.queries import pack
from jidi.policies.reach import no_such_target
from jidi.policies.services.decisions import DecisionLine, DecisionsRefused, decide_many, living_key
from jidi.policies.services.publication import Instrument, end, publish, withdraw
from jidi.policies.values import to_json


@refusals_audited("point.decide", lambda named: About("pack", str(named["version_id"])))
def decide_from_page(
    *, version_id: int, line: DecisionLine, is_demo: bool, actor: Actor, at: datetime, key: str, seen: int | None = None
) -> PointDecision:
    """Record one decision as ``decide_many`` does; ``key`` is the page's, so that two clicks are one act.

    ``seen`` is the latest decision of the point the page showed (0: none): one that came since is not put aside unseen.
    Raises DecisionsRefused, Denied, or Refused for a page without a key.
    """

    def work() -> int:
        _require_seen(version_id, line, seen)
        return decide_many(version_id=version_id, lines=[line], actor=actor, at=at, is_demo=is_demo)[0].pk

    asked = {
        "version": version_id, "point": line.point, "value": to_json(line.value), "act": line.act,
        "number": line.act_number, "on": str(line.decided_on), "from": str(line.valid_from),
        "scope": line.scope.value, "target": line.target,
    }  # fmt: skip
    require_targets(version_id, [line])
    with operation(at=at):
        done = once(key=key, who=actor.key, what="point.decide", at=at, content=asked, work=work)
    return PointDecision.objects.get(pk=done.result)


@refusals_audited("point.decide", lambda named: About("pack", str(named["version_id"])))
def decide_together(
    *, version_id: int, lines: Sequence[DecisionLine], is_demo: bool, actor: Actor, at: datetime, key: str
) -> list[PointDecision]:
    """Record the decisions of one act at once, all of them or none; two clicks are one act. Raises as ``decide_from_page``,
    and for what somebody decided for the same reach since the page listed it as open.
    """
    require_targets(version_id, lines)
    asked = [[line.point, to_json(line.value), line.scope.value, line.target, line.act] for line in lines]

    def work() -> list[int]:
        _require_open(version_id, lines)
        return [row.pk for row in decide_many(version_id=version_id, lines=lines, actor=actor, at=at, is_demo=is_demo)]

    with operation(at=at):
        done = once(key=key, who=actor.key, what="point.decide-together", at=at, content=asked, work=work)
    return list(PointDecision.objects.filter(pk__in=done.result).order_by("pk"))


def _require_seen(version_id: int, line: DecisionLine, seen: int | None) -> None:
    """Raise DecisionsRefused naming the decision another person took since the page was drawn."""
    pack_id = PackVersion.objects.only("pack_id").get(pk=version_id).pack_id
    latest = PointDecision.objects.filter(pack_id=pack_id, point=line.point).order_by("-pk").first()
    if seen is None or latest is None or latest.pk == seen:
        return
    who = f"{latest.by_organisation} {latest.by_name}".strip()
    raise DecisionsRefused([(line, Say(
        f"您打开这一页以后，{who}已依据「{latest.act}」作出决定。请看过历次决定；仍要改定的，再记录一次",
        f"{who} decided it by “{latest.act}” since you opened this page; look at it, and record yours again to replace it",
    ))])  # fmt: skip


def _require_open(version_id: int, lines: Sequence[DecisionLine]) -> None:
    """Raise DecisionsRefused naming what was decided meanwhile, and by whom."""
    pack_id = PackVersion.objects.only("pack_id").get(pk=version_id).pack_id
    keys = {living_key(pack_id, line): line for line in lines}
    rows = PointDecision.objects.filter(living_key__in=list(keys)).order_by("pk")
    found = [
        (keys[row.living_key or ""], Say(
            f"{row.by_organisation} {row.by_name}刚才已依据「{row.act}」定了，请取消勾选；要改的，在这一项的页面上改",
            f"{row.by_name} has just decided it by “{row.act}”; untick it, or change it on its own page",
        ))
        for row in rows
    ]  # fmt: skip
    if found:
        raise DecisionsRefused(found)


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
