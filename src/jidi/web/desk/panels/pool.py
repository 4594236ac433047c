"""专家库: the experts of a province, who can be taken in, and taking one out. Kept by the officers of the province."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.common.say import Refused, Say, Unknown
from jidi.panels import queries, services
from jidi.panels.models import Expert
from jidi.panels.permissions import may_keep_pool
from jidi.panels.rules import POOL
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.parts import Link, Problem

THING = Say("个专家库", "pool of experts")


@reads
@actor_required
def pool(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is in the pool, and who holds a post as an expert and is not in it yet."""
    _kept_by(actor)
    return _page(request, actor)


@writes
@actor_required
def enter(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take an expert into the pool."""
    _kept_by(actor)
    wanted = request.POST.get("appointment", "")
    found = next((one for one in queries.candidates(actor.area_code, today_of(request)) if str(one.pk) == wanted), None)
    fields = request.POST.get("fields", "").strip()[:200]

    def act() -> Say:
        if found is None:
            raise _nobody()
        services.enter_from_page(
            actor=actor, person=found.person, organisation=found.post.organisation, area_code=actor.area_code,
            fields=fields, on=today_of(request), at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        return Say(f"{found.person.name}已进入专家库。", f"{found.person.name} is in the pool.")

    return _done(request, actor, act)


@writes
@actor_required
def leave(request: HttpRequest, actor: Actor, expert_id: int) -> HttpResponseBase:
    """Take an expert out of the pool from today on; seats drawn before stay."""
    _kept_by(actor)
    expert = Expert.objects.filter(pk=expert_id, area_code=actor.area_code).select_related("person").first()
    if expert is None:
        raise Unknown(Say("位专家", "expert"))

    def act() -> Say:
        services.leave_from_page(
            actor=actor, expert=expert, on=today_of(request), at=now_of(request), once_key=once_of(request)
        )
        name = expert.person.name
        return Say(f"{name}已退出专家库，已抽到的席位不变。", f"{name} left the pool; seats drawn before stay.")

    return _done(request, actor, act)


def _kept_by(actor: Actor) -> None:
    """Raise Unknown for everybody but the officers of a province: nobody else learns who reviews."""
    if isinstance(may_keep_pool(actor, actor.area_code), Denied):
        raise Unknown(THING)


def _done(request: HttpRequest, actor: Actor, act: Callable[[], Say]) -> HttpResponseBase:
    try:
        said = act()
    except (Denied, Unknown):
        raise
    except Refused as refused:
        return _page(request, actor, refused)
    done(request, said)
    return redirect("desk:expert-pool")


def _page(request: HttpRequest, actor: Actor, refused: Refused | None = None) -> HttpResponse:
    on = today_of(request)
    context = {
        "experts": queries.pool(actor.area_code, on),
        "candidates": queries.candidates(actor.area_code, on),
        "cite": POOL,
        "crumbs": [Link(Say("申报认定", "Applications"), reverse("desk:applications"))],
        "problems": [Problem(refused.because)] if refused else [],
        "problems_title": refused.what if refused else Say(""),
        "typed": request.POST,
    }
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/panels/pool.html", context, room="applications", status=status)


def _nobody() -> Refused:
    return Refused(
        Say("没有进入专家库。", "Nobody was taken in."),
        Say("没有选是谁。", "Nobody was chosen."),
        Say("请选一位还不在库的专家。", "Choose an expert who is not in the pool yet."),
        cite=POOL,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )
