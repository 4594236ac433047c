"""Addresses of the reviews an expert does."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.reviews import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("<int:panel_id>/", views.panel, name="review-panel"),
    path("<int:panel_id>/<str:case_key>/declare/", views.declare, name="review-declare"),
    path("<int:panel_id>/<str:case_key>/", views.sheet, name="review-sheet"),
    path("<int:panel_id>/<str:case_key>/save/", views.save, name="review-save"),
    path("<int:panel_id>/<str:case_key>/submit/", views.submit, name="review-submit"),
]
