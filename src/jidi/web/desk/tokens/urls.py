"""The addresses of one's own tokens."""

from __future__ import annotations

from django.urls import path

from jidi.web.desk.tokens import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("make/", views.make, name="tokens-make"),
    path("<int:token>/end/", views.end, name="token-end"),
]
