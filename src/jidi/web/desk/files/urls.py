"""Addresses of attachments."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.files import views

urlpatterns = [path("<slug:key>/", views.file, name="file")]
