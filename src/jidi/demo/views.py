"""One click to be anyone in the demo, and the clock that can be moved.

Outside the demo none of this is installed or has an address; should it be called all the same, it answers that there is
no such page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from jidi.accounts.services import login
from jidi.common.clock import BEIJING, clock, day_of
from jidi.common.say import Refused, Say, Unknown, house
from jidi.demo.due import catch_up
from jidi.demo.people import PASSWORD
from jidi.demo.queries import begin_with, everybody, person_named
from jidi.web.desk.http import done
from jidi.web.shared.http import page, reads, writes

FORWARD = house("演示时钟只往前走", "the demo clock only moves forward")
FURTHEST = timedelta(days=366 * 3)
View = Callable[[HttpRequest], HttpResponseBase]


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, whoever asks and however they came here."""

    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


@demo_only
def enter(request: HttpRequest) -> HttpResponseBase:
    """The people of the demo by level: GET lists them, POST logs in as one, for real, with the demo's password."""
    return _enter_as(request) if request.method == "POST" else _people(request)


@reads
def _people(request: HttpRequest) -> HttpResponse:
    levels = everybody(clock.today())
    return page(request, "demo/enter.html", {"levels": levels, "begin_with": begin_with(levels), "now": clock.now()})


@writes
def _enter_as(request: HttpRequest) -> HttpResponseBase:
    person = person_named(request.POST.get("person", ""))
    if person is None:
        raise Unknown(Say("个人", "person"), Say("请在名单里选一个人。", "Choose somebody from the list."))
    login.log_in(request=request, login_name=person.login_name, password=PASSWORD, at=clock.now())
    return HttpResponseRedirect(_next(request))


@demo_only
@writes
def move_clock(request: HttpRequest) -> HttpResponseBase:
    """Move the demo clock some days on, or to a day (at half past nine); what falls due on the way is done."""
    now = clock.now()
    target = _target(request, now)
    if target is None or target <= now or target - now > FURTHEST:
        raise Refused(
            Say("演示时钟没有移动。", "The demo clock was not moved."),
            Say("只能往后拨，最多三年。", "It moves forward only, three years at most."),
            Say("请选一个以后的日期。", "Choose a later day."),
            cite=FORWARD,
            status=422,
            code="clock-back",
        )
    clock.move_to(target)
    catch_up(at=clock.now(), on=clock.today())
    shown = day_of(target).isoformat()
    done(request, Say(f"演示时钟拨到了 {shown}。", f"The demo clock now shows {shown}."))
    return HttpResponseRedirect(_next(request))


def _target(request: HttpRequest, now: datetime) -> datetime | None:
    """The moment asked for, None when it cannot be read."""
    days = request.POST.get("days", "")
    if days.isdecimal() and len(days) <= 4:
        return now + timedelta(days=int(days))
    try:
        return datetime.combine(date.fromisoformat(request.POST.get("to", "")), time(9, 30), tzinfo=BEIJING)
    except ValueError:
        return None


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fits else resolve_url("desk:start")
