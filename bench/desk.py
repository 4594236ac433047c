#!/usr/bin/env python3
"""``python3 run.py bench desk``: the desk beside a bare Django view on the same server, database and machine.

Each figure is a ratio, measured by turns; the budgets are those of the issue. Nothing is stored outside a temporary directory.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench._beside import bare, rows_in, show  # noqa: E402
from bench._measure import CLIENTS, TURNS, Client, by_turns, machine, verdict  # noqa: E402
from bench._start import seconds_to_first_page  # noqa: E402
from tests.races.asking import Link, request  # noqa: E402
from tests.races.serving import Server, environment, serving  # noqa: E402
from tests.races.site import Site, fresh_key  # noqa: E402

WORK = "/work/?urgency=later&sort=due"
IDLE, LOADED, START = 150, 300, 45


def main() -> int:
    """Measure and print; the exit status says whether every budget was met."""
    parser = argparse.ArgumentParser(prog="run.py bench desk")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a turn (2)")
    parser.add_argument(
        "--start", action="store_true", help="time a clean machine too: a clone, an empty HOME (downloads)"
    )
    options = parser.parse_args()
    good = []
    with tempfile.TemporaryDirectory(prefix="jidi-bench-") as directory:
        data = Path(directory)
        print(machine(data), flush=True)
        world = built(data)
        print(f"rows stored: {stored(data)} items, of which {world['items']} for this office", flush=True)
        # The probe works on a copy: what it stores is no part of the trail, which is verified at the end.
        copy = data / "probe"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns("*.log", "probe"))
        with serving(data) as product, bare(copy) as probe:
            good += work_list(product, probe, world, options.seconds)
            good.append(submissions(product, probe, world, data, copy))
        Site(data).holds()
        print("记录链与不变量 audit trail and invariants hold", flush=True)
    if options.start:
        good.append(from_nothing())
    return 0 if all(good) else 1


def from_nothing() -> bool:
    """A clean machine to the first page of the demo."""
    with tempfile.TemporaryDirectory(prefix="jidi-start-") as directory:
        took = seconds_to_first_page(Path(directory))
    print(f"首次启动 clean machine to first page: {took:.0f} s (≤ {START})  {verdict(took <= START)}", flush=True)
    return took <= START


def built(data: Path) -> dict:
    """The site that is measured, built in a process of its own."""
    subprocess.run([sys.executable, "-m", "bench._site"], env=environment(data), cwd=ROOT, check=True)
    return json.loads((data / "world.json").read_text("utf-8"))


def stored(data: Path) -> int:
    """How many items the database holds."""
    with closing(sqlite3.connect(data / "jidi.sqlite3")) as link:
        return int(link.execute("SELECT count(*) FROM agenda_workitem").fetchone()[0])


def asking(port: int, address: str, session: str, must: bytes) -> Client:
    """A client that opens one page again and again on one connection, and looks that it is the page."""
    link, asked = Link(port), request(port, "GET", address, session)

    def once() -> None:
        answer = link.send(asked)
        if answer.status != 200 or must not in answer.body:
            raise RuntimeError(f"{address}: {answer.status} {answer.text[:500]}")

    return once


def work_list(product: Server, probe: Server, world: dict, seconds: float) -> list[bool]:
    """Fifty of ten thousand items; memory before and after."""
    session = world["sessions"]["province_officer"]
    idle = product.pss()
    ours = [asking(product.port, WORK, session, b"jd-table__group") for _ in range(CLIENTS)]
    address = f"{WORK}&office={world['office']}&org={world['org']}"
    theirs = [asking(probe.port, address, session, b"<table>") for _ in range(CLIENTS)]
    pair = by_turns(ours, theirs, seconds=seconds)
    good = [show("工作台 work list", pair, 0.75, 1.4)]
    loaded = product.pss()
    good.append(idle <= IDLE and loaded <= LOADED)
    print(f"内存 memory (PSS, supervisor + 2 workers): idle {idle:.0f} MB (≤ {IDLE}), loaded {loaded:.0f} MB (≤ {LOADED})"
          f"  {verdict(good[-1])}")  # fmt: skip
    return good


def submissions(product: Server, probe: Server, world: dict, data: Path, copy: Path) -> bool:
    """Handing in an application of forty fields and three attachments; the probe stores the very same rows."""
    session, waiting = world["sessions"]["county_officer"], world["applications"]
    shares = [waiting[place::CLIENTS] for place in range(CLIENTS)]
    before = rows_in(data), rows_in(copy)
    ours = [handing_in(product.port, session, share, "/applications/{number}/answer/") for share in shares]
    theirs = [handing_in(probe.port, session, share, "/submit/") for share in shares]
    pair = by_turns(ours, theirs, times=len(shares[0]) // TURNS, warm=len(shares[0]) % TURNS)
    stored = [{t: n - was.get(t, 0) for t, n in rows_in(at).items() if n != was.get(t, 0)}
              for at, was in zip((data, copy), before, strict=True)]  # fmt: skip
    if stored[0] != stored[1] or stored[0].get("filings_version") != len(waiting):
        raise RuntimeError(f"product and probe did not store the same rows: {stored}")
    print(
        f"rows per submission: {sum(stored[0].values()) / len(waiting):.1f} in {len(stored[0])} tables, the same in both"
    )
    return show("申报 submission (40 fields, 3 attachments)", pair, 0.5)


def handing_in(port: int, session: str, share: list[dict], address: str) -> Client:
    """A client that hands in one application after the other, as the button of its page does."""
    link, waiting = Link(port), iter(share)

    def once() -> None:
        one = next(waiting)
        values = {"answer": "submit", "once": fresh_key(), "seen": one["seq"], "number": one["number"]}
        answer = link.post(address.format(number=one["number"]), values, session)
        if answer.status != 302:
            raise RuntimeError(f"{one['number']}: {answer.status} {answer.text[:500]}")

    return once


if __name__ == "__main__":
    sys.exit(main())
