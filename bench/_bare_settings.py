"""Settings of the probe: Jidi's own database, sessions and people, and nothing else of Jidi between request and view."""

from __future__ import annotations

from jidi.config.settings import *  # noqa: F403

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench._bare"
WSGI_APPLICATION = "bench._bare_wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"context_processors": [], "loaders": [("django.template.loaders.locmem.Loader", {})]},
    }
]
