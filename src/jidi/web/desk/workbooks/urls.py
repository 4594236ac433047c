"""Addresses of workbooks."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.workbooks import bulk, views

urlpatterns = [
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/blank/", bulk.blank, name="bulk-blank"),
    path("bulk/take/", bulk.take, name="bulk-take"),
    path("bulk/<slug:key>/", bulk.batch, name="bulk-batch"),
    path("bulk/<slug:key>/choose/", bulk.choose, name="bulk-choose"),
    path("bulk/<slug:key>/resume/", bulk.resume, name="bulk-resume"),
    path("bulk/<slug:key>/problems/", bulk.problems, name="bulk-problems"),
    path("bulk/<slug:key>/marked/", bulk.marked, name="bulk-marked"),
    path("<int:filing_id>/", views.workbook, name="workbook"),
    path("<int:filing_id>/download/", views.download, name="workbook-download"),
    path("<int:filing_id>/upload/", views.upload, name="workbook-upload"),
    path("uploads/<slug:key>/", views.uploaded, name="workbook-uploaded"),
    path("uploads/<slug:key>/marked/", views.marked, name="workbook-marked"),
    path("uploads/<slug:key>/accept/", views.accept, name="workbook-accept"),
]
