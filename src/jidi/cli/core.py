"""``jidi policy …``: the command line of the policy core, which needs no database."""

from __future__ import annotations

from collections.abc import Sequence

from policycore import cli


def main(arguments: Sequence[str]) -> int:
    """Hand the words, the command's own name among them, to the core."""
    return cli.main(arguments)
