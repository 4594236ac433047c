"""The supervisor loads the site once, and hands no connection on to its workers."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, sys
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "jidi.config.settings"
from jidi.cli import workers
workers.load()
from django.db import connections
assert "jidi.web.desk.work.views" in sys.modules, "pages are loaded"
assert gc.get_freeze_count() > 10_000, "and out of the collector's sight"
assert all(one.connection is None for one in connections.all(initialized_only=True)), "no connection is shared"
assert not {"duckdb", "pyarrow", "openpyxl"} & set(sys.modules), "what few need is not loaded"
"""


def test_the_site_is_loaded_and_nothing_is_open() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
