"""Opening records: what was applied for, and figures, from before this system; each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from jidi.accounts.acting import Actor, Permit, require
from jidi.bases.enums import OpeningKind
from jidi.bases.models import Base, OpeningRecord
from jidi.bases.permissions import may_write_opening
from jidi.bases.queries.bases import base_for
from jidi.bases.services.openings import enter_application, enter_figure
from jidi.bases.values import Holder
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.bases.changeforms import PastApplication, PastFigure
from jidi.web.desk.bases.changes import reason
from jidi.web.desk.bases.words import ROOM, base_address, crumbs, require_business
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.shared.parts import Problem

FORMS: Final[dict[str, type[forms.Form]]] = {
    OpeningKind.APPLICATION: PastApplication,
    OpeningKind.FIGURE: PastFigure,
}
NAMES: Final = {
    OpeningKind.APPLICATION: Say("补录以往申报", "Enter an earlier application"),
    OpeningKind.FIGURE: Say("补录基数", "Enter a base-line figure"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the base, the kind of record, the permit."""

    base: Base
    kind: OpeningKind
    permit: Permit


def opening(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Enter an opening record of a base."""
    return _take(request, pk, kind) if request.method == "POST" else _show(request, pk, kind)


def _asked(actor: Actor, pk: int, kind: str, request: HttpRequest) -> Asked:
    require_business(actor)
    base = base_for(actor, pk, today_of(request))
    if kind not in FORMS:
        raise Unknown(Say("种补录", "opening record"))
    holder = Holder.base(base)
    permit = may_write_opening(actor, holder_kind=holder.kind, holder_key=holder.key, area_code=base.area_id)
    return Asked(base, OpeningKind(kind), require(permit))


@reads
@actor_required
def _show(request: HttpRequest, actor: Actor, pk: int, kind: str) -> HttpResponseBase:
    asked = _asked(actor, pk, kind, request)
    return _page(request, asked, FORMS[asked.kind]())


@writes
@actor_required
def _take(request: HttpRequest, actor: Actor, pk: int, kind: str) -> HttpResponseBase:
    asked = _asked(actor, pk, kind, request)
    form = FORMS[asked.kind](request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = _entered(asked, form.cleaned_data, request)
    except Refused as refused:
        return _page(request, asked, form, [reason(refused)], refused.status)
    done(request, Say(f"已补录：{made.name}。", f"Entered: {made.name}."))
    return HttpResponseRedirect(base_address(asked.base, "record"))


def _entered(asked: Asked, values: dict[str, Any], request: HttpRequest) -> OpeningRecord:
    common: dict[str, Any] = {"permit": asked.permit, "subject": Holder.base(asked.base), "at": now_of(request)}
    if asked.kind is OpeningKind.APPLICATION:
        return enter_application(**common, **values)
    return enter_figure(**common, **values)


def _page(
    request: HttpRequest,
    asked: Asked,
    form: forms.Form,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "base": asked.base,
        "name": NAMES[asked.kind],
        "form": form,
        "problems": problems or [],
        "permit": asked.permit,
        "crumbs": crumbs(asked.base),
        "back": base_address(asked.base, "record"),
    }
    return page(request, "desk/bases/opening.html", context, room=ROOM, status=status)
