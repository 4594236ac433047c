"""The bars of the desk: they ask for what they show themselves, so that no view has to."""

from __future__ import annotations

from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jidi.accounts.enums import Duty
from jidi.web.desk import nav
from jidi.web.desk.counting import counted_for, counts_of
from jidi.web.desk.search.sorts import sorts_for
from jidi.web.shared import days, site
from jidi.web.shared.acting import actor_of, posts_of, today_of
from jidi.web.shared.language import current, spoken

register = template.Library()


@register.inclusion_tag("desk/top.html", takes_context=True)
def top_bar(context: template.Context) -> dict[str, Any]:
    """Seal, name of the platform, search, demo mark, clock date, language, post and person."""
    request: HttpRequest = context["request"]
    actor = actor_of(request)
    today = context.get("today") or today_of(request)
    return {
        "request": request,
        "actor": actor,
        "posts": posts_of(request) if actor else [],
        "site": site.name_for(request, actor),
        "today": today,
        "weekday": days.weekday(today),
        "demo": settings.DEMO,
        "english": current() == "en",
        "search": nav.address("desk:search") if actor and actor.duty != Duty.AUDIT_ADMIN else "",
        "sorts": spoken(sorts_for(actor)) if actor else "",
        "asked": request.GET.get("q", "") if request.path == nav.address("desk:search") else "",
        "csrf_token": get_token(request),
    }


@register.simple_tag(takes_context=True)
def demo_menu(context: template.Context) -> SafeString:
    """The mark of the demo. Where the demo is installed it opens its menu (clock, other people); nothing outside it."""
    if not settings.DEMO:
        return SafeString("")
    name = "demo/menu.html" if apps.is_installed("jidi.demo") else "desk/demo_mark.html"
    values = {name: context.get(name) for name in ("request", "today", "csrf_token")}
    return render_to_string(name, values)


@register.inclusion_tag("desk/rooms.html", takes_context=True)
def rooms_bar(context: template.Context) -> dict[str, Any]:
    """The rooms the post may enter; a red count is what is overdue inside, a grey one what waits."""
    request: HttpRequest = context["request"]
    actor = actor_of(request)
    here = str(context.get("room", ""))
    today = context.get("today") or today_of(request)
    if actor is None:
        return {"entries": []}
    return {"entries": nav.entries(actor, counts_of(counted_for(request, actor, today).rooms), here)}


@register.simple_tag(takes_context=True)
def session_seconds(context: template.Context) -> int:
    """After how many idle seconds the log-in ends; 0 for somebody who is not logged in."""
    return settings.SESSION_COOKIE_AGE if actor_of(context["request"]) else 0


@register.simple_tag(takes_context=True)
def person_key(context: template.Context) -> str:
    """What the browser keeps unsent typing under: the person's number, never the name."""
    actor = actor_of(context["request"])
    return str(actor.person_id) if actor else ""
