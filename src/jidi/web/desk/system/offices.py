"""Organisations: the list, one with its posts and bodies, creating, changing, ending."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import BodyKind, Duty, OrgKind, Tier
from jidi.accounts.models import Appointment, Organisation, Post
from jidi.accounts.queries import living, organisations_visible_to
from jidi.accounts.services import organisations as services
from jidi.accounts.services import posts as post_services
from jidi.common.say import Refused, Say
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.system.common import (
    ROOM,
    crumbs,
    may,
    organisation_for,
    problem_of,
    require_duty,
    to_organisation,
    to_organisations,
)
from jidi.web.desk.system.forms import ChangedOrganisation, NewBody, NewOrganisation, NewPost, OnDay, today_in
from jidi.web.shared.parts import Badge, Filter, Link, Problem, Row, State

SIZE: Final = 50
_ALL = ("", Say("全部", "all"))


@reads
@actor_required
def organisations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisations an administrator looks after."""
    require_duty(actor)
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    ended = request.GET.get("ended") == "1"
    found = organisations_visible_to(actor).filter(valid_to__isnull=not ended)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(area__name__icontains=text))
    if kind in OrgKind.values:
        found = found.filter(kind=kind)
    pages = Paginator(found.order_by("area_id", "kind", "name", "pk"), SIZE)
    shown = pages.get_page(request.GET.get("page"))
    kinds = ((one.value, one.say) for one in OrgKind)
    context = {
        "rows": [(office, OrgKind(office.kind).say, Tier(office.tier).say) for office in shown],
        "pager": shown,
        "text": text,
        "filters": [
            Filter("kind", Say("种类", "Kind"), (_ALL, *kinds), kind),
            Filter(
                "ended",
                Say("状态", "State"),
                (("", Say("在用", "living")), ("1", Say("已撤销", "ended"))),
                "1" if ended else "",
            ),
        ],
        "new": Link(Say("建立机构", "New organisation"), reverse("desk:organisation-new"), icon="plus")
        if may(actor, "organisation.create", actor.area_code)
        else None,
        "crumbs": crumbs(),
    }
    return page(request, "desk/system/organisations.html", context, room=ROOM)


# --- creating ------------------------------------------------------------------------------------------------------


def new(request: HttpRequest) -> HttpResponseBase:
    """Create an organisation."""
    return _take_new(request) if request.method == "POST" else _show_new(request)


@reads
@actor_required
def _show_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_duty(actor, (Duty.SYSTEM_ADMIN,))
    return _new_page(request, NewOrganisation(initial=today_in(today_of(request))))


@writes
@actor_required
def _take_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_duty(actor, (Duty.SYSTEM_ADMIN,))
    form = NewOrganisation(request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = services.create_organisation(actor=actor, at=now_of(request), **form.asked)
    except Refused as refused:
        return _new_page(request, form, refused)
    done(request, Say(f"机构“{made.name}”已建立。", f"“{made.name}” is created."))
    return HttpResponseRedirect(reverse("desk:organisation", args=[made.pk]))


def _new_page(
    request: HttpRequest, form: NewOrganisation, refused: Refused | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "problems": [problem_of(refused)] if refused else [],
        "confirm": _asks_to_confirm(refused, form),
        "crumbs": crumbs(to_organisations()),
    }
    return page(
        request, "desk/system/organisation_new.html", context, room=ROOM, status=refused.status if refused else status
    )


def _asks_to_confirm(refused: Refused | None, form: forms.Form) -> bool:
    """Whether the box to confirm an odd credit code is shown: once it was found odd, and not before."""
    return bool((refused and refused.code == "uscc-unconfirmed") or form.data.get("confirm_uscc"))


# --- one organisation ----------------------------------------------------------------------------------------------


@reads
@actor_required
def organisation(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One organisation with its posts, who holds them, and its bodies."""
    return organisation_page(request, actor, organisation_for(actor, pk))


def organisation_page(
    request: HttpRequest,
    actor: Actor,
    office: Organisation,
    name: str = "",
    form: forms.Form | None = None,
    refused: Refused | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page of an organisation, with one of its forms as it was sent and why it was not taken."""
    on = today_of(request)
    start = today_in(on)
    held = {"name": office.name, "short_name": office.short_name, "name_en": office.name_en, "uscc": office.uscc}
    shown: dict[str, forms.Form] = {
        "changing": ChangedOrganisation(prefix="change", initial=held),
        "ending": OnDay(prefix="end", initial=start),
        "posting": NewPost(prefix="post", initial=start),
        "founding": NewBody(prefix="body", initial=start),
    }
    if form is not None:
        shown[name] = form
    problems: list[Problem] = [problem_of(refused)] if refused else []
    acts = {act: may(actor, action, office.area_id) and office.valid_to is None for act, action in _ACTS.items()}
    context = {
        **shown,
        **acts,
        "office": office,
        "badge": _badge(office),
        "rows": _facts(office),
        "posts": posts_of_office(office, on),
        "bodies": [(body, BodyKind(body.kind).say) for body in office.bodies.order_by("name")],
        "wrong": form,
        "problems": problems,
        "confirm": bool(form and _asks_to_confirm(refused, form)),
        "crumbs": crumbs(to_organisations()),
        "theirs": _theirs(actor),
    }
    code = refused.status if refused else status
    return page(request, "desk/system/organisation.html", context, room=ROOM, status=code)


_ACTS: Final = {
    "may_change": "organisation.change",
    "may_end": "organisation.end",
    "may_post": "post.create",
    "may_found": "body.create",
}


def _theirs(actor: Actor) -> Say:
    """What this administrator does here, and who does the rest."""
    if actor.duty == Duty.SYSTEM_ADMIN:
        return Say(
            "任职和移交由安全管理员办理。", "Appointments and hand-overs are done by the security administrator."
        )
    return Say(
        "建立、变更和撤销由系统管理员办理。", "Creating, changing and ending is done by the system administrator."
    )


def _badge(office: Organisation) -> Badge:
    if office.valid_to is not None:
        return Badge(State.NONE, Say(f"{office.valid_to} 撤销", f"ended {office.valid_to}"))
    return Badge(State.DONE, Say("在用", "living"))


def _facts(office: Organisation) -> list[Row]:
    lies_in = "、".join(office.park_areas.order_by("area_id").values_list("area__name", flat=True))
    rows = [
        Row(Say("种类", "Kind"), OrgKind(office.kind).say),
        Row(Say("级别", "Level"), Tier(office.tier).say),
        Row(Say("区划", "Division"), f"{office.area.name}（{office.area_id}）"),
        Row(Say("机关代号", "Organ word"), office.organ),
        Row(Say("简称", "Short name"), office.short_name),
        Row(Say("英文名", "English"), office.name_en),
        Row(Say("信用代码", "Credit code"), office.uscc),
        Row(Say("园区所在", "The park lies in"), lies_in),
        Row(Say("建立", "Since"), str(office.valid_from)),
    ]
    return [row for row in rows if row.value]


def posts_of_office(office: Organisation, on: Any) -> list[dict[str, Any]]:
    """The living posts of an organisation with who holds them on a day; two queries."""
    posts = list(Post.objects.filter(organisation=office).filter(living(on)).order_by("pk"))
    holding = Appointment.objects.filter(living(on, "", "from_on", "to_on"), post__in=posts).select_related("person")
    held: dict[int, list[Appointment]] = {}
    for one in holding.order_by("is_deputy", "pk"):
        held.setdefault(one.post_id, []).append(one)
    return [{"post": post, "duty": Duty(post.duty).say, "held": held.get(post.pk, [])} for post in posts]


def _taken(
    request: HttpRequest, actor: Actor, office: Organisation, name: str, form: forms.Form, do: Callable[..., Any]
) -> tuple[Any, HttpResponse | None]:
    """Take one of the forms of an organisation: what came of it, or the page again with what stood in the way."""
    if not form.is_valid():
        return None, organisation_page(request, actor, office, name, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return do(actor=actor, organisation=office, at=now_of(request), **form.cleaned_data), None
    except Refused as refused:
        return None, organisation_page(request, actor, office, name, form, refused)


@writes
@actor_required
def change(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Change names or the credit code."""
    office = organisation_for(actor, pk)
    form = ChangedOrganisation(request.POST, prefix="change")
    _, again = _taken(request, actor, office, "changing", form, services.change_organisation)
    return again or _back(request, office, Say("机构信息已变更。", "The organisation is changed."))


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """End an organisation."""
    office, form = organisation_for(actor, pk), OnDay(request.POST, prefix="end")
    _, again = _taken(request, actor, office, "ending", form, services.end_organisation)
    return again or _back(request, office, Say("机构已撤销。", "The organisation has ended."))


@writes
@actor_required
def add_post(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Create a post."""
    office, form = organisation_for(actor, pk), NewPost(request.POST, prefix="post")
    made, again = _taken(request, actor, office, "posting", form, post_services.create_post)
    return again or _back(request, office, Say(f"岗位“{made.name}”已建立。", f"The post “{made.name}” is created."))


@writes
@actor_required
def add_body(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Create a body seated at an organisation."""
    office, form = organisation_for(actor, pk), NewBody(request.POST, prefix="body")
    made, again = _taken(request, actor, office, "founding", form, services.create_body)
    if again is not None:
        return again
    done(request, Say(f"“{made.name}”已建立，请加成员。", f"“{made.name}” is created; add its members."))
    return HttpResponseRedirect(reverse("desk:body", args=[made.pk]))


def _back(request: HttpRequest, office: Organisation, said: Say) -> HttpResponseRedirect:
    done(request, said)
    return HttpResponseRedirect(to_organisation(office).href)
