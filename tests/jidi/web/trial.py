"""Addresses for the browser tests: the product's own, and one page with a form that saves while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template import Context, Engine, RequestContext
from django.urls import path

from jidi.accounts.acting import Actor
from jidi.common.clock import clock
from jidi.config.urls import urlpatterns as own
from jidi.web.desk.http import actor_required, reads, writes
from jidi.web.shared.acting import LAYOUT

TEMPLATE = """{% extends layout %}{% load jd jdforms %}{% block title %}试{% endblock %}{% block content %}
<h1>试填</h1><label for="q">搜</label><input id="q" data-search>{% chip cite %}
{% if wrong %}{% error_summary problems %}{% endif %}
<span class="jd-saved"></span>
<form id="trial" method="post" action="/trial/send/" data-autosave="/trial/save/">{% keys %}<input type="hidden" name="seen" value="0">
<label for="a">说明</label><input class="jd-input" id="a" name="a" value="{{ kept.a }}"><div id="a-error"></div>
<label><input type="checkbox" name="c" value="x">同意</label>
<table class="jd-grid"><tbody>
<tr><td><input class="jd-cell" id="r1c1" name="r1c1" aria-label="1"></td><td><input class="jd-cell" id="r1c2" name="r1c2" aria-label="2"></td></tr>
<tr><td><input class="jd-cell" id="r2c1" name="r2c1" aria-label="3"></td><td><input class="jd-cell" id="r2c2" name="r2c2" aria-label="4"></td></tr>
</tbody></table>
<button class="jd-btn" id="send" type="submit">报送</button></form>
{% endblock %}"""


class Kept:
    """What the trial's server has, how it answers next, and how often it was asked."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.answer = 200
        self.saves = 0
        self.sends: list[str] = []


kept = Kept()


@reads
@actor_required
def trial(request: HttpRequest, actor: Actor) -> HttpResponse:
    from jidi.common.say import house
    from jidi.web.shared.parts import Problem

    values: dict[str, Any] = {
        "layout": LAYOUT,
        "today": clock.today(),
        "cite": house("试填规则", "a trial"),
        "kept": {"a": "".join(kept.values.get("a", []))},
        "wrong": "wrong" in request.GET,
        "problems": (Problem("说明太短", "a"),),
    }
    context: Context = RequestContext(request, values)
    return HttpResponse(Engine.get_default().from_string(TEMPLATE).render(context))


@writes
@actor_required
def save(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    kept.saves += 1
    if kept.answer == 409:
        return JsonResponse({"what": "他人已改过这一页。", "next": "请重新打开。"}, status=409)
    if kept.answer != 200:
        return HttpResponse(status=kept.answer)
    for name in request.POST.getlist("changed"):
        kept.values[name] = request.POST.getlist(name)
    errors = {"a": "少 1 位"} if request.POST.get("a") == "短" else {}
    return JsonResponse({"saved": "10:42:07", "times": kept.saves, "seen": str(kept.saves), "errors": errors})


@writes
@actor_required
def send(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    kept.sends.append(request.POST["once"])
    return HttpResponseRedirect("/trial/")


urlpatterns = [
    *own,
    path("trial/", trial),
    path("trial/save/", save),
    path("trial/send/", send),
]
handler400 = "jidi.web.shared.errors.bad_request"
handler403 = "jidi.web.shared.errors.forbidden"
handler404 = "jidi.web.shared.errors.not_found"
handler500 = "jidi.web.shared.errors.server_error"
