"""Find the command, set up Django where the command needs it, run it, and turn refusals into plain words."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from jidi.cli.table import COMMANDS, Command
from jidi.common.say import Refused


def find(arguments: Sequence[str], commands: Mapping[str, Command]) -> tuple[str, Command] | None:
    """The command that the first words name; ``policy decide`` is looked for before ``policy``."""
    for length in (2, 1):
        name = " ".join(arguments[:length])
        if len(arguments) >= length and name in commands:
            return name, commands[name]
    return None


def overview(commands: Mapping[str, Command]) -> str:
    """The help page: every command in one line, in both languages."""
    width = max(len(name) for name in commands)
    lines = [f"  {name:<{width}}  {command.zh} · {command.en}" for name, command in sorted(commands.items())]
    return "\n".join(["jidi COMMAND …", "", *lines, "", "jidi COMMAND --help"])


def main(arguments: Sequence[str], more: Mapping[str, Command] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or found something, 2 not understood.

    ``more`` are commands of rooms above this one, handed down by ``jidi.__main__``.
    """
    commands = {**COMMANDS, **(more or {})}
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview(commands))
        return 0
    found = find(arguments, commands)
    if found is None:
        print(f"没有“{arguments[0]}”这个命令 · No command {arguments[0]!r}.\n\n{overview(commands)}", file=sys.stderr)
        return 2
    name, command = found
    rest = list(arguments[len(name.split()) :])
    try:
        if command.django:
            set_up()
        status: int = import_module(command.module).main([*name.split(), *rest] if command.passes_name else rest)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) went away: not our business, and no traceback for it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def set_up() -> None:
    """Start Django with the site's settings; a setting that cannot be right ends here with its own words."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jidi.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        print(f"不能启动 · Cannot start: {wrong}", file=sys.stderr)
        raise SystemExit(2) from None
