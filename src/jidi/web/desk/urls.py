"""Addresses of the desk. A room of the desk brings its own: ``web/desk/ROOM/urls.py`` stands below ``/ROOM/``."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from jidi.web.desk import components, doors, views

app_name = "desk"

ROOMS = (
    "work",
    "reviews",
    "pending",
    "applications",
    "lists",
    "panels",
    "notices",
    "returns",
    "analysis",
    "assessments",
    "bases",
    "funds",
    "supervision",
    "trade",
    "policies",
    "audit",
    "system",
    "files",
    "workbooks",
    "search",
    "reminders",
    "tokens",
    "stamped",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("login/", doors.log_in, name="login"),
    path("logout/", doors.log_out, name="logout"),
    path("post/", doors.choose_post, name="choose-post"),
    path("password/", doors.change_password, name="password"),
    path("language/", views.language, name="language"),
    path("session/", views.session, name="session"),
    path("feedback/", views.feedback, name="feedback"),
    path("accessibility/", views.accessibility, name="accessibility"),
    *([path("_components/", components.components, name="components")] if settings.DEMO else []),
    *[
        path(f"{room}/", include(f"jidi.web.desk.{room}.urls"))
        for room in ROOMS
        if find_spec(f"jidi.web.desk.{room}") and find_spec(f"jidi.web.desk.{room}.urls")
    ],
]
