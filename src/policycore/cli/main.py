"""Parsing the commands of the core and running them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ..calendar import WorkCalendar
from ..pack import PackError
from . import commands

DEFAULT_POLICIES: Final = Path(__file__).resolve().parents[3] / "policies"


def main(argv: Sequence[str], *, calendar: Callable[[], WorkCalendar] = WorkCalendar) -> int:
    """Run one command; ``calendar`` supplies the table of working days. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(argv)
    options.calendar = calendar
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        return int(options.run(options))
    except PackError as error:
        for problem in error.problems:
            print(problem.shown(), file=sys.stderr)
        print(f"{len(error.problems)} 处要改 / {len(error.problems)} to mend", file=sys.stderr)
        return 1
    except commands.CommandError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jidi", description="Policy packs and the working-day calendar")
    rooms = parser.add_subparsers(title="rooms")
    _policy(rooms.add_parser("policy", help="政策包：检查、样例、落实情况、对照、流程图"))
    _calendar(rooms.add_parser("calendar", help="工作日历"))
    return parser


def _policy(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs")

    def verb(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        found = verbs.add_parser(name, help=text)
        found.add_argument(
            "--policies", type=Path, default=DEFAULT_POLICIES, metavar="DIR", help="the folder the packs are in"
        )
        found.set_defaults(run=run)
        return found

    check = verb("check", commands.check, "load packs and name every problem with file and line")
    check.add_argument("pack", nargs="*", help="pack ids (all of the folder when none is given)")
    test = verb("test", commands.test, "run the worked examples; --mutate proves that they would notice a change")
    test.add_argument("pack", nargs="*")
    test.add_argument("--mutate", action="store_true", help="try every mutant against the examples")
    test.add_argument("--only", default="", help="with --mutate: only elements whose name contains this")
    cover = verb("coverage", commands.coverage, "what carries each article out, and what proves it")
    cover.add_argument("pack")
    cover.add_argument("--json", action="store_true")
    explain = verb("explain", commands.explain, "an article or an element in words")
    explain.add_argument("pack")
    explain.add_argument("what", help="an article id (17.2) or section/element (vetoes/serious-events)")
    compare = verb("compare", commands.compare, "what two packs say differently")
    compare.add_argument("old", help="pack id or folder")
    compare.add_argument("new", help="pack id or folder")
    diagram = verb("diagram", commands.diagram, "a procedure as a Mermaid flow chart")
    diagram.add_argument("pack")
    diagram.add_argument("procedure", nargs="?", default="")
    diagram.add_argument("--language", choices=("zh", "en"), default="zh")
    schema = verb("schema", commands.schema, "write the JSON Schema of every file of a pack, for editors")
    schema.add_argument("--out", type=Path, default=None, metavar="DIR")


def _calendar(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs")
    window = verbs.add_parser("window", help="the last day of a window")
    window.add_argument("start", help="YYYY-MM-DD")
    window.add_argument("length", type=int)
    window.add_argument("--unit", choices=("workday", "calendar"), default="workday")
    window.add_argument("--count-first", action="store_true", help="the starting day is day one")
    window.set_defaults(run=commands.window)
