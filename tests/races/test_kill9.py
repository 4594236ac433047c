"""What the server acknowledged is there after ``kill -9``; ``JIDI_KILL_ROUNDS=30`` or ``python3 run.py bench kill9 30``
kills it more often."""

from __future__ import annotations

import random

from tests.races.kill import kill_again_and_again
from tests.races.site import Site, rounds

ROUNDS = rounds("JIDI_KILL_ROUNDS", 2)


def test_what_was_acknowledged_survives_kill_9(site: Site) -> None:
    report = kill_again_and_again(site, site.applications[-4:], ROUNDS, random.Random(9))  # noqa: S311
    assert report.acknowledged
    site.holds()
