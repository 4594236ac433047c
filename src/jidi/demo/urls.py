"""Addresses of the demo. They exist only where the demo is installed (``config.settings``, JIDI_DEMO=1)."""

from __future__ import annotations

from django.urls import path

from jidi.demo import views

app_name = "demo"

urlpatterns = [
    path("demo/enter/", views.enter, name="enter"),
    path("demo/clock/", views.move_clock, name="clock"),
]
