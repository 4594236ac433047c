"""Product and probe beside each other: the probe's server, the rows both stored, the line that compares them."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench._measure import Pair, verdict
from tests.races.serving import Server, environment, free_port


@contextmanager
def bare(data: Path) -> Iterator[Server]:
    """The probe: the same server program with as many workers and threads."""
    from jidi.cli.serve import THREADS, WORKERS

    port = free_port()
    line = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    line += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    server = Server([*line, "bench._bare_wsgi:application"], port, environment(data, port=port), data / "bare.log")
    server.await_answer("/ping/")
    try:
        yield server
    finally:
        server.stop()


def rows_in(data: Path) -> dict[str, int]:
    """How many rows each table holds, but for sessions."""
    with closing(sqlite3.connect(data / "jidi.sqlite3")) as link:
        names = [name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("sqlite_", "django_session"))]
        # The names are those the database itself gave.
        return {name: int(link.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in kept}  # noqa: S608


def show(name: str, pair: Pair, least: float, most: float | None = None) -> bool:
    """Print a pair; tell whether its budget is met."""
    good = pair.ratio >= least and (most is None or pair.p95 <= most)
    low, high = min(pair.ratios), max(pair.ratios)
    line = f"{name}: {pair.ratio:.2f} ({low:.2f}–{high:.2f}) of a bare view, budget ≥ {least:.2f}; "
    line += f"{pair.product.rate:.0f}/s beside {pair.probe.rate:.0f}/s; p95 {pair.product.percentile(0.95):.1f} ms"
    line += f" beside {pair.probe.percentile(0.95):.1f} ms = {pair.p95:.2f}×" + (f" (≤ {most})" if most else "")
    print(f"{line}  {verdict(good)}", flush=True)
    return good
