#!/usr/bin/env python3
"""``python3 run.py bench returns``: handing returns in beside a bare Django view, rules beside plain work, a file of ten
thousand returns beside reading and inserting it. ``--only a,c`` measures some of them:

    a  handing in a return of 100 values over HTTP, at 1, 8 and 32 clients, and 200 clients at once
    b  the same with many returns stored (``--stored``), beside the same site without them
    c  110 rules on one return
    d  110 rules on 10^7 values in a ready Parquet
    e  a file of 10,000 returns of 100 values: checked and stored

Product and probe by turns, median of five; nothing is stored outside a temporary directory.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench._beside import bare, rows_in, show  # noqa: E402
from bench._measure import TURNS, Client, Run, by_turns, loop, machine, verdict  # noqa: E402
from tests.races.asking import Link  # noqa: E402
from tests.races.serving import Server, environment, serving  # noqa: E402
from tests.races.site import Site, fresh_key  # noqa: E402

LEAST, FLOOR, FULL = 0.60, 250, 0.95
CROWD = 200
ACTS = {1: (3, 10), 8: (1, 4), 32: (1, 1)}
"""By how many clients there are: how often each hands in to warm up, and in each of the turns."""
ONE_RETURN, HISTORY, FILE = 5.0, 0.5, 4.0
"""Milliseconds, seconds, seconds."""


def main() -> int:
    """Measure and print; the exit status says whether every budget was met."""
    parser = argparse.ArgumentParser(prog="run.py bench returns")
    parser.add_argument("--only", default="a,b,c,d,e", help="which to measure, letters with commas (all)")
    parser.add_argument(
        "--stored", type=int, default=10_000, help="returns stored for b (10,000; 1000000 takes half an hour and 5 GB)"
    )
    parser.add_argument("--returns", type=int, default=10_000, help="returns in the file of e (10,000)")
    parser.add_argument("--runs", type=int, default=TURNS, help=f"how often the file of e is taken in ({TURNS})")
    options = parser.parse_args()
    wanted = set(options.only.split(","))
    good: list[bool] = []
    with tempfile.TemporaryDirectory(prefix="jidi-returns-") as directory:
        data = Path(directory)
        print(machine(data), flush=True)
        if wanted & {"a", "b"}:
            good += over_http(data, wanted, options.stored)
        if wanted & {"c", "d"}:
            good += rules(wanted)
        if "e" in wanted:
            good.append(many_at_once(data / "file", options.returns, options.runs))
    return 0 if all(good) else 1


# --- over HTTP ------------------------------------------------------------------------------------------------------


def over_http(data: Path, wanted: set[str], stored: int) -> list[bool]:
    """Build the site once, measure on copies of it, then ask its own commands whether everything holds."""
    site, copy, full, empty = (data / name for name in ("site", "probe", "full", "empty"))
    site.mkdir()
    acts = {count: count * (warm + TURNS * times) for count, (warm, times) in ACTS.items()}
    built(site, str(sum(acts.values()) + CROWD if "a" in wanted else acts[8]))
    shutil.copytree(site, copy)
    good: list[bool] = []
    world = json.loads((site / "world.json").read_text("utf-8"))
    if "b" in wanted:
        shutil.copytree(site, full)
        shutil.copytree(site, empty)
        built(full, "--stored", str(stored))
    if "a" in wanted:
        with serving(site) as product, bare(copy) as probe:
            good += handing_in(product, probe, world, site, copy)
        Site(site).holds()
    if "b" in wanted:
        good.append(with_many(full, empty, world, stored))
        Site(full).holds()
    print("记录链与不变量 audit trail and invariants hold", flush=True)
    return good


def built(at: Path, *arguments: str) -> None:
    """A process of its own that builds."""
    line = [sys.executable, "-m", "bench._returns_site", *arguments]
    subprocess.run(line, env=environment(at), cwd=ROOT, check=True)


def handing_in(product: Server, probe: Server, world: dict, site: Path, copy: Path) -> list[bool]:
    """Handing in at 1, 8 and 32 clients, then 200 at once."""
    good, session = [], world["sessions"]["city_officer"]
    ours, theirs = iter(world["duties"]), iter(world["duties"])
    for count, (warm, times) in ACTS.items():
        before = rows_in(site), rows_in(copy)
        pair = by_turns(
            [filing(product.port, session, ours, "/returns/{pk}/file/") for _ in range(count)],
            [filing(probe.port, session, theirs, "/file/") for _ in range(count)],
            times=times, warm=warm,
        )  # fmt: skip
        same_rows(before, (rows_in(site), rows_in(copy)), count * (warm + TURNS * times))
        good.append(show(f"报送 handing in, 100 values, {count} clients", pair, LEAST))
        if count == 8:
            print(f"  {pair.product.rate:.0f}/s (≥ {FLOOR}/s on a quiet machine)", flush=True)
    crowd = Run()
    loop([filing(product.port, session, ours, "/returns/{pk}/file/") for _ in range(CROWD)], 0, crowd, 1)
    print(
        f"报送 {CROWD} clients at once: all handed in, p95 {crowd.percentile(0.95):.0f} ms  {verdict(True)}", flush=True
    )
    return good


def same_rows(before: tuple[dict, dict], after: tuple[dict, dict], acts: int) -> None:
    """Print how many rows one return is. Raises RuntimeError when product and probe stored different ones."""
    stored = [{t: n - was.get(t, 0) for t, n in now.items() if n != was.get(t, 0)}
              for now, was in zip(after, before, strict=True)]  # fmt: skip
    if stored[0] != stored[1] or stored[0].get("filings_version") != acts:
        raise RuntimeError(f"product and probe did not store the same rows: {stored}")
    print(f"rows per return: {sum(stored[0].values()) / acts:.0f} in {len(stored[0])} tables, the same in both")


def with_many(full: Path, empty: Path, world: dict, stored: int) -> bool:
    """The site with many returns stored beside the same site without them, by turns."""
    session, (warm, times) = world["sessions"]["city_officer"], ACTS[8]
    ours, theirs = iter(world["duties"]), iter(world["duties"])
    with serving(full) as product, serving(empty) as probe:
        pair = by_turns(
            [filing(product.port, session, ours, "/returns/{pk}/file/") for _ in range(8)],
            [filing(probe.port, session, theirs, "/returns/{pk}/file/") for _ in range(8)],
            times=times, warm=warm,
        )  # fmt: skip
    rows = rows_in(full)
    print(f"rows stored: {rows['filings_version']} returns, {100 * rows['filings_version']} figures", flush=True)
    return show(f"报送 with {stored} returns stored, 8 clients, beside the same site without", pair, FULL)


def filing(port: int, session: str, waiting: Iterator[int], address: str) -> Client:
    """A client that hands in one duty after the other, as the button of its page does."""
    link = Link(port)

    def once() -> None:
        pk = next(waiting)
        answer = link.post(address.format(pk=pk), {"once": fresh_key(), "duty": pk}, session)
        if answer.status != 302:
            raise RuntimeError(f"duty {pk}: {answer.status} {answer.text[:500]}")

    return once


# --- rules and files --------------------------------------------------------------------------------------------------


def rules(wanted: set[str]) -> list[bool]:
    """110 rules on one return, and on 10^7 values in a ready Parquet."""
    from bench._rules import one_return, whole_history

    good = []
    if "c" in wanted:
        one = one_return()
        good.append(one.cpu * 1000 < ONE_RETURN)
        print(f"{one.line('110 rules on one return')} (< {ONE_RETURN:.0f} ms)  {verdict(good[-1])}", flush=True)
    if "d" in wanted:
        whole = whole_history()
        good.append(whole.wall < HISTORY)
        print(f"{whole.line('110 rules on 10^7 values')} (< {HISTORY * 1000:.0f} ms)  {verdict(good[-1])}", flush=True)
    return good


def many_at_once(at: Path, returns: int, runs: int) -> bool:
    """A file of many returns in a site of its own: seconds of work beside reading the file and inserting the figures."""
    at.mkdir()
    line = [sys.executable, "-m", "bench._many", str(returns), str(runs)]
    found = subprocess.run(line, env=environment(at), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    took = json.loads(found.stdout.splitlines()[-1])
    wall, cpu, probe = (statistics.median(one[name] for one in took) for name in ("wall", "cpu", "probe"))
    allowed = FILE * returns / 10_000
    print(
        f"一份文件 {returns} × 100 checked and stored: {wall:.1f} s, {cpu:.1f} s CPU (≤ {allowed:.1f} s of work), "
        f"{wall / probe:.2f} × reading and inserting it plainly ({probe:.1f} s), {runs} runs  {verdict(cpu <= allowed)}",
        flush=True,
    )
    return bool(cpu <= allowed)


if __name__ == "__main__":
    sys.exit(main())
