"""Coming in and going out: log-in, the choice of a post, one's own password, log-out.

Each door is two views: one that shows the form, one that takes it.
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from jidi.accounts import passwords
from jidi.accounts.services import login, people
from jidi.common.say import Refused, Say
from jidi.web.desk import nav
from jidi.web.desk.forms import LogIn, NewPassword
from jidi.web.desk.http import done
from jidi.web.shared import errors, site
from jidi.web.shared.acting import actor_of, now_of, person_of, posts_of, today_of
from jidi.web.shared.http import page, reads, writes
from jidi.web.shared.parts import Problem


def log_in(request: HttpRequest) -> HttpResponseBase:
    """The log-in page: GET shows it, POST takes it."""
    return _take_log_in(request) if request.method == "POST" else _show_log_in(request)


@reads
def _show_log_in(request: HttpRequest) -> HttpResponseBase:
    if person_of(request) and actor_of(request):
        return HttpResponseRedirect(_next(request))
    return _log_in_page(request, LogIn())


@writes
def _take_log_in(request: HttpRequest) -> HttpResponseBase:
    form = LogIn(request.POST)
    if not form.is_valid():
        return _log_in_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        person = login.log_in(request=request, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        # The middleware of django-axes puts the page for a locked name in place of this one.
        return _log_in_page(request, form, refused)
    left, ends = passwords.days_left(person, today_of(request)), passwords.ends_on(person)
    if left is not None:
        zh = f"口令还有 {left} 天到期（{ends} 起须先更改），请在右上角姓名下更改。"
        done(request, Say(zh, f"Your password runs out in {left} days, on {ends}; change it below your name."))
    return HttpResponseRedirect(_next(request))


def _log_in_page(
    request: HttpRequest, form: LogIn, refused: Refused | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "next": _next(request),
        "site": site.platform_name(site.only_province()),
        "demo": settings.DEMO,
        "people": nav.address("demo:enter") if settings.DEMO else "",
    }
    return page(request, "desk/log_in.html", context, status=refused.status if refused else status)


@writes
def log_out(request: HttpRequest) -> HttpResponseBase:
    """End the session and go back to the door."""
    login.log_out(request=request, at=now_of(request))
    return HttpResponseRedirect(resolve_url("desk:login"))


def choose_post(request: HttpRequest) -> HttpResponseBase:
    """Choose among one's posts, or change from one to another."""
    if person_of(request) is None:
        return HttpResponseRedirect(resolve_url("desk:login"))
    return _take_post(request) if request.method == "POST" else _show_posts(request)


@reads
def _show_posts(request: HttpRequest) -> HttpResponseBase:
    return page(
        request,
        "desk/choose_post.html",
        {"posts": posts_of(request), "person": person_of(request), "next": _next(request), "chosen": actor_of(request)},
    )


@writes
def _take_post(request: HttpRequest) -> HttpResponseBase:
    asked = request.POST.get("post", "")
    login.choose_post(request=request, post_id=int(asked) if asked.isdecimal() else 0, on=today_of(request))
    return HttpResponseRedirect(_next(request))


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password, at the first log-in or later."""
    if person_of(request) is None:
        return HttpResponseRedirect(resolve_url("desk:login"))
    return _take_password(request) if request.method == "POST" else _show_password(request)


@reads
def _show_password(request: HttpRequest) -> HttpResponseBase:
    return _password_page(request, NewPassword())


@writes
def _take_password(request: HttpRequest) -> HttpResponseBase:
    form = NewPassword(request.POST)
    person = person_of(request)
    if person is None:
        return errors.lost_session(request)
    if not form.is_valid():
        return _password_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        changed = people.change_password(
            person=person, old=form.cleaned_data["old"], new=form.cleaned_data["new"], at=now_of(request)
        )
    except Refused as refused:
        return _password_page(request, form, refused, refused.status)
    login.keep_session(request=request, person=changed)
    done(request, Say("口令已更改，其他地方的登录已退出。", "The password is changed; other log-ins have ended."))
    return HttpResponseRedirect(_next(request))


def _password_page(
    request: HttpRequest, form: NewPassword, refused: Refused | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    person = person_of(request)
    context = {
        "form": form,
        "problems": [Problem(refused.why)] if refused else None,
        "refused": refused,
        "first": bool(person and person.must_change_password),
        "run_out": bool(person and passwords.has_run_out(person, today_of(request))),
        "days": settings.PASSWORD_DAYS,
        "kept": passwords.KEPT,
        "rule": passwords.RULE,
        "next": _next(request),
    }
    return page(request, "desk/password.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this site that the page before asked for, else the start."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fits else resolve_url("desk:start")
