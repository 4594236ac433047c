"""``jidi policy …``: the command line of the policy core, which needs no database."""

from __future__ import annotations

from collections.abc import Sequence

from jidi.calendars.known import known_calendar
from policycore import cli


def main(arguments: Sequence[str]) -> int:
    """Hand the words, the command's own name among them, to the core; it counts days by the years that are known."""
    return cli.main(arguments, calendar=known_calendar)
