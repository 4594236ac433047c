"""Addresses of 审计."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.audit import views

urlpatterns = [
    path("", views.entries, name="audit"),
    path("verify/", views.check, name="audit-verify"),
    path("<int:seq>/", views.entry, name="audit-entry"),
]
