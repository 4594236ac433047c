"""The notice of a step: publishing the list with its counted days, the objections to it, its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, Permit
from jidi.applications import queries, services
from jidi.applications.models import Application, Round
from jidi.applications.permissions import PER_ROUND
from jidi.cases import permissions as may
from jidi.common.say import Refused, Say, Unknown
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack as pack_of
from jidi.publicity.enums import Identity, ObjectionState
from jidi.publicity.models import Notice, Objection
from jidi.publicity.permissions import may_handle
from jidi.publicity.queries import disputed_items, objections_visible_to, upheld_items
from jidi.publicity.services import Verified
from jidi.web.desk.applications import links
from jidi.web.desk.applications.announcing import read_day
from jidi.web.desk.applications.rounds import round_for, step_of
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.cited import chips_of
from jidi.web.shared.days import left, weekday
from jidi.web.shared.parts import Badge, Link, Problem, Row, State, provisional
from policycore.calendar import Due, WorkCalendar
from policycore.engine import Situation
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Step, StepKind, words_of_answer
from policycore.verdict import Missing

THING = Say("份公示", "notice")
_BADGES = {
    ObjectionState.OPEN: Badge(State.GOING, Say("待核实", "to verify"), half=True),
    ObjectionState.REJECTED: Badge(State.DONE, Say("不成立", "rejected")),
    ObjectionState.UPHELD: Badge(State.LATE, Say("成立", "upheld")),
}


@dataclass
class OneNotice:
    """The notice of a step of a round (or of a city or area of it), as whoever acts at the step handles it."""

    actor: Actor
    round: Round
    step: Step
    on: date
    area: str = ""

    @cached_property
    def whole(self) -> Pack:
        """The pack of the round."""
        return pack_of(self.round.version)

    @cached_property
    def situation(self) -> Situation:
        """What the rules see of the round."""
        return queries.round_situation(self.round, self.on, area_code=self.area)

    @cached_property
    def standing(self) -> list[Application]:
        """Everything that stands at the step."""
        return queries.waiting_at(self.round, self.step.id, self.area)

    @cached_property
    def notices(self) -> list[Notice]:
        """Every notice of the step, oldest first."""
        return queries.notices_at(self.round, self.step, self.area)

    @cached_property
    def notice(self) -> Notice | None:
        """The notice that runs; None while what stands here still has to be published; at last the latest one."""
        running = queries.notice_running(self.notices, self.standing)
        return running or (None if self.standing else next(iter(reversed(self.notices)), None))

    @cached_property
    def waiting(self) -> list[Application]:
        """What the running notice lists and still waits; before it is published, what it will list."""
        if self.notice is None:
            return self.standing
        return [one for one in self.standing if str(one.case_id) in self.notice.item_keys]

    @property
    def later(self) -> list[Application]:
        """What came after the running notice was published: it is on the next one."""
        return [one for one in self.standing if one not in self.waiting]

    @property
    def holds_item(self) -> bool:
        """Whether an objection holds up only what it is about."""
        return self.step.objections is None or self.step.objections.holds == "item"

    @property
    def suffix(self) -> str:
        """What the addresses of its forms end in."""
        return f"?scope={self.area}" if self.area else ""

    @property
    def href(self) -> str:
        """Its page."""
        return links.notice(self.round.key, self.step.id, self.area)


def notice_at(request: HttpRequest, actor: Actor, key: str, step: str) -> OneNotice:
    """The notice of a step, for who handles it. Raises Unknown for everybody else (the public reads the portal)."""
    round_, on, area = round_for(actor, key), today_of(request), request.GET.get("scope", "")
    here = OneNotice(actor, round_, step_of(round_, step), on, area)
    scoped = here.step.scope is not None and here.step.scope.list != PER_ROUND
    if here.step.kind is not StepKind.NOTICE or scoped != bool(area) or len(area) > len(round_.area_code):
        raise Unknown(THING)
    cite = cite_of(here.whole, here.step.citation())
    acts = may.may_freeze(actor, round_.version, round_.procedure, step, area or key, on, round_key=key)
    if not isinstance(acts, Permit) or not isinstance(may_handle(actor, area or round_.area_code, key, cite), Permit):
        raise Unknown(THING)
    return here


@reads
@actor_required
def notice_page(request: HttpRequest, actor: Actor, key: str, step: str) -> HttpResponse:
    """One notice: before, its list and days; then the days as they run and the objections; at last the answers."""
    return draw_notice(request, notice_at(request, actor, key, step))


def draw_notice(request: HttpRequest, here: OneNotice, refused: Refused | None = None) -> HttpResponse:
    """Draw the page of a notice; after a refusal with everything that was typed."""
    notice, typed = here.notice, request.POST if refused is not None else QueryDict()
    begins = notice.published_on if notice else (read_day(typed.get("published_on", "")) or here.on)
    due = queries.last_day_of(here.situation, here.step, begins)
    last = notice.last_day if notice else (due.day if isinstance(due, Due) else None)
    upheld = upheld_items(notice) if notice else set()
    disputed = disputed_items(notice) if notice else set()
    held = disputed if here.holds_item else {str(a.case_id) for a in here.waiting if disputed}
    days = counted_days(here.situation.calendar, begins, last) if last else []
    objections = _objections(here)
    context: dict[str, Any] = {
        "here": here,
        "round": here.round,
        "step": here.step,
        "notice": notice,
        "left": _left(notice, days, here.on),
        "counts": _counts(objections),
        "chips": chips_of(here.whole, here.step.citation()),
        "waiting": here.waiting,
        "begins": begins,
        "last": last,
        "running": notice is not None and here.on <= notice.last_day,
        "days": days,
        "provisional": provisional(last.year) if last and isinstance(due, Due) and due.provisional else None,
        "undecided": [(lack, links.point(here.whole.id, lack.name)) for lack in due.lacks] if isinstance(due, Missing) else [],
        "objections": [(o, _BADGES[ObjectionState(o.state)], _title(notice, o.item_key)) for o in objections],
        "named": notice is not None and notice.identity == Identity.REQUIRED,
        "answers": _answers(here, upheld),
        "lines": [(a, _line_badge(str(a.case_id), upheld, disputed), links.matter(a.case)) for a in here.waiting],
        "going": [a for a in here.waiting if str(a.case_id) not in held],
        "held": len([a for a in here.waiting if str(a.case_id) in held]),
        "earlier": [one for one in here.notices if one != notice],
        "typed": typed,
        "settling": request.resolver_match.kwargs.get("objection_id") if refused and request.resolver_match else None,
        "crumbs": [
            Link(Say("申报认定", "Applications"), links.home()),
            Link(Say(here.round.zh, here.round.en), links.round_(here.round.key)),
        ],
        "refused": refused,
        "problems": [Problem(refused.because)] if refused else (),
    }  # fmt: skip
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/applications/notice.html", context, room="applications", status=status)


def counted_days(calendar: WorkCalendar, begins: date, last: date) -> list[dict[str, Any]]:
    """Every day of a notice: whether it is worked on, and which day of the week it is."""
    days = []
    for offset in range(min((last - begins).days + 1, 120)):
        day = begins + timedelta(days=offset)
        days.append({"day": day, "weekday": weekday(day), "works": calendar.is_workday(day), "last": day == last})
    return days


def _left(notice: Notice | None, days: list[dict[str, Any]], on: date) -> Say | None:
    """How long a notice still runs, and how many of the days are worked on, today included."""
    if notice is None or on > notice.last_day:
        return None
    works = sum(1 for one in days if one["works"] and one["day"] >= on)
    rest = left(notice.last_day, on)
    return Say(
        f"{rest.zh}，其中工作日 {works} 天（含今天）", f"{rest.en}, {works} of them working days, today included"
    )


def _counts(objections: list[Objection]) -> list[Row]:
    """The objections in numbers."""
    open_ = sum(1 for one in objections if one.state == ObjectionState.OPEN)
    named = {one.item_key for one in objections if one.state == ObjectionState.OPEN}
    return [
        Row(Say("已收到", "received"), Say(f"{len(objections)} 件", str(len(objections)))),
        Row(Say("已答复", "answered"), Say(f"{len(objections) - open_} 件", str(len(objections) - open_))),
        Row(Say("核查中", "being verified"), Say(f"{open_} 件，涉及 {len(named)} 项", f"{open_}, about {len(named)}")),
    ]


def _objections(here: OneNotice) -> list[Objection]:
    if here.notice is None:
        return []
    return list(objections_visible_to(here.actor).filter(notice=here.notice))


def _line_badge(key: str, upheld: set[str], disputed: set[str]) -> Badge | None:
    """What the objections mean for one line."""
    if key in upheld:
        return Badge(State.LATE, Say("异议成立", "objection upheld"))
    return Badge(State.GOING, Say("异议待答复", "objection open"), half=True) if key in disputed else None


def _title(notice: Notice | None, key: str) -> str:
    items = notice.items_json if notice else []
    return next((item["title"] for item in items if item["key"] == key), key)


def _answers(here: OneNotice, upheld: set[str]) -> dict[str, Any]:
    """The answer that goes on, and the one for what an objection was upheld to."""
    procedure = here.whole.procedures[here.round.procedure]
    onward = [k for k, a in here.step.then.items() if procedure.does(here.step, a) is AnswerDoes.FORWARD]
    against = [k for k, a in here.step.then.items() if procedure.does(here.step, a) is AnswerDoes.REFUSE]

    def words(key: str) -> Say:
        return Say(*words_of_answer(key, here.step.then[key]))

    return {
        "onward": (onward[0], words(onward[0])) if onward else None,
        "against": (against[0], words(against[0])) if against else None,
        "upheld": upheld,
    }


# --- acts ------------------------------------------------------------------------------------------------------------


@writes
@actor_required
def publish(request: HttpRequest, actor: Actor, key: str, step: str) -> HttpResponseBase:
    """Put the list before the public."""
    here = notice_at(request, actor, key, step)
    data = request.POST

    def act() -> Say:
        begins = read_day(data.get("published_on", ""))
        if begins is None or not data.get("title", "").strip() or not data.get("where", "").strip():
            raise _incomplete(Say("标题、公示位置和起始日都要填。", "Title, place and first day are needed."))
        made = services.publish_list(
            actor=actor, round_=here.round, step=here.step, title=Say(data["title"].strip()), body=data.get("body", ""),
            where=data["where"].strip(), published_on=begins, on=here.on, at=now_of(request), once_key=once_of(request),
            scope_key=here.area,
        )  # fmt: skip
        return Say(f"已公示，到 {made.last_day} 止（含当日）。", f"Published; {made.last_day} is the last day.")

    return _try(request, here, act)


@writes
@actor_required
def objection(request: HttpRequest, actor: Actor, key: str, step: str) -> HttpResponseBase:
    """Enter an objection that reached the office."""
    here = notice_at(request, actor, key, step)
    notice, data = _published(here), request.POST

    def act() -> Say:
        received = read_day(data.get("received_on", ""))
        if received is None:
            raise _incomplete(Say("收到日期没有填。", "The day it was received is missing."))
        made = services.receive_objection(
            actor=actor, round_=here.round, step=here.step, notice=notice, item_key=data.get("item", ""),
            text=data.get("text", ""), by_name=data.get("by_name", ""), contact=data.get("contact", ""),
            channel=data.get("channel", ""), received_on=received, on=here.on, at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        until = (
            Say(f"，{made.answer_by} 前答复", f", to be answered by {made.answer_by}") if made.answer_by else Say("")
        )
        return Say(f"已登记，回执号 {made.receipt}{until.zh}。", f"Recorded; receipt {made.receipt}{until.en}.")

    return _try(request, here, act)


@writes
@actor_required
def settle(request: HttpRequest, actor: Actor, key: str, step: str, objection_id: int) -> HttpResponseBase:
    """Settle an objection with a written answer."""
    here = notice_at(request, actor, key, step)
    row = objections_visible_to(actor).filter(pk=objection_id, notice=_published(here)).first()
    if row is None:
        raise Unknown(Say("件异议", "objection"))

    def act() -> Say:
        upheld = request.POST.get("upheld")
        if upheld not in {"yes", "no"}:
            raise _incomplete(Say("还没有选异议是否成立。", "Choose whether it is upheld."))
        data = request.POST
        found = Verified(data.get("verified", ""), data.get("verified_by", ""), read_day(data.get("verified_on", "")))
        services.settle_objection(
            actor=actor, objection=row, upheld=upheld == "yes", answer=data.get("answer", ""),
            verified=found if row.verifier else None, cite=cite_of(here.whole, here.step.citation()), at=now_of(request),
            once_key=once_of(request),
        )  # fmt: skip
        return Say("异议已答复。", "The objection is settled.")

    return _try(request, here, act)


@writes
@actor_required
def answer(request: HttpRequest, actor: Actor, key: str, step: str) -> HttpResponseBase:
    """End the notice for everything on it: without an upheld objection on, with one against."""
    here = notice_at(request, actor, key, step)
    notice = _published(here)

    def act() -> Say:
        moved = services.end_notice(
            actor=actor, round_=here.round, step=here.step, notice=notice, reason=request.POST.get("reason", ""),
            on=here.on, at=now_of(request), once_key=once_of(request), scope_key=here.area,
        )  # fmt: skip
        names = "、".join(dict.fromkeys(name for one in moved for name in one.waiting_for))
        if names:
            return Say(f"已签署，还等 {names}。", f"Signed; still waiting for {names}.")
        return Say(f"公示已办结，{len(moved)} 件。", f"The notice has ended: {len(moved)}.")

    return _try(request, here, act)


def _published(here: OneNotice) -> Notice:
    if here.notice is None:
        raise Unknown(THING)
    return here.notice


def _incomplete(why: Say) -> Refused:
    return Refused(
        Say("没有办理。", "Nothing was done."), why, Say("请补齐后再办。", "Complete it and try again."), status=422,
        code="incomplete",
    )  # fmt: skip


def _try(request: HttpRequest, here: OneNotice, act: Callable[[], Say]) -> HttpResponseBase:
    try:
        said = act()
    except Unknown:
        raise
    except Refused as refused:
        return draw_notice(request, OneNotice(here.actor, here.round, here.step, here.on, here.area), refused)
    done(request, said)
    return redirect(here.href)
