"""Entering something in a register of a base or a place, with its evidence."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from jidi.accounts.acting import Actor
from jidi.bases.services.evidence import enter_with
from jidi.common.say import Refused, Say
from jidi.web.desk.bases.about import (
    About,
    about_base,
    about_place,
    evidence_of,
    form_of,
    form_page,
    permitted,
    problems_of,
    reason,
)
from jidi.web.desk.http import actor_required, done, now_of, once_of, reads, today_of, writes
from jidi.web.shared.parts import Problem

# --- entering ------------------------------------------------------------------------------------------------------


def enter_base(request: HttpRequest, pk: int, rule: str) -> HttpResponseBase:
    """Enter something about a base: GET shows the form, POST takes it."""
    return _take_base(request, pk, rule) if request.method == "POST" else _show_base(request, pk, rule)


@reads
@actor_required
def _show_base(request: HttpRequest, actor: Actor, pk: int, rule: str) -> HttpResponseBase:
    return _show(request, actor, about_base(actor, pk, rule, today_of(request)))


@writes
@actor_required
def _take_base(request: HttpRequest, actor: Actor, pk: int, rule: str) -> HttpResponseBase:
    return _take(request, actor, about_base(actor, pk, rule, today_of(request)))


def enter_place(request: HttpRequest, code: str, rule: str) -> HttpResponseBase:
    """Enter something about a place."""
    return _take_place(request, code, rule) if request.method == "POST" else _show_place(request, code, rule)


@reads
@actor_required
def _show_place(request: HttpRequest, actor: Actor, code: str, rule: str) -> HttpResponseBase:
    return _show(request, actor, about_place(actor, code, rule, today_of(request)))


@writes
@actor_required
def _take_place(request: HttpRequest, actor: Actor, code: str, rule: str) -> HttpResponseBase:
    return _take(request, actor, about_place(actor, code, rule, today_of(request)))


def _show(request: HttpRequest, actor: Actor, about: About) -> HttpResponse:
    on = today_of(request)
    permit = permitted(about, actor, on)
    initial = {"kind_key": request.GET.get("kind", ""), "year": request.GET.get("year", "") or on.year - 1}
    return form_page(request, about, form_of(about, on, initial=initial), permit)


def _take(request: HttpRequest, actor: Actor, about: About) -> HttpResponseBase:
    on = today_of(request)
    permit = permitted(about, actor, on)
    form = form_of(about, on, request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, about, form, permit, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values, files = form.values(), form.cleaned_data["attached"]
    if problems := problems_of(about, values, on, bool(files)):
        return form_page(request, about, form, permit, problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert about.version is not None
    try:
        made = enter_with(
            permit=permit,
            version=about.version,
            rule_id=about.rule.id,
            base=about.base,
            area=about.area,
            values=values,
            files=evidence_of(files),
            key=once_of(request),
            at=now_of(request),
        )
    except Refused as refused:
        return form_page(request, about, form, permit, [Problem(reason(refused))], refused.status)
    name = made.name or made.kind_name
    done(request, Say(f"已登记{about.rule.say.zh}：{name}。", f"Entered under {about.rule.say.en}: {name}."))
    return HttpResponseRedirect(about.href)
