"""Addresses of 工作台."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.work import views

urlpatterns = [path("", views.work, name="work"), path("side/", views.side, name="work-side")]
