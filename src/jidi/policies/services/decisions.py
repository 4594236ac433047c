"""Decisions on open points: dated acts of whoever may decide, checked against the bounds, never edited afterwards."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.clock import day_of
from jidi.common.reading import forget
from jidi.common.say import Refused, Say, house
from jidi.policies.bounds import DecisionLine as DecisionLine
from jidi.policies.bounds import problems_of, typed
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.ordering import order_problems
from jidi.policies.permissions import may_decide
from jidi.policies.queries import DECISIONS
from jidi.policies.queries import pack as pack_of
from jidi.policies.states import state_of
from jidi.policies.values import to_json
from policycore.open_points import Scope
from policycore.pack import Pack
from policycore.pack.reading import Located, read_text

BOUNDS = house("待定项的决定须在文件限定之内，并载明依据文件", "a decision keeps the bounds and names its act")
KEYS = ("point", "value", "act", "number", "date", "from", "scope", "target")


class DecisionsRefused(Refused):
    """Decisions that were not taken: nothing was stored; ``problems`` has every line that stands in the way."""

    code = "decision-refused"

    def __init__(self, problems: Sequence[tuple[DecisionLine, Say]]) -> None:
        zh = "\n".join(f"{_where(line, '第 {} 行 ')}{line.point}：{say.zh}" for line, say in problems)
        en = "\n".join(f"{_where(line, 'line {} ')}{line.point}: {say.en}" for line, say in problems)
        super().__init__(
            Say("没有记录任何决定。", "No decision was recorded."),
            Say(zh, en),
            Say("请改正所列各项后重新提交。", "Mend what is listed and send it again."),
            cite=BOUNDS,
            status=422,
        )
        self.problems = tuple((line.line, say) for line, say in problems)
        self.found = tuple(problems)


def _where(line: DecisionLine, words: str) -> str:
    return words.format(line.line) if line.line else ""


def read_decisions(text: str, name: str = "decisions") -> list[DecisionLine]:
    """Read a YAML or JSON list of decisions (point, value, act, number, date, from, scope, target).

    What is wrong with a line is kept with it, so that ``decide_many`` names all of them at once. Raises
    DecisionsRefused for a text that is no such list.
    """
    located = read_text(text, name)
    rows = located.data.get("decisions") if isinstance(located.data, dict) else located.data
    at: tuple[str | int, ...] = ("decisions",) if isinstance(located.data, dict) else ()
    if not isinstance(rows, list):
        told = [Say(str(p), str(p)) for p in located.problems] or [
            Say("须是一列决定，每项有 point、value、act、date", "needs a list of decisions: point, value, act, date")
        ]
        raise DecisionsRefused([(DecisionLine(name, None), say) for say in told])
    lines = [_line(row, located.line_of((*at, place))) for place, row in enumerate(rows)]
    return [_with_problems(line, later, located) for line, later in zip(lines, [*lines[1:], None], strict=True)]


def _with_problems(line: DecisionLine, later: DecisionLine | None, located: Located) -> DecisionLine:
    """Add what the reader of the file found between a line and the next."""
    ends = later.line if later else sys.maxsize
    told = tuple(Say(str(p), str(p)) for p in located.problems if line.line <= p.line < ends)
    return replace(line, problems=(*told, *line.problems)) if told else line


def _line(row: Any, line: int) -> DecisionLine:
    if not isinstance(row, Mapping):
        return DecisionLine("?", None, line=line, problems=(Say("须写成 键: 值", "needs keys with values"),))
    problems = [
        Say(f"没有「{key}」这个键，只能用：{'、'.join(KEYS)}", f"{key} is no key here; allowed: {', '.join(KEYS)}")
        for key in row
        if key not in KEYS
    ]
    scope = str(row.get("scope", Scope.PACK.value))
    if scope not in set(Scope):
        problems.append(Say(f"scope 只能是：{'、'.join(Scope)}", f"scope: allowed: {', '.join(Scope)}"))
        scope = Scope.PACK.value
    days = {key: _day(row.get(key), key, problems) for key in ("date", "from")}
    return DecisionLine(
        point=str(row.get("point", "?")), value=row.get("value"), act=str(row.get("act", "")),
        act_number=str(row.get("number", "")), decided_on=days["date"], valid_from=days["from"],
        scope=Scope(scope), target=str(row.get("target", "")), line=line, problems=tuple(problems),
    )  # fmt: skip


def _day(value: Any, key: str, problems: list[Say]) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(Say(f"{key}「{value}」不是日期，如 2026-03-15", f"{key}: {value!r} is no day like 2026-03-15"))
        return None


def decide_point(
    *, version_id: int, point: str, value: Any, act: str, decided_on: date, actor: Actor | None, at: datetime,
    act_number: str = "", valid_from: date | None = None, scope: Scope = Scope.PACK, target: str = "",
    is_demo: bool = False,
) -> PointDecision:  # fmt: skip
    """Decide one open point. See ``decide_many``."""
    line = DecisionLine(point, value, act, act_number, decided_on, valid_from, scope, target)
    return decide_many(version_id=version_id, lines=[line], actor=actor, at=at, is_demo=is_demo)[0]


@refusals_audited("point.decide", lambda named: About("pack", str(named["version_id"])))
def decide_many(
    *, version_id: int, lines: Sequence[DecisionLine], actor: Actor | None, at: datetime, is_demo: bool = False
) -> list[PointDecision]:
    """Record decisions on open points of a pack, all of them or none.

    Asks whether the actor may decide each, checks every line (point, bounds, reach, act, day) and that the days they set
    for the steps of a procedure lie in the order of the steps, stores them and ends
    the earlier decisions of the same point and reach the day before. ``actor`` is None for the command line of the
    machine itself: the system records what an act named in the file decided. Raises DecisionsRefused or Denied.
    """
    with operation(at=at):
        version = _locked(version_id)
        pack = pack_of(version)
        if actor is not None:
            for line in (one for one in lines if one.point in pack.open_points):
                require(_answer(actor, pack, line, day_of(at)))
        if problems := problems_together(version, lines, day_of(at)):
            raise DecisionsRefused(problems)
        return [_decided(pack, version, line, actor, at, is_demo) for line in lines]


def problems_together(
    version: PackVersion, lines: Sequence[DecisionLine], today: date
) -> list[tuple[DecisionLine, Say]]:
    """Everything that is wrong with decisions taken in one act: each by itself, and the order of the days they set."""
    pack = pack_of(version)
    alone = [(line, say) for line in lines for say in (*line.problems, *problems_of(pack, line, today))]
    wrong = {id(line) for line, _ in alone}
    return alone + order_problems(version, [line for line in lines if id(line) not in wrong], today)


def _locked(version_id: int) -> PackVersion:
    # Locked: of two who decide the same point at once the second has to end what the first decided.
    version = PackVersion.objects.get(pk=version_id)
    list(PackVersion.objects.select_for_update(of=("self",)).filter(pack_id=version.pack_id).order_by("pk"))
    return version


def _answer(actor: Actor, pack: Pack, line: DecisionLine, on: date) -> Permit | Denied:
    point = pack.open_points[line.point]
    answer = may_decide(actor, pack, point, on, scope=line.scope, target=line.target)
    if isinstance(answer, Denied):
        named = point.say
        answer.what = Say(f"待定项「{named.zh}」没有决定。", f"“{named.en or point.id}” was not decided.")
    return answer


def _decided(
    pack: Pack, version: PackVersion, line: DecisionLine, actor: Actor | None, at: datetime, is_demo: bool
) -> PointDecision:
    point = pack.open_points[line.point]
    who = actor.who if actor else SYSTEM
    assert line.decided_on is not None
    begins = line.valid_from or line.decided_on
    ends = _make_room(pack.id, line, begins)
    row = PointDecision.objects.create(
        pack_id=pack.id, point=point.id, value_json=to_json(typed(point, line.value), ordered=True),
        scope=line.scope.value, target=line.target, act=line.act.strip(), act_number=line.act_number.strip(),
        decided_on=line.decided_on, valid_from=begins, valid_to=ends,
        living_key=None if ends else living_key(pack.id, line), by_person_id=actor.person_id if actor else None,
        by_name=who.name, by_post=who.post, by_organisation=who.organisation, is_demo=is_demo, entered_at=at,
    )  # fmt: skip
    forget(DECISIONS)
    record(
        at=at, who=who, action="point.decided", kind="decision", key=str(row.pk), area_code=version.area_code,
        after=state_of(row),
        detail={
            "pack": pack.id, "point": point.id, "scope": line.scope.value, "target": line.target, "act": line.act,
            "demo": is_demo,
        },
    )  # fmt: skip
    return row


def _make_room(pack_id: str, line: DecisionLine, begins: date) -> date | None:
    """End the decision that would overlap on the day the new one begins; return where the new one ends itself."""
    same = PointDecision.objects.select_for_update(of=("self",)).filter(
        pack_id=pack_id, point=line.point, scope=line.scope.value, target=line.target
    )
    next_start: date | None = None
    for row in same.order_by("valid_from", "id"):
        if row.valid_from > begins:
            next_start = min(next_start or row.valid_from, row.valid_from)
        elif row.valid_to is None or row.valid_to > begins:
            row.valid_to, row.living_key = begins, None
            row.save(update_fields=["valid_to", "living_key"])
    return next_start


def living_key(pack_id: str, line: DecisionLine) -> str:
    """What at most one open-ended decision may be about."""
    return f"{pack_id}:{line.point}:{line.scope.value}:{line.target}"
