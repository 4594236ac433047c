"""Accounts: the list, one account, making one (its password is shown once), activating, switching off, resetting."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts import passwords
from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.accounts.models import Appointment, Person
from jidi.accounts.permissions import SEPARATION
from jidi.accounts.queries import living, people_visible_to
from jidi.accounts.services import people as services
from jidi.accounts.services.people import NewAccount, area_of
from jidi.common.say import Refused, Say
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.system.common import ROOM, crumbs, may, person_for, problem_of, require_duty, to_people
from jidi.web.desk.system.forms import Disabling, NewPerson
from jidi.web.shared.parts import Badge, Filter, Link, State

SIZE: Final = 50
STATES: Final = {
    "": Say("全部", "all"),
    "waiting": Say("待启用", "to be activated"),
    "open": Say("启用", "open"),
    "off": Say("停用", "off"),
}


def badge_of(person: Person) -> Badge:
    """Where an account stands."""
    if person.is_active:
        return Badge(State.DONE, Say("启用", "open"))
    if person.disabled_at is not None:
        return Badge(State.NONE, Say("停用", "off"))
    return Badge(State.WAIT, Say("待启用", "to be activated"))


@reads
@actor_required
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts an administrator looks after, with the posts they hold today."""
    require_duty(actor)
    text, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    found = people_visible_to(actor)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(login_name__icontains=text) | Q(home__name__icontains=text))
    wanted = {
        "waiting": Q(is_active=False, disabled_at__isnull=True),
        "open": Q(is_active=True),
        "off": Q(is_active=False, disabled_at__isnull=False),
    }
    if state in wanted:
        found = found.filter(wanted[state])
    holding = Appointment.objects.filter(living(today_of(request), "", "from_on", "to_on"))
    posts = Prefetch("appointments", holding.select_related("post__organisation"), to_attr="held")
    pages = Paginator(found.order_by("home__area_id", "home__name", "login_name").prefetch_related(posts), SIZE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "rows": [(person, badge_of(person)) for person in shown],
        "pager": shown,
        "text": text,
        "filters": [Filter("state", Say("状态", "State"), tuple(STATES.items()), state if state in STATES else "")],
        "new": Link(Say("建立账户", "New account"), reverse("desk:person-new"), icon="plus")
        if may(actor, "person.create", actor.area_code)
        else None,
        "crumbs": crumbs(),
    }
    return page(request, "desk/system/people.html", context, room=ROOM)


# --- making --------------------------------------------------------------------------------------------------------


def new(request: HttpRequest) -> HttpResponseBase:
    """Make an account."""
    return _take_new(request) if request.method == "POST" else _show_new(request)


@reads
@actor_required
def _show_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_duty(actor, (Duty.SYSTEM_ADMIN,))
    return _new_page(request, NewPerson(actor=actor, initial={"home": request.GET.get("home", "")[:100]}))


@writes
@actor_required
def _take_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_duty(actor, (Duty.SYSTEM_ADMIN,))
    form = NewPerson(request.POST, actor=actor)
    if not form.is_valid():
        return _new_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = services.create_person(actor=actor, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        return _new_page(request, form, refused)
    return _password_page(request, made, fresh=True)


def _new_page(
    request: HttpRequest, form: NewPerson, refused: Refused | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "problems": [problem_of(refused)] if refused else [],
        "crumbs": crumbs(to_people()),
    }
    return page(
        request, "desk/system/person_new.html", context, room=ROOM, status=refused.status if refused else status
    )


def _password_page(request: HttpRequest, account: NewAccount, *, fresh: bool) -> HttpResponse:
    """Show a one-time password. It stands on this answer alone: not in a message, a session or an address."""
    context = {"account": account, "fresh": fresh, "crumbs": crumbs(to_people())}
    response = page(request, "desk/system/password_once.html", context, room=ROOM)
    response.headers["Cache-Control"] = "no-store"
    return response


# --- one account ---------------------------------------------------------------------------------------------------


@reads
@actor_required
def person(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One account: where it stands, its posts, and what this administrator may do."""
    return _page(request, actor, person_for(actor, pk))


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Person,
    form: forms.Form | None = None,
    refused: Refused | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    area = area_of(found)
    own = found.created_by_id == actor.person_id
    context = {
        "person": found,
        "badge": badge_of(found),
        "appointments": found.appointments.select_related("post__organisation").order_by("-from_on", "-pk"),
        "may_activate": may(actor, "person.activate", area) and not found.is_active and not own,
        "own": own and not found.is_active and may(actor, "person.activate", area),
        "may_disable": may(actor, "person.disable", area) and found.is_active and found.pk != actor.person_id,
        "may_reset": may(actor, "person.reset", area) and found.pk != actor.person_id,
        "activates": actor.duty == Duty.SECURITY_ADMIN,
        "password_ends": passwords.ends_on(found),
        "disabling": form or Disabling(prefix="disable"),
        "wrong": form,
        "problems": [problem_of(refused)] if refused else [],
        "rule": SEPARATION,
        "crumbs": crumbs(to_people()),
    }
    return page(request, "desk/system/person.html", context, room=ROOM, status=refused.status if refused else status)


def _done(request: HttpRequest, found: Person, said: Say) -> HttpResponseRedirect:
    done(request, said)
    return HttpResponseRedirect(reverse("desk:person", args=[found.pk]))


@writes
@actor_required
def activate(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Open an account."""
    found = person_for(actor, pk)
    services.activate_person(actor=actor, person=found, at=now_of(request))
    return _done(request, found, Say(f"{found.name}的账户已启用。", f"The account of {found.name} is open."))


@writes
@actor_required
def disable(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Switch an account off."""
    found = person_for(actor, pk)
    form = Disabling(request.POST, prefix="disable")
    if not form.is_valid():
        return _page(request, actor, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.disable_person(actor=actor, person=found, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        return _page(request, actor, found, form, refused)
    return _done(request, found, Say(f"{found.name}的账户已停用。", f"The account of {found.name} is switched off."))


@writes
@actor_required
def reset(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Give an account a new one-time password."""
    found = person_for(actor, pk)
    account = services.reset_password(actor=actor, person=found, at=now_of(request))
    return _password_page(request, account, fresh=False)
