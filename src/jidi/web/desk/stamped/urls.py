"""Addresses of 盖章件. What the code on paper says is ``check/``: short, because every letter makes the code finer."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.stamped import views

urlpatterns = [
    path("<int:filing_id>/<int:ordinal>/", views.stamped, name="stamped"),
    path("<int:filing_id>/<int:ordinal>/code.svg", views.code, name="stamped-code"),
    path("<int:filing_id>/<int:ordinal>/<slug:printed>/", views.check, name="stamped-check"),
]
