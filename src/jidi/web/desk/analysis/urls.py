"""Addresses of the analysis pages."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.analysis import findings, views

urlpatterns = [
    path("", views.analysis, name="analysis"),
    path("findings/", findings.findings, name="analysis-findings"),
    path("export/<slug:kind>/", views.export, name="analysis-export"),
]
