"""Addresses of the analysis pages."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.analysis import views

urlpatterns = [
    path("", views.analysis, name="analysis"),
    path("export/<slug:kind>/", views.export, name="analysis-export"),
]
