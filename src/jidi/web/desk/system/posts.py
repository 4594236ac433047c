"""Posts: who holds one and held it, appointing, handing over, ending."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.accounts.models import Appointment, Organisation, Post
from jidi.accounts.queries import living, organisations_visible_to
from jidi.accounts.services import posts as services
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.system.common import (
    ROOM,
    crumbs,
    may,
    post_for,
    problem_of,
    require_act,
    require_duty,
    to_organisation,
    to_organisations,
)
from jidi.web.desk.system.forms import Appointing, HandingOver, OnDay, today_in


@reads
@actor_required
def post(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One post with everybody who held it."""
    return _page(request, actor, post_for(actor, pk))


def _page(
    request: HttpRequest,
    actor: Actor,
    held: Post,
    name: str = "",
    form: forms.Form | None = None,
    refused: Refused | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    on = today_of(request)
    start = today_in(on)
    now = list(held.appointments.filter(living(on, "", "from_on", "to_on")).select_related("person"))
    shown: dict[str, forms.Form] = {
        "appointing": Appointing(prefix="appoint", actor=actor, initial=start),
        "handing": HandingOver(prefix="hand", actor=actor, holders=now, initial=start),
        "ending": OnDay(prefix="end", initial=start),
    }
    if form is not None and name:
        shown[name] = form
    office: Organisation = held.organisation
    lives = held.valid_to is None
    context = {
        **shown,
        "post": held,
        "duty": Duty(held.duty).say,
        "now": now,
        "history": list(held.appointments.select_related("person", "appointed_by").order_by("-from_on", "-pk")),
        "may_appoint": may(actor, "post.appoint", office.area_id) and lives,
        "may_hand": may(actor, "post.hand-over", office.area_id) and bool(now),
        "may_end": may(actor, "post.end", office.area_id) and lives,
        "wrong": form,
        "problems": [problem_of(refused)] if refused else [],
        "crumbs": crumbs(to_organisations(), to_organisation(office)),
        "unend": OnDay(prefix="unpost", initial=start),
    }
    return page(request, "desk/system/post.html", context, room=ROOM, status=refused.status if refused else status)


_ACTS: Final = {
    "appointing": "post.appoint",
    "handing": "post.hand-over",
    "ending": "post.end",
    "": "post.appoint",
}
"""The act each form of the page asks for; the one without a name ends an appointment."""


def _taken(
    request: HttpRequest, actor: Actor, held: Post, name: str, form: forms.Form, do: Any, said: Say
) -> HttpResponseBase:
    """Take one of the forms of a post, or show the page again."""
    if not form.is_valid():
        require_act(actor, _ACTS[name], held.organisation.area_id)
        return _page(request, actor, held, name, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        do(actor=actor, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        return _page(request, actor, held, name, form, refused)
    done(request, said)
    return HttpResponseRedirect(reverse("desk:post", args=[held.pk]))


@writes
@actor_required
def appoint(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Give somebody the post."""
    held = post_for(actor, pk)
    form = Appointing(request.POST, prefix="appoint", actor=actor)

    def do(**asked: Any) -> None:
        services.appoint(post=held, **asked)

    return _taken(request, actor, held, "appointing", form, do, Say("已任职。", "Appointed."))


@writes
@actor_required
def hand_over(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Hand the post from one person to another."""
    held = post_for(actor, pk)
    now = held.appointments.filter(living(today_of(request), "", "from_on", "to_on")).select_related("person")
    form = HandingOver(request.POST, prefix="hand", actor=actor, holders=now)

    def do(**asked: Any) -> None:
        services.hand_over(post=held, **asked)

    said = Say("已移交；在办事项随岗位转给接手人。", "Handed over; what waits for the post waits for the new holder.")
    return _taken(request, actor, held, "handing", form, do, said)


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """End the post."""
    held = post_for(actor, pk)

    def do(**asked: Any) -> None:
        services.end_post(post=held, **asked)

    return _taken(
        request,
        actor,
        held,
        "ending",
        OnDay(request.POST, prefix="end"),
        do,
        Say("岗位已撤销。", "The post has ended."),
    )


@writes
@actor_required
def end_appointment(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """End an appointment."""
    require_duty(actor)
    visible = organisations_visible_to(actor)
    row = Appointment.objects.filter(pk=pk, post__organisation__in=visible)
    found = row.select_related("person", "post__organisation").first()
    if found is not None and found.to_on is not None:
        require_act(actor, _ACTS[""], found.post.organisation.area_id)
    if found is None or found.to_on is not None:
        raise Unknown(Say("项任职", "appointment"))
    appointment: Appointment = found

    def do(**asked: Any) -> None:
        services.end_appointment(appointment=appointment, **asked)

    form = OnDay(request.POST, prefix="unpost")
    return _taken(request, actor, appointment.post, "", form, do, Say("任职已结束。", "The appointment has ended."))
