"""Bodies that meet, and who belongs to them."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import BodyKind
from jidi.accounts.models import Body, BodyMember
from jidi.accounts.queries import organisations_visible_to
from jidi.accounts.services import organisations as services
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.system.common import (
    ROOM,
    body_for,
    crumbs,
    may,
    problem_of,
    require_duty,
    to_organisation,
    to_organisations,
)
from jidi.web.desk.system.forms import Joining, OnDay, today_in


@reads
@actor_required
def body(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One body with its members, past ones too."""
    return _page(request, actor, body_for(actor, pk))


def _page(
    request: HttpRequest,
    actor: Actor,
    held: Body,
    form: forms.Form | None = None,
    refused: Refused | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    start = today_in(today_of(request))
    context = {
        "body": held,
        "kind": BodyKind(held.kind).say,
        "members": held.members.select_related("person", "organisation").order_by("to_on", "pk"),
        "may_change": may(actor, "body.change", held.organisation.area_id),
        "joining": form if isinstance(form, Joining) else Joining(prefix="join", actor=actor, initial=start),
        "leaving": OnDay(prefix="leave", initial=start),
        "wrong": form,
        "problems": [problem_of(refused)] if refused else [],
        "crumbs": crumbs(to_organisations(), to_organisation(held.organisation)),
    }
    return page(request, "desk/system/body.html", context, room=ROOM, status=refused.status if refused else status)


@writes
@actor_required
def join(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Add a member."""
    held = body_for(actor, pk)
    form = Joining(request.POST, prefix="join", actor=actor)
    if not form.is_valid():
        return _page(request, actor, held, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.add_member(actor=actor, body=held, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        return _page(request, actor, held, form, refused)
    done(request, Say("成员已加入。", "The member is added."))
    return HttpResponseRedirect(reverse("desk:body", args=[held.pk]))


@writes
@actor_required
def leave(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """End a membership."""
    require_duty(actor)
    row = BodyMember.objects.filter(pk=pk, to_on__isnull=True, body__organisation__in=organisations_visible_to(actor))
    found = row.select_related("body__organisation", "person", "organisation").first()
    if found is None:
        raise Unknown(Say("名成员", "member"))
    form = OnDay(request.POST, prefix="leave")
    if not form.is_valid():
        return _page(request, actor, found.body, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.end_member(actor=actor, member=found, on=form.cleaned_data["on"], at=now_of(request))
    except Refused as refused:
        return _page(request, actor, found.body, form, refused)
    done(request, Say("成员已退出。", "The membership has ended."))
    return HttpResponseRedirect(reverse("desk:body", args=[found.body_id]))
