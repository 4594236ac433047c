"""Addresses of what waits for a decision."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.pending import views

urlpatterns = [
    path("", views.pending, name="pending"),
    path("<str:round_key>/<str:step>/<str:scope_key>/", views.sheet, name="pending-sheet"),
]
