"""The entry point of the probe for granian."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench._bare_settings"
application = get_wsgi_application()
