"""The addresses of the site: each audience brings its own, the house adds its health and names the pages for errors."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from jidi.config import views

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", views.health, name="health")]
if "web.desk" in settings.ROOMS and find_spec("jidi.web.desk.urls"):
    urlpatterns.append(path("", include("jidi.web.desk.urls")))
if find_spec("jidi.web.api.urls"):
    urlpatterns.append(path("api/", include("jidi.web.api.urls")))
if "demo" in settings.ROOMS and find_spec("jidi.demo.urls"):
    urlpatterns.append(path("", include("jidi.demo.urls")))

handler400 = "jidi.web.shared.errors.bad_request"
handler403 = "jidi.web.shared.errors.forbidden"
handler404 = "jidi.web.shared.errors.not_found"
handler500 = "jidi.web.shared.errors.server_error"
