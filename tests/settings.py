"""The product's own settings, with a throw-away data directory, a cheap password hasher and no wait for the disk."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_directory = tempfile.mkdtemp(prefix="jidi-tests-")
atexit.register(shutil.rmtree, _directory, ignore_errors=True)
os.environ["JIDI_DATA"] = _directory
for _name in ("JIDI_PUBLIC_URL", "JIDI_BEHIND_PROXY", "JIDI_DEMO", "JIDI_COLLECT"):
    os.environ.pop(_name, None)

from jidi.config.settings import *  # noqa: E402, F403
from jidi.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of a race test must meet in one database, as they do in the product.
    _database["TEST"] = {"NAME": Path(_directory) / "test.sqlite3"}
    _database["OPTIONS"]["init_command"] = _database["OPTIONS"]["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
else:
    _database["OPTIONS"].pop("pool")
