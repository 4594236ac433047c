"""What happens to every request: its size, its language, the end of its session, and that nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from jidi.web.shared import errors

Next = Callable[[HttpRequest], HttpResponse]

LANGUAGES_BY_COOKIE = {"zh": "zh-hans", "en": "en"}
BEGAN = "jidi_began"
SEEN = "jidi_seen"
SEEN_STEP = 60
"""Seconds between two writes of "seen": a session row is not rewritten with every page."""


class RequestSize:
    """Refuse a request that announces more than one request may carry, before a byte of it is stored."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 with the limit, or go on."""
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = 0
        if announced > settings.MAX_REQUEST_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class LanguageByCookie:
    """Chinese unless the reader chose English; what the browser asks for does not count (Chinese first)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the language for this request and say it in the answer."""
        chosen = LANGUAGES_BY_COOKIE.get(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), "zh-hans")
        with translation.override(chosen):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", chosen)
        return response


class SessionLimits:
    """Let a session end: after thirty idle minutes (by its age), and after twelve hours in any case (house rule)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End an over-long session or note that its owner is at work."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if now - request.session.get(BEGAN, now) > settings.SESSION_ABSOLUTE_LIMIT.total_seconds():
                logout(request)
            elif now - request.session.get(SEEN, 0) >= SEEN_STEP:
                request.session.setdefault(BEGAN, now)
                request.session[SEEN] = now
        return self.get_response(request)


class NoStore:
    """Pages made for somebody who is logged in leave no copy in a browser or proxy."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer; a view that set its own rule for caching keeps it only when it is as strict."""
        response = self.get_response(request)
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if had_session or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers["Cache-Control"] = "no-store, private"
        return response
