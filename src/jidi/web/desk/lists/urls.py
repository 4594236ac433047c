"""Addresses of lists: one for each list step of a round and each of its scopes."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.lists import views

urlpatterns = [
    path("of/<int:key>/", views.of_case, name="case-place"),
    path("<str:round_key>/<str:step>/<str:scope_key>/", views.list_, name="list"),
    path("<str:round_key>/<str:step>/<str:scope_key>/freeze/", views.freeze, name="list-freeze"),
    path("<str:round_key>/<str:step>/<str:scope_key>/order/", views.order, name="list-order"),
    path("<str:round_key>/<str:step>/<str:scope_key>/hold/", views.hold, name="list-hold"),
    path("<str:round_key>/<str:step>/<str:scope_key>/answer/", views.answer, name="list-answer"),
]
