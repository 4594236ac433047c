"""Addresses of workbooks."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.workbooks import views

urlpatterns = [
    path("<int:filing_id>/", views.workbook, name="workbook"),
    path("<int:filing_id>/download/", views.download, name="workbook-download"),
    path("<int:filing_id>/upload/", views.upload, name="workbook-upload"),
    path("uploads/<slug:key>/", views.uploaded, name="workbook-uploaded"),
    path("uploads/<slug:key>/marked/", views.marked, name="workbook-marked"),
    path("uploads/<slug:key>/accept/", views.accept, name="workbook-accept"),
]
