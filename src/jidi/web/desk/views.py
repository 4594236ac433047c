"""Pages of the desk that belong to no room: the start, the language, the session, feedback, accessibility."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.accounts.queries import actors_in
from jidi.common.say import Say
from jidi.web.desk import nav
from jidi.web.desk.helpers import posts_of_duty_over
from jidi.web.desk.http import actor_required, page, reads, writes
from jidi.web.shared.acting import person_of, today_of
from jidi.web.shared.errors import Oops, answer
from jidi.web.shared.language import COOKIE_AGE
from jidi.web.shared.parts import Link


@reads
@actor_required
def start(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Lead to where the duty lands: the first room of its menu."""
    rooms = nav.entries(actor)
    if rooms:
        return HttpResponseRedirect(rooms[0].href)
    oops = Oops(
        HTTPStatus.OK,
        Say("您的职务目前没有要办的页面。", "There is no page for your post at present."),
        Say("您所任职务办理的事项尚未开通。", "What your post deals with is not open yet."),
        Say(
            "有多个职务的，请切换职务；否则请联系系统管理员。", "Change to another post, or turn to the administrator."
        ),
        links=(Link(Say("切换职务", "Change post"), resolve_url("desk:choose-post"), main=True),),
    )
    return answer(request, oops)


@writes
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language and stay on the page."""
    chosen = "en" if request.POST.get("language") == "en" else "zh"
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = resolve_url("desk:start")
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@reads
def session(request: HttpRequest) -> HttpResponseBase:
    """Whether one is still logged in, and a fresh token for the forms of the page; asked by the script only."""
    if person_of(request) is None:
        return JsonResponse({"alive": False}, status=HTTPStatus.UNAUTHORIZED)
    return JsonResponse({"alive": True, "csrf": get_token(request), "seconds": settings.SESSION_COOKIE_AGE})


@reads
@actor_required
def feedback(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom to tell: the system administrators who look after the actor's area, by name."""
    today = today_of(request)
    posts = posts_of_duty_over(actor.area_code, Duty.SYSTEM_ADMIN, today)
    return page(request, "desk/feedback.html", {"administrators": actors_in(posts, today)})


@reads
def accessibility(request: HttpRequest) -> HttpResponse:
    """How to work without a mouse, with a screen reader, enlarged; and what is not reached yet."""
    return page(request, "desk/accessibility.html")
