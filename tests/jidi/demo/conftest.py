"""A demo province, built once for all tests here in a directory of its own, and asked from outside like any site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BEGIN = """
import json
from pathlib import Path
from jidi.demo.command import begin
begin(Path({data!r}))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A demo in a data directory: its own commands, and questions put to it in Python of its own process."""

    data: Path
    told: str
    seconds: float

    @property
    def environment(self) -> dict[str, str]:
        """What its processes run with; nothing of the tests' own settings reaches them."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIDI_", "DJANGO_"))}
        return kept | {"JIDI_DATA": str(self.data), "JIDI_DEMO": "1"}

    def jidi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on it."""
        command = [sys.executable, "-m", "jidi", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def ask(self, code: str) -> Any:
        """Run Python on it; what the code puts into ``answer`` comes back as plain data."""
        whole = BEGIN.format(data=str(self.data)) + code + "\nprint(json.dumps(answer, default=str))"
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo province of the story that is told by default."""
    data = tmp_path_factory.mktemp("demo")
    site, started = Site(data, "", 0), time.monotonic()
    done = site.jidi("demo", "--data", str(data), "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(data, done.stdout, time.monotonic() - started)
