"""``run.py demo``: build the demo province in a data directory of its own and serve it; ``--check`` walks through it.

A second run finds everything there and adds nothing. Everything that needs Django is imported after ``begin``, because the
demo chooses its data directory and switches JIDI_DEMO on before the settings are read.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from jidi.common.say import Refused
from policycore.pack import PackError

ROOT = Path(__file__).resolve().parents[3]
DEFAULT = "liaoning-2022"
"""The story told when none is named: the document in force today."""


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    made = argparse.ArgumentParser(prog="run.py demo", description="打开演示省份 · open the demo province")
    made.add_argument("--port", type=int, default=8000, help="端口 · port (8000)")
    made.add_argument("--data", type=Path, metavar="DIR", help="数据目录 · data directory (var/demo-STORY)")
    made.add_argument("--story", default=DEFAULT, metavar="PACK", help=f"演示所用的政策包 · story ({DEFAULT})")
    made.add_argument("--no-serve", action="store_true", help="只建数据，不启动 · build the data only")
    made.add_argument("--check", action="store_true", help="新建一份演示并全程走一遍 · walk a fresh demo over HTTP")
    made.add_argument("--pack", type=Path, metavar="DIR", help="--check 走这个政策包 · the pack to walk")
    made.add_argument(
        "--decisions", type=Path, metavar="FILE", help="--check 用的待定项决定 · decisions on open points"
    )
    made.add_argument(
        "--database", default="", metavar="URL", help="--check 在这台 PostgreSQL 上走 · walk on a PostgreSQL server"
    )
    return made


def begin(data: Path) -> None:
    """Start Django in a demo's data directory. JIDI_DATABASE_URL is left alone: a demo may live in PostgreSQL too."""
    os.environ["JIDI_DEMO"] = "1"
    os.environ["JIDI_DATA"] = str(data)
    from jidi.cli.main import set_up

    set_up()


def main(arguments: Sequence[str]) -> int:
    """Build and serve, or check; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        if options.check:
            from jidi.demo.check import run

            return run(options.pack, options.decisions, options.story, options.database)
        return build_and_serve(options)
    except Refused as refused:
        print(refused, file=sys.stderr)
    except PackError as error:
        print("\n".join(str(problem) for problem in error.problems), file=sys.stderr)
    return 1


def build_and_serve(options: argparse.Namespace) -> int:
    """Build what is missing, then become the server."""
    started = time.monotonic()
    os.environ.setdefault("JIDI_PUBLIC_URL", f"http://127.0.0.1:{options.port}")  # before the settings are read
    begin(options.data or ROOT / "var" / f"demo-{options.story}")
    from jidi.demo.build import build
    from jidi.demo.steps import say

    build(options.story)
    say(f"演示省份就绪 · The demo is ready ({time.monotonic() - started:.1f} s)")
    if options.no_serve:
        return 0
    say(f"一键登录 · One click to be anyone: http://127.0.0.1:{options.port}/demo/enter/")
    from jidi.cli import serve

    return serve.main(["--port", str(options.port)])
