"""Addresses of the pool of experts, and of the panel of a step of a round."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.panels import pool, views

urlpatterns = [
    path("pool/", pool.pool, name="expert-pool"),
    path("pool/enter/", pool.enter, name="expert-enter"),
    path("pool/<int:expert_id>/leave/", pool.leave, name="expert-leave"),
    path("<str:round_key>/<str:step>/", views.panel, name="panel"),
    path("<str:round_key>/<str:step>/begin/", views.begin, name="panel-begin"),
    path("<str:round_key>/<str:step>/take-in/", views.take_in, name="panel-take-in"),
    path("<str:round_key>/<str:step>/replace/<int:seat_id>/", views.replace, name="panel-replace"),
    path("<str:round_key>/<str:step>/stand-in/", views.stand_in, name="panel-stand-in"),
    path("<str:round_key>/<str:step>/close/", views.close, name="panel-close"),
    path("<str:round_key>/<str:step>/pass/", views.pass_on, name="panel-pass"),
]
