"""From a clean machine to the first page: a fresh clone, an empty HOME, nothing installed, one command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.races.serving import Server, free_port

ROOT = Path(__file__).resolve().parents[1]
KEPT = (
    "PATH",
    "LANG",
    "LC_",
    "TMPDIR",
    "PIP_",
    "NPM_",
    "npm_",
    "HTTP_",
    "HTTPS_",
    "NO_",
    "http_",
    "https_",
    "no_",
    "SSL_",
    "REQUESTS_",
)
"""What belongs to the machine and not to the person: where programs and registries are."""
PYTHON = "/usr/bin/python3"
LONGEST = 600.0


def seconds_to_first_page(place: Path) -> float:
    """Clone what is committed, run ``run.py demo`` with an empty HOME, and wait for the log-in page.

    Raises DidNotStartError with what the command wrote when it ends or takes ten minutes.
    """
    clone, home = place / "clone", place / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    env = {name: value for name, value in os.environ.items() if name.startswith(KEPT)} | {"HOME": str(home)}
    port = free_port()
    python = PYTHON if Path(PYTHON).exists() else shutil.which("python3") or "python3"
    command = [python, str(clone / "run.py"), "demo", "--port", str(port), "--data", str(place / "data")]
    server = Server(command, port, env, place / "start.log")
    try:
        return server.await_answer("/login/", within=LONGEST)
    finally:
        server.stop()
