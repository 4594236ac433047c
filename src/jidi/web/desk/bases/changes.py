"""Opening a base, what changes of it from a day on, ending it. Titles are no matter of these forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.models import Division
from jidi.bases import refusals
from jidi.bases.models import Base, BaseLink
from jidi.bases.permissions import may_keep_base
from jidi.bases.queries.bases import base_for
from jidi.bases.queries.links import links_of
from jidi.bases.services.bases import change_products, end_base, move_host, open_base, rename_base, set_helper
from jidi.bases.services.links import link_organisation, unlink_organisation
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.bases.changeforms import (
    Helper,
    Leaving,
    Linking,
    Move,
    NewBase,
    Products,
    Rename,
    Unlinking,
    products_text,
    unlinkings,
)
from jidi.web.desk.bases.words import ROOM, base_address, crumbs, require_business
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.parts import Problem

# --- a new base ----------------------------------------------------------------------------------------------------


def new(request: HttpRequest) -> HttpResponseBase:
    """Open a base."""
    return _take_new(request) if request.method == "POST" else _show_new(request)


def _may_open(actor: Actor, area_code: str) -> Permit:
    return require(may_keep_base(actor, "base.open", area_code=area_code, key=area_code))


@reads
@actor_required
def _show_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_business(actor)
    permit = _may_open(actor, actor.area_code)
    return _new_page(request, NewBase(actor=actor, on=today_of(request)), permit)


@writes
@actor_required
def _take_new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    require_business(actor)
    permit = _may_open(actor, actor.area_code)
    form = NewBase(request.POST, actor=actor, on=today_of(request))
    if not form.is_valid():
        return _new_page(request, form, permit, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    host, asked = form.host, form.cleaned_data
    try:
        made = open_base(
            permit=_may_open(actor, host.area.pk),
            scheme=asked["scheme"],
            name=asked["name"],
            host=host,
            products=asked["products"],
            from_on=asked["from_on"],
            source=asked["source"],
            key=once_of(request),
            at=now_of(request),
        )
    except Refused as refused:
        return _new_page(request, form, permit, [reason(refused)], refused.status)
    done(request, Say(f"基地“{made.name}”已建立。", f"The base “{made.name}” is open."))
    return HttpResponseRedirect(base_address(made))


def _new_page(
    request: HttpRequest,
    form: NewBase,
    permit: Permit,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"form": form, "problems": problems or [], "permit": permit, "crumbs": crumbs()}
    return page(request, "desk/bases/new.html", context, room=ROOM, status=status)


def reason(refused: Refused) -> Problem:
    """A refusal as a line of the error summary: why, and what to do."""
    return Problem(refused.because)


# --- changes -------------------------------------------------------------------------------------------------------


def _held(actor: Actor, pk: int, on: date, action: str = "base.change") -> tuple[Base, Permit]:
    """The base of an address and the permit to change it. Raises Unknown, Denied, or that the base has left."""
    require_business(actor)
    base = base_for(actor, pk, on)
    permit = require(may_keep_base(actor, action, area_code=base.area_id, key=str(base.pk)))
    if base.ended_on is not None:
        raise refusals.ended(base)
    return base, permit


@reads
@actor_required
def change(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Every change of a base there is, each with its form."""
    base, permit = _held(actor, pk, today_of(request))
    return _change_page(request, actor, base, permit)


def _forms(actor: Actor, base: Base, on: date) -> dict[str, forms.Form]:
    host = base.hosts.filter(to_on__isnull=True, corrected_at__isnull=True).first()
    at = {"kind": host.kind, "area": host.area_id, "words": host.words} if host else {}
    return {
        "rename": Rename(prefix="rename", initial={"name": base.name}),
        "move": Move(prefix="move", actor=actor, initial=at),
        "products": Products(prefix="products", initial={"products": products_text(base)}),
        "helper": Helper(prefix="helper", base=base),
        "linking": Linking(prefix="linking", actor=actor),
        "leaving": Leaving(prefix="leaving", base=base),
    }


def _change_page(
    request: HttpRequest,
    actor: Actor,
    base: Base,
    permit: Permit,
    name: str = "",
    form: forms.Form | None = None,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    on = today_of(request)
    shown = _forms(actor, base, on)
    links = unlinkings(list(links_of(base, on)), on)
    if form is not None and name in shown:
        shown[name] = form
    elif isinstance(form, Unlinking):
        links = [(link, form if form.prefix == f"link{link.pk}" else own) for link, own in links]
    context = {
        **shown,
        "base": base,
        "links": [(link, own) for link, own in links],
        "permit": permit,
        "wrong": form,
        "problems": problems or [],
        "crumbs": crumbs(base),
    }
    return page(request, "desk/bases/change.html", context, room=ROOM, status=status)


Doing = Callable[[Permit, Base, dict[str, Any]], Say]


def _changed(
    request: HttpRequest, actor: Actor, base: Base, permit: Permit, name: str, form: forms.Form, do: Doing
) -> HttpResponseBase:
    """Take one of the forms: do what it says, or show the page again with what was typed and why not."""
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _change_page(request, actor, base, permit, name, form, status=status)
    try:
        said = do(permit, base, form.cleaned_data)
    except Refused as refused:
        return _change_page(request, actor, base, permit, name, form, [reason(refused)], refused.status)
    done(request, said)
    return HttpResponseRedirect(base_address(base, "record"))


@writes
@actor_required
def rename(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Give the base another name from a day on."""

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        held = rename_base(permit=permit, base=base, at=now_of(request), **asked)
        return Say(f"名称已登记；现名“{held.name}”。", f"Entered; it is called “{held.name}” now.")

    base, permit = _held(actor, pk, today_of(request))
    return _changed(request, actor, base, permit, "rename", Rename(request.POST, prefix="rename"), do)


@writes
@actor_required
def move(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Let the base sit elsewhere from a day on."""
    base, permit = _held(actor, pk, today_of(request))
    form = Move(request.POST, prefix="move", actor=actor)

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        moved = {"from_on": asked["from_on"], "source": asked["source"]}
        held = move_host(permit=permit, base=base, host=form.host, at=now_of(request), **moved)
        return Say(f"承载地已登记；现为{held.host_words}。", f"Entered; it sits in {held.host_words} now.")

    return _changed(request, actor, base, permit, "move", form, do)


@writes
@actor_required
def products(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Give the base another set of products from a day on."""

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        held = change_products(permit=permit, base=base, at=now_of(request), **asked)
        return Say(f"产品已登记；现为{held.product_words}。", f"Entered; products now: {held.product_words}.")

    base, permit = _held(actor, pk, today_of(request))
    return _changed(request, actor, base, permit, "products", Products(request.POST, prefix="products"), do)


@writes
@actor_required
def helper(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say who helps the base from a day on."""

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        area = Division.objects.filter(pk=asked.pop("area")).first()
        set_helper(permit=permit, base=base, area=area, at=now_of(request), **asked)
        zh, en = (area.name, area.name) if area else ("无", "nobody")
        return Say(f"对口帮扶已登记：{zh}。", f"Entered, helped by: {en}.")

    base, permit = _held(actor, pk, today_of(request))
    return _changed(request, actor, base, permit, "helper", Helper(request.POST, prefix="helper", base=base), do)


@writes
@actor_required
def link(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say that an organisation belongs to the base."""
    base, permit = _held(actor, pk, today_of(request))
    form = Linking(request.POST, prefix="linking", actor=actor)

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        office = form.organisations[asked.pop("organisation")]
        link_organisation(permit=permit, base=base, organisation=office, at=now_of(request), **asked)
        return Say(
            f"{office.name}已关联，其经办可以看到本基地。", f"{office.name} is linked; its clerks see this base."
        )

    return _changed(request, actor, base, permit, "linking", form, do)


@writes
@actor_required
def unlink(request: HttpRequest, actor: Actor, pk: int, link: int) -> HttpResponseBase:
    """End the link of an organisation."""
    base, permit = _held(actor, pk, today_of(request))
    row = BaseLink.objects.filter(pk=link, base=base, to_on__isnull=True).select_related("organisation", "base").first()
    if row is None:
        raise Unknown(Say("个关联", "link"))
    found: BaseLink = row

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        unlink_organisation(permit=permit, link=found, on=asked["on"], at=now_of(request))
        name = found.organisation.name
        return Say(f"{name}的关联已结束。", f"The link of {name} has ended.")

    return _changed(request, actor, base, permit, "", Unlinking(request.POST, prefix=f"link{found.pk}"), do)


@writes
@actor_required
def leave(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take the base off the register."""

    def do(permit: Permit, base: Base, asked: dict[str, Any]) -> Say:
        own = require(may_keep_base(permit.actor, "base.end", area_code=base.area_id, key=str(base.pk)))
        held = end_base(permit=own, base=base, on=asked["on"], why=asked["why"], at=now_of(request))
        return Say(f"“{held.name}”自 {held.ended_on} 退出登记。", f"“{held.name}” leaves on {held.ended_on}.")

    base, permit = _held(actor, pk, today_of(request))
    return _changed(request, actor, base, permit, "leaving", Leaving(request.POST, prefix="leaving", base=base), do)
