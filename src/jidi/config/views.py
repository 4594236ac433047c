"""The few answers that belong to no room: health, a locked name, a stale page, a request too large, errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer ``ok`` when the database answers; for a supervisor, so it opens no session and says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def locked_out(
    request: HttpRequest, *args: Any, credentials: dict[str, Any] | None = None, **kwargs: Any
) -> HttpResponse:
    """Say that a name is locked, for how long and why; whether the name exists is not said."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    return render(request, "house/locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form whose token no longer fits (the session ended, or the page is old) and how to go on."""
    return render(request, "house/stale_page.html", {"path": request.path}, status=HTTPStatus.FORBIDDEN)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say how much one request may carry."""
    context = {"limit": settings.MAX_REQUEST_BYTES // (1024 * 1024)}
    return render(request, "house/too_large.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
