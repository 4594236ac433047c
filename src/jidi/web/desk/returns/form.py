"""The form of a duty: opened with what is known, written in, saved while one types."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit, require
from jidi.common.say import Say
from jidi.filings.models import Filing
from jidi.filings.services import Saved
from jidi.returns import services
from jidi.returns.models import Act
from jidi.returns.permissions import may_prepare
from jidi.returns.queries import filling
from jidi.returns.services.filing import count_cells
from jidi.returns.words import title_of
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.desk.returns.seen import Seen, seen
from jidi.web.desk.returns.words import ROOM, badge_of, chips_for
from jidi.web.shared import forms
from jidi.web.shared.formparts import Point
from jidi.web.shared.parts import Link


@writes
@actor_required
def open_(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Open the form, or go on in the one that is open."""
    here = seen(actor, pk, today_of(request))
    services.open_form(actor=actor, duty=here.duty, on=here.on, at=now_of(request))
    return redirect("desk:duty-form", pk)


@reads
@actor_required
def form(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """The form to write in; for whoever may only look it is on the page of the duty, and there it is begun."""
    begins = seen(actor, pk, today_of(request))
    if begins.fills and begins.filing is None:
        return redirect("desk:duty", pk)
    here, _, filing = _open(request, actor, pk)
    return form_page(request, here, filing)


def _open(request: HttpRequest, actor: Actor, pk: int) -> tuple[Seen, Permit, Filing]:
    here = seen(actor, pk, today_of(request))
    permit = require(may_prepare(actor, here.duty, here.levels))
    return here, filling.owner_permit(permit, here.duty), filling.filing_named(here.duty, here.duty.form_id)


def form_page(
    request: HttpRequest, here: Seen, filing: Filing, saved: Saved | None = None, status: int = HTTPStatus.OK, *,
    complete: bool = False,
) -> HttpResponse:  # fmt: skip
    """The form; ``complete`` puts everything that is missing on top, after handing in was refused."""
    duty = here.duty
    view = forms.edit_view(
        filing, rules=filling.rules_of(duty, here.on), save=reverse("desk:duty-save", args=[duty.pk]),
        autosave=reverse("desk:duty-autosave", args=[duty.pk]), allowed_fields=filling.unlocked_fields(duty),
        points=_points(here), saved=saved, spare=forms.spare_rows(request.GET), complete=complete, mark=f"duty:{duty.pk}",
    )  # fmt: skip
    back = Link(title_of(duty), reverse("desk:duty", args=[duty.pk]))
    context: dict[str, Any] = {
        "here": here, "below": here.below, "pack_below": False,
        "duty": duty, "form": view, "filing_id": filing.pk, "title": title_of(duty), "badge": badge_of(duty, here.on), "back": back,
        "chips": chips_for(duty), "crumbs": [Link(Say("统计填报", "Returns"), reverse("desk:returns")), back],
    }  # fmt: skip
    return page(request, "desk/returns/form.html", context, room=ROOM, status=status)


def _points(here: Seen) -> tuple[Point, ...]:
    act: Act | None = filling.last_return(here.duty)
    if act is None:
        return ()
    on = Say(f"{act.on:%m-%d}")
    named = (p for p in act.points if p["field"] not in {"", filling.WHOLE})
    return tuple(Point(n, p["field"], Say(p["text"]), on=on) for n, p in enumerate(named, 1))


@writes
@actor_required
def save(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Keep what was typed, sent by the form's own button."""
    here, permit, filing = _open(request, actor, pk)
    saved = forms.save_posted(
        request, filing=filing, actor=actor, permit=permit, allowed_fields=filling.unlocked_fields(here.duty)
    )
    count_cells(here.duty, filing)
    if saved.refused:
        return form_page(request, here, filing, saved, HTTPStatus.UNPROCESSABLE_ENTITY)
    act = request.POST.get("act", "")
    if act == "back":
        return redirect("desk:duty", pk)
    done(request, Say("已保存。", "Saved."))
    return redirect(reverse("desk:duty-form", args=[pk]) + forms.after_saving(act))


@writes
@actor_required
def autosave(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Keep what was typed while one types."""
    here, permit, filing = _open(request, actor, pk)
    answer = forms.autosave(
        request, filing=filing, actor=actor, permit=permit, allowed_fields=filling.unlocked_fields(here.duty),
        rules=filling.rules_of(here.duty, here.on),
    )  # fmt: skip
    count_cells(here.duty, filing)
    return answer
