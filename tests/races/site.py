"""A built site as a test sees it: who is logged in how, what its database holds, what its own commands say."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.races.asking import Answer, Link
from tests.races.serving import ROOT, environment


def database_url(settings: Mapping[str, Any], name: str) -> str:
    """The address of a database beside the one of Django's settings."""
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgresql://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/{name}"


def rounds(name: str, usual: int) -> int:
    """How many rounds a test goes: as many as the environment says, else the usual number."""
    return int(os.environ.get(name) or usual)


def fresh_key() -> str:
    """A key for a command, as a page carries one."""
    return secrets.token_urlsafe(24)


@dataclass
class Site:
    """A data directory with a site in it, and its database."""

    data: Path
    url: str = ""
    world: dict[str, Any] = field(default_factory=dict)

    def build(self, applications: int) -> None:
        """Build it in a process of its own, and read what that process told."""
        self.run("-m", "tests.races.world", str(applications))
        self.world = json.loads((self.data / "world.json").read_text("utf-8"))

    @property
    def applications(self) -> list[dict[str, Any]]:
        """The applications that are ready to hand in: pk, case, number, base, round, seq."""
        found: list[dict[str, Any]] = self.world["applications"]
        return found

    def session(self, who: str) -> str:
        """The log-in session of somebody of the cast."""
        return str(self.world["sessions"][who])

    def name(self, who: str) -> str:
        """What somebody is called."""
        return str(self.world["names"][who])

    def run(self, *arguments: str) -> str:
        """Run Python in the site's environment; give what it printed. Raises AssertionError with its words otherwise."""
        done = subprocess.run(
            [sys.executable, *arguments], env=environment(self.data, self.url), cwd=ROOT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def holds(self) -> None:
        """Ask the site's own commands whether the trail and the invariants hold."""
        from jidi.cli.table import COMMANDS

        for command in (["audit", "verify"], ["invariants"]):
            if command[0] in COMMANDS:
                self.run("-m", "jidi", *command)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read from the database past the product. ``?`` stands for a value."""
        if not self.url:
            with closing(sqlite3.connect(f"file:{self.data / 'jidi.sqlite3'}?mode=ro", uri=True, timeout=20)) as link:
                return link.execute(sql, values).fetchall()
        import psycopg

        with psycopg.connect(self.url) as pg:
            return pg.execute(sql.replace("?", "%s"), values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """The one value a question gives."""
        return self.ask(sql, *values)[0][0]


def act(link: Link, session: str, number: str, answer: str, *, once: str, seen: int, **more: Any) -> Answer:
    """Send the answer of a step of a matter, as its page does."""
    values = {"answer": answer, "once": once, "seen": seen, **more}
    return link.post(f"/applications/{number}/answer/", values, session)


def plain(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
