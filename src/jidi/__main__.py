"""``python -m jidi``: the command line, with the commands of the rooms above it."""

from __future__ import annotations

import sys

from jidi.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
