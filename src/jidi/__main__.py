"""``python -m jidi``: the command line, with the commands of the rooms above it."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from jidi.cli.main import main
from jidi.cli.table import Command

# The demo chooses its own data directory and switches JIDI_DEMO on before Django reads its settings.
ABOVE = {
    "demo": Command("jidi.demo.command", "打开演示省份", "open the demo province", django=False),
}

if __name__ == "__main__":
    there = {name: command for name, command in ABOVE.items() if find_spec(command.module.rpartition(".")[0])}
    sys.exit(main(sys.argv[1:], there))
