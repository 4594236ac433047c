"""Deciding what a round leaves open in one go: every undecided point, one act, one number, one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.applications.models import Round
from jidi.applications.points import Needed, undecided
from jidi.applications.services import settle_points
from jidi.cases.services import settle_dues
from jidi.common.say import Say
from jidi.policies.models import PointDecision
from jidi.policies.permissions import may_decide
from jidi.policies.queries import decisions
from jidi.policies.queries import pack as pack_of
from jidi.policies.services import DecisionLine, DecisionsRefused, problems_together
from jidi.policies.services.from_page import decide_together
from jidi.web.desk.applications import links
from jidi.web.desk.applications.announcing import read_day
from jidi.web.desk.applications.rounds import round_for
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.policies.asking import ROWS, Asked, asked_after, asked_for, read
from jidi.web.desk.policies.editor import KEEP, VALUE, is_change, shape_for
from jidi.web.desk.policies.editor.starting import Start, starts_of
from jidi.web.desk.policies.points import bounds_say, decider_say, wanted_say
from jidi.web.desk.policies.values import decided_say, join
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Chip, Link, Problem
from policycore.open_points import NARROWEST_FIRST, OpenPoint, Scope
from policycore.pack import Pack

LONG = frozenset({ROWS, "weights", "set"})
"""Fields that are long: they stand folded."""
_DATED = frozenset({"date", "month-day"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which fields of a point were found wrong, as the templates of the fields ask for it."""

    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One point to decide: its words, its fields with what stands in them, where that comes from."""

    point: OpenPoint
    asked: Asked
    wanted: Say
    bounds: Say
    decider: Say
    chips: tuple[Chip, ...]
    href: str
    mine: bool
    taken: bool
    before: Say | None = None
    typed: Wrong = field(default=Wrong())
    problems: tuple[Say, ...] = ()
    starts: tuple[Start, ...] = ()
    touched: bool = False

    @property
    def open(self) -> bool:
        """Whether its fields stand unfolded: something is wrong in them, or somebody works on them."""
        return bool(self.problems) or self.touched

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"{self.point.id}."

    @property
    def long(self) -> bool:
        """Whether its fields stand folded."""
        return self.asked.template in LONG


def points(request: HttpRequest, key: str) -> HttpResponseBase:
    """The undecided points of a round: GET shows them, POST decides those that are ticked."""
    return _take(request, key) if request.method == "POST" else _show(request, key)


@reads
@actor_required
def _show(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    round_, on = round_for(actor, key), today_of(request)
    typed = QueryDict(mutable=True)
    typed.update({"act": round_.act, "act_number": round_.act_number, "decided_on": on.isoformat()})
    return _draw(request, round_, _lines(actor, round_, on), typed)


@writes
@actor_required
def _take(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    round_, on, typed = round_for(actor, key), today_of(request), request.POST
    if do := typed.get("do", ""):
        return _draw(request, round_, _changed(actor, round_, on, typed, do), typed)
    lines, decided, problems = _read(actor, round_, on, typed)
    act, day = typed.get("act", "").strip(), read_day(typed.get("decided_on", "").strip())
    problems += _act_problems(act, day, on)
    if not decided and not problems:
        problems.append(Problem(_nothing_left(typed)))
    number = typed.get("act_number", "").strip()
    made = [
        DecisionLine(point.id, value, act or "—", number, min(day or on, on), None, Scope.ROUND, round_.key)
        for point, value in decided
    ]
    # Everything at once: what cannot be read, and what can be read and does not fit.
    problems += [
        _problem(pack_of(round_.version), one, say) for one, say in problems_together(round_.version, made, on)
    ]
    if problems:
        return _draw(request, round_, lines, typed, problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        rows = decide_together(
            version_id=round_.version_id, lines=made, is_demo=settings.DEMO, actor=actor, at=now_of(request),
            key=once_of(request),
        )  # fmt: skip
    except DecisionsRefused as refused:
        said = [_problem(pack_of(round_.version), one, say) for one, say in refused.found]
        return _draw(request, round_, lines, typed, said, HTTPStatus.UNPROCESSABLE_ENTITY)
    pack_id = round_.version.pack_id
    settle_dues(pack_id=pack_id, at=now_of(request), on=on)
    settle_points(pack_id=pack_id, at=now_of(request), on=on)
    done(request, Say(f"已记录 {len(rows)} 项决定，依据{act}。", f"{len(rows)} decisions recorded, by {act}."))
    return redirect(links.round_(key))


def _nothing_left(typed: QueryDict) -> Say:
    """Why nothing is to be recorded: what was ticked is decided already (by a second click, or somebody else), or no tick."""
    if any(name.startswith("take.") for name in typed):
        return Say(
            "勾选的各项刚才都已记录，见轮次页", "all that was ticked is on record already; see the page of the round"
        )
    return Say("一项也没有选", "nothing is chosen")


def _act_problems(act: str, day: date | None, today: date) -> list[Problem]:
    found = []
    if not act:
        found.append(Problem(Say("请写明依据哪份文件或会议决定", "name the act that decided it"), "act"))
    if day is None:
        found.append(Problem(Say("请写明决定日期，如 2026-03-15", "enter the day, like 2026-03-15"), "decided_on"))
    elif day > today:
        say = Say(f"决定日期 {day} 还没有到", f"the day of the decision {day} is yet to come")
        found.append(Problem(say, "decided_on"))
    return found


def _draw(
    request: HttpRequest,
    round_: Round,
    lines: list[Line],
    typed: QueryDict,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "round": round_,
        "mine": [line for line in lines if line.mine],
        "others": [line for line in lines if not line.mine],
        "typed": typed,
        "here": reverse("desk:round-points", args=[round_.key]),
        "problems": problems or [],
        "problems_title": Say("没有记录任何决定", "No decision was recorded"),
        "crumbs": [
            Link(Say("申报认定", "Applications"), links.home()),
            Link(Say(round_.zh, round_.en or round_.zh), links.round_(round_.key)),
        ],
    }
    return page(request, "desk/applications/round_points.html", context, room="applications", status=status)


def _lines(actor: Actor, round_: Round, on: date) -> list[Line]:
    """Every undecided point, prefilled with what was decided for the round before."""
    whole, before = pack_of(round_.version), _decided_before(round_)
    found, starts = [], _starts(round_)
    for one in undecided(round_, on):
        row = before.get(one.point.id)
        # A day decided for another round is no day of this one.
        value = row.value if row is not None and one.point.type not in _DATED else None
        said = decided_say(whole, one.point, value) if value is not None else None
        asked = asked_for(whole, one.point, value)
        began = tuple(starts_of(whole, one.point, starts.get(one.point.id, ()), _round_names(round_)))
        found.append(_line(actor, round_, whole, one, on, asked, taken=True, before=said, starts=began))
    return found


def _line(
    actor: Actor, round_: Round, whole: Pack, one: Needed, on: date, asked: Asked, *, taken: bool, **more: Any
) -> Line:
    point = one.point
    narrower = NARROWEST_FIRST.index(Scope.ROUND) <= NARROWEST_FIRST.index(point.scope)
    may = may_decide(actor, whole, point, on, scope=Scope.ROUND, target=round_.key)
    return Line(
        point, asked, wanted_say(point), join(bounds_say(point)), decider_say(whole, point),
        chips_of(whole, point.citation()), links.point(whole.id, point.id, round_.key),
        narrower and isinstance(may, Permit), taken, **more,
    )  # fmt: skip


def _starts(round_: Round) -> dict[str, list[PointDecision]]:
    """Everything ever decided on the points, by point."""
    found: dict[str, list[PointDecision]] = {}
    for row in decisions(round_.version.pack_id):
        found.setdefault(row.point, []).append(row)
    return found


def _round_names(round_: Round) -> dict[str, Say]:
    rows = Round.objects.filter(version__pack_id=round_.version.pack_id)
    return {one.key: Say(one.zh, one.en or one.zh) for one in rows}


def _decided_before(round_: Round) -> dict[str, PointDecision]:
    """What was decided for the round of this procedure before this one, by point."""
    earlier = Round.objects.filter(procedure=round_.procedure, version__pack_id=round_.version.pack_id)
    last = earlier.filter(opens_on__lt=round_.opens_on).order_by("-opens_on", "-pk").first()
    if last is None:
        return {}
    rows = PointDecision.objects.filter(pack_id=round_.version.pack_id, scope=Scope.ROUND.value, target=last.key)
    return {row.point: row for row in rows.order_by("valid_from", "pk")}


def _changed(actor: Actor, round_: Round, on: date, typed: QueryDict, do: str) -> list[Line]:
    """The points with what was typed, after a button beside the rows of one of them: nothing is judged but what it asks."""
    whole, starts, names = pack_of(round_.version), _starts(round_), _round_names(round_)
    point_id, _, act = do.partition(".")
    lines = []
    for one in undecided(round_, on):
        point, mine = one.point, _of_point(typed, one.point.id)
        began = tuple(starts_of(whole, point, starts.get(point.id, ()), names))
        here = point.id == point_id
        wrong: tuple[tuple[str, Say], ...] = ()
        if shape_for(point) is None or (here and not is_change(act)):
            found = read(whole, point, mine, on)
            asked, wrong = found.asked, tuple(found.problems) if here else ()
        else:
            values = {start.key: start.value for start in began}
            asked = asked_after(whole, point, mine, act if here else KEEP, values, on)
        lines.append(
            _line(
                actor, round_, whole, one, on, asked, taken=f"take.{point.id}" in typed, starts=began, touched=here,
                typed=Wrong(frozenset(name for name, _ in wrong)), problems=tuple(say for _, say in wrong),
            )
        )  # fmt: skip
    return lines


def _read(
    actor: Actor, round_: Round, on: date, typed: QueryDict
) -> tuple[list[Line], list[tuple[OpenPoint, Any]], list[Problem]]:
    """The points with what was typed, the values of those that are ticked, and everything that is wrong with them."""
    whole, starts, names = pack_of(round_.version), _starts(round_), _round_names(round_)
    lines: list[Line] = []
    decided: list[tuple[OpenPoint, Any]] = []
    problems: list[Problem] = []
    for one in undecided(round_, on):
        point, taken = one.point, f"take.{one.point.id}" in typed
        found = read(whole, point, _of_point(typed, point.id), on)
        wrong = found.problems if taken else ()
        line = _line(
            actor, round_, whole, one, on, found.asked, taken=taken,
            typed=Wrong(frozenset(name for name, _ in wrong)), problems=tuple(say for _, say in wrong),
            starts=tuple(starts_of(whole, point, starts.get(point.id, ()), names)),
        )  # fmt: skip
        lines.append(line)
        if not taken or not line.mine:
            continue
        problems += [_named(point, say, name) for name, say in wrong]
        if not wrong:
            decided.append((point, found.value))
    return lines, decided, problems


def _problem(whole: Pack, line: DecisionLine, say: Say) -> Problem:
    return _named(whole.open_points[line.point], say)


def _named(point: OpenPoint, say: Say, field_name: str = "") -> Problem:
    """What is wrong with a point, with its name, leading to its field."""
    said = Say(f"{point.say.zh}：{say.zh}", f"{point.say.en or point.id}: {say.en}")
    return Problem(said, f"{point.id}.{field_name or VALUE}")


def _of_point(typed: QueryDict, point: str) -> QueryDict:
    """The fields of one point, under the names its reader knows."""
    found = QueryDict(mutable=True)
    for name, values in typed.lists():
        if name.startswith(f"{point}."):
            found.setlist(name.removeprefix(f"{point}."), values)
    return found
