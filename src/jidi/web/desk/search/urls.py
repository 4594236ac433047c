"""The address of the search."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.search import views

urlpatterns = [path("", views.search, name="search")]
