#!/usr/bin/env python3
"""``python3 run.py bench kill9 [N]``: kill -9 of the whole server under people who type and people who answer, N times.

Ends with status 1 and the finding when anything acknowledged is missing, stands twice, or is not in the trail.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench._racing import racing  # noqa: E402
from tests.races.kill import kill_again_and_again  # noqa: E402


def main() -> int:
    """Build, kill, look, say."""
    parser = argparse.ArgumentParser(prog="run.py bench kill9")
    parser.add_argument("rounds", type=int, nargs="?", default=30, help="how often (30)")
    parser.add_argument("--postgresql", action="store_true", help="on the PostgreSQL of JIDI_TEST_POSTGRES_URL")
    options = parser.parse_args()
    with racing(8, postgresql=options.postgresql) as site:
        report = kill_again_and_again(site, site.applications, options.rounds, random.Random())  # noqa: S311
        site.holds()
    restarts = report.restarts
    print(
        f"{options.rounds} kills: {report.acknowledged} answers and {report.saves} saves acknowledged, all there, none twice,"
    )
    print(f"  {report.again} sent again under their key; trail and invariants hold, database whole;")
    print(f"  restart to first answer: median {statistics.median(restarts):.1f} s, longest {max(restarts):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
