"""Addresses of 系统."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.system import holidays, views

urlpatterns = [
    path("", views.home, name="system"),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/day/", holidays.day, name="holidays-day"),
    path("holidays/year/", holidays.year, name="holidays-year"),
]
