"""The addresses of one's own reminders."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.reminders import views

urlpatterns = [path("", views.reminders, name="reminders"), path("read/", views.read, name="reminders-read")]
