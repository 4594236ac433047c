"""Addresses for testing forms on pages: one filing to write in and to read, nothing of any room."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template import Engine, RequestContext
from django.urls import path

from jidi.accounts.acting import Actor, Permit
from jidi.common.clock import clock
from jidi.common.say import Say
from jidi.config.urls import urlpatterns as own
from jidi.filings import queries, services
from jidi.filings.judging import Rules
from jidi.filings.models import Filing
from jidi.web.desk.http import actor_required, reads, writes
from jidi.web.shared import forms
from jidi.web.shared.acting import LAYOUT
from jidi.web.shared.formparts import Point
from policycore.open_points import DecisionBook
from policycore.pack.model import Pack
from tests.jidi.filings.conftest import PACK

TEMPLATE = """{% extends layout %}{% load jd jdfilings %}{% block title %}试{% endblock %}{% block content %}
<div class="jd-title"><h1>{{ form.title|say }}</h1><div class="jd-title__meta"><span>2025 年度</span></div></div>
{% if form.editable %}{% filing_form form %}<section class="jd-panel"><div class="jd-panel__head"><h2>报送</h2></div>
<div class="jd-panel__body"><button class="jd-btn jd-btn--main jd-btn--wide"
name="act" value="submit" formaction="/form/submit/">报送市商务局</button></div></section>{% endfiling_form %}
{% else %}{% filing_read form %}{% endif %}{% endblock %}"""
RULES = Rules(Pack.model_validate(PACK), DecisionBook(), date(2026, 2, 10))


class Site:
    """What the trial's owner says now: what is open, and the points of a return."""

    allowed: set[str] | None = None
    points: tuple[Point, ...] = ()


def _show(request: HttpRequest, form: object, status: int = 200) -> HttpResponse:
    context = RequestContext(request, {"layout": LAYOUT, "today": clock.today(), "form": form})
    return HttpResponse(Engine.get_default().from_string(TEMPLATE).render(context), status=status)


def _edit(request: HttpRequest, saved: services.Saved | None = None, complete: bool = False) -> forms.FormView:
    return forms.edit_view(
        Filing.objects.latest("pk"),
        rules=RULES,
        save="/form/save/",
        autosave="/form/autosave/",
        allowed_fields=Site.allowed,
        points=Site.points,
        saved=saved,
        spare=forms.spare_rows(request.GET),
        complete=complete,
    )


@reads
@actor_required
def edit(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _show(request, _edit(request))


@reads
@actor_required
def read(request: HttpRequest, actor: Actor) -> HttpResponse:
    versions = list(queries.versions_of(Filing.objects.latest("pk")))
    against = versions[-2] if len(versions) > 1 else None
    only = "changed" in request.GET
    return _show(
        request,
        forms.read_view(versions[-1], rules=RULES, against=against, points=Site.points, only_changed=only),
    )


def _permit(actor: Actor) -> Permit:
    filing = Filing.objects.latest("pk")
    return Permit(actor, "case.edit", filing.owner_kind, filing.owner_key, Say("测试", "test"))


@writes
@actor_required
def save(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    saved = forms.save_posted(
        request, filing=Filing.objects.latest("pk"), actor=actor, permit=_permit(actor), allowed_fields=Site.allowed
    )
    if saved.refused:
        return _show(request, _edit(request, saved), 422)
    return HttpResponseRedirect("/form/" + forms.after_saving(request.POST.get("act", "")))


@writes
@actor_required
def autosave(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return forms.autosave(
        request,
        filing=Filing.objects.latest("pk"),
        actor=actor,
        permit=_permit(actor),
        allowed_fields=Site.allowed,
        rules=RULES,
    )


@writes
@actor_required
def submit(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    saved = forms.save_posted(
        request, filing=Filing.objects.latest("pk"), actor=actor, permit=_permit(actor), allowed_fields=Site.allowed
    )
    try:
        services.submit_version(
            filing=Filing.objects.latest("pk"),
            actor=actor,
            permit=_permit(actor),
            rules=RULES,
            at=clock.now(),
            allowed_fields=Site.allowed,
        )
    except services.NotComplete:
        return _show(request, _edit(request, saved, complete=True), 422)
    return HttpResponseRedirect("/form/read/")


urlpatterns = [
    *own,
    path("form/", edit),
    path("form/read/", read),
    path("form/save/", save),
    path("form/autosave/", autosave),
    path("form/submit/", submit),
]
handler400 = "jidi.web.shared.errors.bad_request"
handler403 = "jidi.web.shared.errors.forbidden"
handler404 = "jidi.web.shared.errors.not_found"
handler500 = "jidi.web.shared.errors.server_error"
