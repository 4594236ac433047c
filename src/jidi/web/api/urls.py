"""Where the API stands: /api/v1/."""

from __future__ import annotations

from django.urls import path

from jidi.web.api.app import api

urlpatterns = [path("v1/", api.urls)]
