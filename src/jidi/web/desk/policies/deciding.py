"""Open points: the list, one point with its history, and the form in which whoever may decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.applications.services import settle_points
from jidi.cases.services import settle_dues
from jidi.common.say import Say, Unknown
from jidi.policies.models import PointDecision
from jidi.policies.permissions import may_decide
from jidi.policies.reach import no_such_target
from jidi.policies.services import DecisionLine, DecisionsRefused
from jidi.policies.services.from_page import decide_from_page
from jidi.web.desk.http import actor_required, done, now_of, once_of, reads, writes
from jidi.web.desk.policies import articles as articles_of
from jidi.web.desk.policies.articles import heading_of
from jidi.web.desk.policies.asking import ROWS, Asked, Read, asked_after, asked_for, read
from jidi.web.desk.policies.editor import is_change
from jidi.web.desk.policies.editor.starting import starts_of
from jidi.web.desk.policies.library import Policy
from jidi.web.desk.policies.needs import readings_in_words, rules_needing
from jidi.web.desk.policies.points import (
    SCOPE_WORDS,
    PointNow,
    bounds_say,
    decider_say,
    in_force_say,
    point_address,
    point_badge,
    reach_say,
    wanted_say,
)
from jidi.web.desk.policies.targets import Reach, reaches_for, undecided_in_rounds
from jidi.web.desk.policies.values import decided_say, join
from jidi.web.desk.policies.views import policy_page, shown_policy
from jidi.web.desk.policies.whole import whole_of
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Chip, Filter, Link, Problem
from policycore.open_points import NARROWEST_FIRST, OpenPoint, PointKind, Scope
from policycore.pack import Pack

_WIDE = frozenset({ROWS, "weights"})
MOST_BYTES = 256 * 1024
"""A form definition is text; a larger file is something else (house rule)."""


# --- the list ------------------------------------------------------------------------------------------------------


@reads
@actor_required
def points(request: HttpRequest, actor: Actor, pack: str) -> HttpResponse:
    """待定项: every open point with its bounds, who decides it, and the decision in force."""
    shown = shown_policy(request, actor, pack)
    only = request.GET.get("show", "")
    waiting = undecided_in_rounds(actor, shown.pack.id, shown.on)
    wanted = [now for now in shown.points.values() if only != "open" or not now.decided or now.point.id in waiting]
    options = (("", Say("全部", "all")), ("open", Say("只看未定", "undecided only")))
    context = {
        "groups": _by_heading(shown, wanted, waiting),
        "filters": [Filter("show", Say("状态", "State"), options, only)],
        "undecided": shown.undecided + len([name for name in waiting if shown.points[name].decided]),
        "total": len(shown.points),
        "shown_count": len(wanted),
        "version": request.GET.get("v", ""),
    }
    return policy_page(request, "desk/policies/points.html", shown, "points", shown.number, context)


def _by_heading(shown: Policy, wanted: list[PointNow], waiting: Mapping[str, list[Link]]) -> list[dict[str, Any]]:
    """Points under the number of the first article they cite, in the order of the articles."""
    order = {article: place for place, article in enumerate(shown.pack.articles)}
    groups: dict[str, list[dict[str, Any]]] = {}
    first = {now.point.id: (now.point.citation().articles or ("",))[0] for now in wanted}
    for now in sorted(wanted, key=lambda one: order.get(first[one.point.id], len(order))):
        article = shown.pack.articles.get(first[now.point.id])
        heading = heading_of(article) if article else "本系统规则"
        groups.setdefault(heading, []).append(_row(shown, now) | {"rounds": waiting.get(now.point.id, [])})
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def _row(shown: Policy, now: PointNow) -> dict[str, Any]:
    return {
        "point": now.point,
        "href": point_address(shown.pack.id, now.point.id),
        "wanted": wanted_say(now.point),
        "decider": decider_say(shown.pack, now.point),
        "scope": SCOPE_WORDS[now.point.scope],
        "badge": point_badge(now),
        "decision": _decision(shown.pack, now.point, now.one, shown.on) if now.one else None,
        "more": len(now.living) - 1,
        "chips": chips_of(shown.pack, now.point.citation()),
    }


def _decision(pack: Pack, point: OpenPoint, row: PointDecision, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "value": decided_say(pack, point, row.value),
        "reach": reach_say(row),
        "days": in_force_say(row),
        "holds": row.valid_from <= on and (row.valid_to is None or on < row.valid_to),
        "whole": whole_of(pack, point, row.value),
    }


# --- one point -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """What stands in the fields beside the value, as typed."""

    act: str = ""
    act_number: str = ""
    decided_on: str = ""
    valid_from: str = ""
    scope: str = ""
    target: str = ""
    problems: tuple[Problem, ...] = ()
    preview: bool = False
    wrong: frozenset[str] = field(default=frozenset())

    @property
    def reach(self) -> str:
        """The reach that was chosen, as the page offers it; "" before one was."""
        return f"{self.scope}:{self.target}" if self.scope else ""


@reads
@actor_required
def point(request: HttpRequest, actor: Actor, pack: str, point: str) -> HttpResponse:
    """One open point: what has to be decided and why, who decides, the history, and the form for who may."""
    shown = shown_policy(request, actor, pack)
    now = _now(shown, point)
    value = _value_to_begin(request, now)
    return _point_page(request, actor, shown, now, asked_for(shown.pack, now.point, value), Typed())


def _value_to_begin(request: HttpRequest, now: PointNow) -> Any:
    """What stands in the fields at first: the decision for the round one comes from, else the one in force."""
    asked = request.GET.get("round", "")
    of_round = next((row for row in now.living if row.scope == Scope.ROUND and row.target == asked), None)
    found = of_round or now.one
    return found.value if found else None


def _starts(shown: Policy, now: PointNow) -> dict[str, Any]:
    return {one.key: one.value for one in starts_of(shown.pack, now.point, now.history)}


def _now(shown: Policy, point: str) -> PointNow:
    if point not in shown.points:
        raise Unknown(Say("个待定项", "open point"))
    return shown.points[point]


def _point_page(
    request: HttpRequest,
    actor: Actor,
    shown: Policy,
    now: PointNow,
    asked: Asked,
    typed: Typed,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    pack, rule = shown.pack, now.point
    asked_reach = f"{Scope.ROUND.value}:{request.GET['round']}" if "round" in request.GET else ""
    if asked_reach:
        now = now.for_round(request.GET["round"])
    scopes, denied = _scopes(actor, pack, rule, shown.on)
    readings = readings_in_words(pack, rule)
    reaches = reaches_for(actor, pack, [Scope(scope) for scope, _ in scopes], shown.on)
    rounds = _rounds(reaches)
    context = {
        "crumbs": shown.crumbs,
        "now": now,
        "rule": rule,
        "badge": point_badge(now),
        "wanted": wanted_say(rule),
        "bounds": join(bounds_say(rule)),
        "decider": decider_say(pack, rule),
        "scope": SCOPE_WORDS[rule.scope],
        "chips": chips_of(pack, rule.citation()),
        "uses": _uses(shown, rule),
        "readings": [(Say(c.zh, c.en), readings.get(key, [])) for key, c in (rule.choices or {}).items()]
        if readings
        else [],
        "living": [_decision(pack, rule, row, shown.on) | _named(row, rounds) for row in now.living],
        "history": [_decision(pack, rule, row, shown.on) for row in now.history],
        "latest": max((row.pk for row in now.history), default=0),
        "asked": asked,
        "typed": typed,
        "scopes": scopes,
        "denied": denied,
        "reaches": reaches,
        "reach": typed.reach or asked_reach,
        "starts": starts_of(pack, rule, now.history, rounds),
        "action": reverse("desk:open-point-decide", kwargs={"pack": pack.id, "point": rule.id}),
        "wide": asked.template in _WIDE and bool(scopes),
        "moved": bool(now.living),
        "today_iso": shown.on.isoformat(),
    }
    return policy_page(request, "desk/policies/point.html", shown, "points", rule.say, context, status)


def _rounds(reaches: list[Reach]) -> dict[str, Say]:
    """The rounds a decision may be limited to, by key."""
    prefix = f"{Scope.ROUND.value}:"
    named = [option for group in reaches for option in group.options if option[0].startswith(prefix)]
    return {key.removeprefix(prefix): words if isinstance(words, Say) else Say(str(words)) for key, words in named}


def _named(row: PointDecision, rounds: Mapping[str, Say]) -> dict[str, Say]:
    """The round a decision is limited to by its name, for who may decide."""
    return {"reach": rounds[row.target]} if row.scope == Scope.ROUND and row.target in rounds else {}


def _uses(shown: Policy, rule: OpenPoint) -> list[dict[str, Any]]:
    """Where the point is needed: the rules, each with the article it rests on."""
    found: list[dict[str, Any]] = []
    for section, key, one in rules_needing(shown.pack, rule.id):
        row = articles_of.carrier(shown, section, key, one, {})
        chips: tuple[Chip, ...] = chips_of(shown.pack, one.citation())
        found.append({"described": row.described, "chips": chips})
    return found


def _scopes(actor: Actor, pack: Pack, rule: OpenPoint, on: date) -> tuple[list[tuple[str, Say]], Denied | None]:
    """The reaches the actor may decide with, the widest first; or why there is none."""
    allowed, denied = [], None
    for scope in reversed(NARROWEST_FIRST[: NARROWEST_FIRST.index(rule.scope) + 1]):
        target = actor.area_code if scope is Scope.AREA else ""
        answer = may_decide(actor, pack, rule, on, scope=scope, target=target)
        if isinstance(answer, Denied):
            denied = answer if denied is None else denied  # a refusal is false, so that "or" would lose it
        else:
            allowed.append((scope.value, SCOPE_WORDS[scope]))
    return allowed, None if allowed else denied


# --- deciding ------------------------------------------------------------------------------------------------------


@writes
@actor_required
def decide(request: HttpRequest, actor: Actor, pack: str, point: str) -> HttpResponseBase:
    """Record a decision, or show what was typed again: with what is wrong, with more rows, or as it will read."""
    shown = shown_policy(request, actor, pack)
    now = _now(shown, point)
    text, problem = _uploaded(request)
    wanted = request.POST.get("do", "decide")
    if is_change(wanted):
        asked = asked_after(shown.pack, now.point, request.POST, wanted, _starts(shown, now), shown.on)
        return _point_page(request, actor, shown, now, asked, _typed(request, ()))
    found = read(shown.pack, now.point, request.POST, shown.on, text)
    if wanted == "preview":
        problems = [problem] if problem else found.problems
        return _point_page(request, actor, shown, now, found.asked, _typed(request, problems, preview=True))
    scope, target = _reach(request, now.point)
    reach = Scope(scope) if scope in set(Scope) else None
    missing = no_such_target(shown.pack, reach, target) if reach else None
    # Who may not decide at all hears that, and not what else is wrong.
    may = reach is None or may_decide(actor, shown.pack, now.point, shown.on, scope=reach, target=target)
    wrong = [problem] if problem else [*found.problems, *_act_problems(request)]
    wrong += [("reach", missing)] if missing and may else []
    if wrong:
        return _again(request, actor, shown, now, found, wrong)
    try:
        row = decide_from_page(
            version_id=shown.version.pk,
            line=_line(request, now.point, found.value),
            is_demo=settings.DEMO,
            actor=actor,
            at=now_of(request),
            key=once_of(request),
            seen=int(seen) if (seen := request.POST.get("seen", "")).isdecimal() and len(seen) < 19 else None,
        )
    except DecisionsRefused as refused:
        return _again(request, actor, shown, now, found, [("value", say) for _, say in refused.problems])
    # What waited for this decision is asked, not pushed: the cases look again at who acts and by when.
    settle_dues(pack_id=shown.pack.id, at=now_of(request), on=shown.on)
    settle_points(pack_id=shown.pack.id, at=now_of(request), on=shown.on)
    said = decided_say(shown.pack, now.point, row.value)
    name = now.point.say
    done(
        request,
        Say(
            f"「{name.zh}」已定为：{said.zh}。{in_force_say(row).zh}有效。",
            f"“{name.en or name.zh}” is decided: {said.en or said.zh}, {in_force_say(row).en}.",
        ),
    )
    return HttpResponseRedirect(point_address(pack, point))


def _again(
    request: HttpRequest, actor: Actor, shown: Policy, now: PointNow, found: Read, wrong: list[tuple[str, Say]]
) -> HttpResponse:
    typed = _typed(request, wrong)
    return _point_page(request, actor, shown, now, found.asked, typed, HTTPStatus.UNPROCESSABLE_ENTITY)


def _uploaded(request: HttpRequest) -> tuple[str | None, tuple[str, Say] | None]:
    """The text of the file that was sent, if one was; or what is wrong with it."""
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return None, None
    if (sent.size or 0) > MOST_BYTES:
        return None, ("file", Say("文件超过 256 KB，不像一份表单定义", "the file is larger than 256 KB"))
    try:
        return sent.read().decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return None, (
            "file",
            Say("文件不是 UTF-8 文本，请另存为 UTF-8 后再传", "the file is no UTF-8 text; save it as UTF-8"),
        )


_DAYS = (("decided_on", Say("决定日期", "the day of the decision")), ("valid_from", Say("起用日期", "the first day")))


def _act_problems(request: HttpRequest) -> list[tuple[str, Say]]:
    problems = []
    if not request.POST.get("act", "").strip():
        problems.append(("act", Say("请写明依据哪份文件或会议决定", "name the document or meeting that decided it")))
    for name, words in _DAYS:
        text = request.POST.get(name, "").strip()
        if (name == "decided_on" or text) and _day(text) is None:
            shown = Say(f"{words.zh}「{text}」不是日期", f"{words.en}: “{text}” is no day")
            problems.append((name, shown if text else Say(f"请写明{words.zh}", f"enter {words.en}")))
    return problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _line(request: HttpRequest, rule: OpenPoint, value: Any) -> DecisionLine:
    typed, (scope, target) = request.POST, _reach(request, rule)
    return DecisionLine(
        point=rule.id,
        value=value,
        act=typed.get("act", "").strip(),
        act_number=typed.get("act_number", "").strip(),
        decided_on=_day(typed.get("decided_on", "")),
        valid_from=_day(typed.get("valid_from", "")),
        scope=Scope(scope) if scope in set(Scope) else rule.scope,
        target="" if scope == Scope.PACK else target,
    )


def _reach(request: HttpRequest, rule: OpenPoint) -> tuple[str, str]:
    """How far the decision reaches as chosen: ``scope:target`` in one field, or in two."""
    typed = request.POST
    scope, _, target = typed.get("reach", "").partition(":")
    return scope or typed.get("scope", rule.scope.value), (target or typed.get("target", "")).strip()


def _typed(request: HttpRequest, wrong: Any, *, preview: bool = False) -> Typed:
    names = ("act", "act_number", "decided_on", "valid_from")
    kept = {name: request.POST.get(name, "").strip() for name in names}
    scope, _, target = request.POST.get("reach", "").partition(":")
    kept |= {"scope": scope or request.POST.get("scope", ""), "target": target or request.POST.get("target", "")}
    problems = tuple(Problem(say, target) for target, say in wrong)
    return Typed(**kept, problems=problems, preview=preview, wrong=frozenset(target for target, _ in wrong))
