"""``jidi serve`` as its own processes, on a free port of this machine: started, asked, stopped or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = 60.0
"""Seconds a server may take until it answers."""


class DidNotStartError(RuntimeError):
    """The server ended or never answered; its own words are in the message."""


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data: Path, url: str = "", *, port: int = 0, demo: bool = True) -> dict[str, str]:
    """What a process of the site needs to know: its data directory, its database, its address, whether it is a demo.

    A demo by default: its clock can be set, so that a test does not depend on the day it runs on.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIDI_", "DJANGO_"))}
    own = {
        "JIDI_DATA": str(data),
        "JIDI_DATABASE_URL": url,
        "JIDI_DEMO": "1" if demo else "",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONUTF8": "1",
    }
    if port:
        own["JIDI_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    return kept | own


class Server:
    """A server and its workers, in a process group of their own so that all of them can be stopped or killed at once."""

    def __init__(self, command: list[str], port: int, env: Mapping[str, str], log: Path) -> None:
        self.port = port
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env=dict(env),
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The supervisor."""
        return self._process.pid

    @property
    def pids(self) -> list[int]:
        """The supervisor and everything below it."""
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):
                    todo += map(int, children.read_text().split())
        return found

    def pss(self) -> float:
        """Memory of all its processes, shared pages split among those who share them: MB."""
        total = 0
        for pid in self.pids:
            with suppress(OSError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return total / 1024

    def await_answer(self, address: str = "/healthz", within: float = START) -> float:
        """Wait until it answers; return the seconds that took. Raises DidNotStartError with the server's own words."""
        began = time.monotonic()
        while time.monotonic() - began < within and self._process.poll() is None:
            if answers(self.port, address):
                return time.monotonic() - began
            time.sleep(0.03)
        said = self._log.read_text("utf-8", "replace")[-3000:]
        self.kill()
        raise DidNotStartError(said)

    def stop(self) -> None:
        """Ask it to end, and see to it that it does."""
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """``kill -9`` of supervisor and workers, in one call."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def words(self) -> str:
        """What it wrote so far."""
        return self._log.read_text("utf-8", "replace")


def answers(port: int, address: str = "/healthz") -> bool:
    """Whether somebody answers 200 on a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return b" 200" in link.recv(100)
    except OSError:
        return False


def start(data: Path, url: str = "", *, demo: bool = True, port: int = 0) -> Server:
    """``jidi serve`` on a data directory, as it is: two workers, four threads each."""
    port = port or free_port()
    command = [sys.executable, "-m", "jidi", "serve", "--port", str(port)]
    return Server(command, port, environment(data, url, port=port, demo=demo), data / "server.log")


@contextmanager
def serving(data: Path, url: str = "", *, demo: bool = True) -> Iterator[Server]:
    """``jidi serve`` until the block ends."""
    server = start(data, url, demo=demo)
    server.await_answer()
    try:
        yield server
    finally:
        server.stop()
