"""The WSGI entry point that ``jidi serve`` gives to granian."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jidi.config.settings")
application = get_wsgi_application()
