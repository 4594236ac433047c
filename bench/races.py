#!/usr/bin/env python3
"""``python3 run.py bench races [ROUNDS]``: two officials answer the same matter in the same second, over real sockets.

Ends with status 1 and the finding when in any round two won, none did, or the slower was not told who was faster.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench._racing import racing  # noqa: E402
from tests.races.fights import fight  # noqa: E402
from tests.races.serving import serving  # noqa: E402

MATTERS = 10


def main() -> int:
    """Build, fight, look, say."""
    parser = argparse.ArgumentParser(prog="run.py bench races")
    parser.add_argument("rounds", type=int, nargs="?", default=200, help=f"a multiple of {2 * MATTERS} (200)")
    parser.add_argument("--postgresql", action="store_true", help="on the PostgreSQL of JIDI_TEST_POSTGRES_URL")
    options = parser.parse_args()
    with racing(MATTERS, postgresql=options.postgresql) as site, serving(site.data, site.url) as server:
        began = time.monotonic()
        fight(site, server.port, site.applications, options.rounds)
        lasted = time.monotonic() - began
        site.holds()
    print(f"{options.rounds} rounds in {lasted:.1f} s: in each one won, and the other was told by whom and with what;")
    print("  trail and invariants hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
