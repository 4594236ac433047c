"""Measuring: closed loops of a few clients, product and probe by turns, and what the machine can do."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
TURNS = 5
SECONDS = 2.0

Client = Callable[[], None]
"""One request (or one whole act) of one client; raises when the answer is not what it should be."""


@dataclass(slots=True)
class Run:
    """What a subject did in its turns: acts per second in each, and how long each act took (milliseconds)."""

    rates: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Acts per second: the median of the turns."""
        return statistics.median(self.rates)

    def percentile(self, share: float) -> float:
        """The time that share of all acts stayed within, in milliseconds."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))]


@dataclass(slots=True)
class Pair:
    """Product and probe, measured by turns."""

    product: Run = field(default_factory=Run)
    probe: Run = field(default_factory=Run)

    @property
    def ratios(self) -> list[float]:
        """Product to probe, turn by turn."""
        return [a / b for a, b in zip(self.product.rates, self.probe.rates, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the turns."""
        return statistics.median(self.ratios)

    @property
    def p95(self) -> float:
        """95th percentile of the product to that of the probe."""
        return self.product.percentile(0.95) / self.probe.percentile(0.95)


def by_turns(
    product: Sequence[Client],
    probe: Sequence[Client],
    *,
    turns: int = TURNS,
    seconds: float = SECONDS,
    times: int | None = None,
    warm: int | None = None,
) -> Pair:
    """Let the clients of the product and those of the probe work by turns; the first half second of each warms up.

    With ``times`` each client acts so often in a turn instead of for so long (``warm``: to warm up): for acts that use up
    what they act on.
    """
    pair = Pair()
    for clients in (product, probe):
        loop(clients, 0.5, Run(), warm)
    for _ in range(turns):
        loop(product, seconds, pair.product, times)
        loop(probe, seconds, pair.probe, times)
    return pair


def loop(clients: Sequence[Client], seconds: float, into: Run, times: int | None = None) -> None:
    """Let each client act again and again, one thread each, until the time is up, or so many times."""
    took: list[list[float]] = [[] for _ in clients]
    faults: list[BaseException] = []
    until = time.perf_counter() + seconds

    def work(client: Client, mine: list[float]) -> None:
        try:
            while not faults and ((began := time.perf_counter()) < until if times is None else len(mine) < times):
                began = time.perf_counter()
                client()
                mine.append((time.perf_counter() - began) * 1000)
        except BaseException as fault:
            faults.append(fault)

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, took, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    if faults:
        raise faults[0]
    done = [one for mine in took for one in mine]
    into.rates.append(len(done) / lasted)
    into.took += done


def fdatasync_p50(directory: Path, times: int = 200) -> float:
    """Milliseconds until 4 KB overwritten in place are on the disk: median."""
    took = []
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        descriptor = file.fileno()
        os.pwrite(descriptor, b"\0" * 65536, 0)
        os.fsync(descriptor)
        for turn in range(times):
            began = time.perf_counter()
            os.pwrite(descriptor, b"\1" * 4096, (turn % 16) * 4096)
            os.fdatasync(descriptor)
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def neighbours() -> float:
    """Cores that others use while we wait half a second: what they take of the machine is in every absolute figure."""

    def busy() -> float:
        fields = [float(text) for text in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return sum(fields[:3]) + sum(fields[5:8])

    before = busy()
    time.sleep(0.5)
    return (busy() - before) / os.sysconf("SC_CLK_TCK") / 0.5


def machine(directory: Path) -> str:
    """The machine in one line."""
    import django

    versions = f"Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}"
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({neighbours():.2f} used by others), fdatasync p50 {fdatasync_p50(directory):.2f} ms, "
        f"{versions}, {sys.platform}"
    )


def verdict(good: bool) -> str:
    """Whether a budget is met, in a word."""
    return "达到 met" if good else "未达到 MISSED"
