"""``kill -9`` of the whole server under people who type and people who answer, and what must be there afterwards.

Everything the server acknowledged is there after the restart; a command whose answer was lost is sent again under its own key
and takes effect once; nothing is in the tables that is not in the trail.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.races.asking import Link, Lost
from tests.races.serving import start
from tests.races.site import Site, act, fresh_key, plain

AT_LEAST = 3
"""Acknowledgements of a round before its kill."""
AT_MOST = 15.0
"""Seconds a round waits for them."""


@dataclass(slots=True)
class Command:
    """One command of a person at a matter, and what became of it."""

    who: str
    answer: str
    seen: int
    more: dict[str, str]
    key: str = field(default_factory=fresh_key)


class Answering:
    """Hands a matter in, has it returned, answers the points, hands it in again: one command after the other.

    ``done`` are the commands that were acknowledged; ``sent`` is the one whose answer is still awaited.
    """

    def __init__(self, site: Site, matter: dict[str, Any]) -> None:
        self.site, self.matter = site, matter
        self.seq: int = matter["seq"]
        self.done: list[Command] = []
        self.sent: Command | None = None
        self.again = 0
        self.points: dict[int, str] = {}

    def work(self, link: Link) -> None:
        """One command, the lost one of before the kill first. Raises Lost where the server goes away."""
        if self.sent is None:
            self._mend(link)
            handing_in = self.seq % 2 == self.matter["seq"] % 2
            point = {"point.1.target": "other:other", "point.1.text": f"请核对 {self.seq}", "point.1.why": "新发现"}
            who, answer = ("county_officer", "submit") if handing_in else ("city_officer", "return")
            self.sent = Command(who, answer, self.seq, {} if handing_in else point)
        else:
            self.again += 1
        one = self.sent
        session = self.site.session(one.who)
        got = act(link, session, self.matter["number"], one.answer, once=one.key, seen=one.seen, **one.more)
        assert got.status == 302, plain(got.text)
        self.done.append(one)
        self.sent = None
        self.seq += 1

    def _mend(self, link: Link) -> None:
        open_ = "SELECT id FROM cases_returnpoint WHERE case_id = ? AND answer_text = '' ORDER BY id"
        for (point,) in self.site.ask(open_, self.matter["case"]):
            values = {"text": "已核对", "once": self.points.setdefault(point, fresh_key())}
            address = f"/applications/{self.matter['number']}/points/{point}/answer/"
            assert link.post(address, values, self.site.session("county_officer")).status == 302

    def check(self) -> None:
        """Every acknowledged answer stands once, and beside them at most the one that was not acknowledged."""
        rows = self.site.ask("SELECT seq, answer FROM cases_move WHERE case_id = ? ORDER BY seq", self.matter["case"])
        wanted = [one.answer for one in self.done]
        found = [answer for _, answer in rows][1:]
        assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1)), rows
        assert found in (wanted, [*wanted, self.sent.answer if self.sent else ""]), (found, wanted, self.sent)
        told = "SELECT count(*) FROM audit_entry WHERE action IN ('case.opened', 'case.moved') AND object_key = ?"
        assert self.site.one(told, str(self.matter["case"])) == len(rows)


class Typing:
    """Types into a form that saves itself; ``kept`` is the last text acknowledged for each field, ``sent`` the last sent.

    Between the two stands whatever was sent into a server that was killed: each may have been kept or not.
    """

    FIELDS = ("f1", "f3")

    def __init__(self, site: Site, matter: dict[str, Any]) -> None:
        self.site, self.matter = site, matter
        self.kept: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        self.turn = self.times = 0
        self.seen = ""

    def work(self, link: Link) -> None:
        """Change one field. Raises Lost where the server goes away."""
        address = f"/applications/{self.matter['number']}/forms/round-forms/"
        session = self.site.session("county_officer")
        if not self.seen:
            self.seen = re.findall(r'name="seen" value="([^"]+)"', link.get(address, session).text)[0]
        self.turn += 1
        name = self.FIELDS[self.turn % len(self.FIELDS)]
        values = {"changed": f"f.{name}", f"f.{name}": f"写到第 {self.turn} 次", "seen": self.seen}
        self.sent[name] = self.turn
        got = link.post(f"{address}autosave/", values, session, {"X-Autosave": "1"})
        assert got.status == 200, plain(got.text)
        told = json.loads(got.body)
        assert not told["errors"], told
        assert int(told["times"]) > self.times, "acknowledged, but not a new save"
        self.times = int(told["times"])
        self.kept[name] = self.turn

    def check(self) -> None:
        """What was acknowledged is there, or what was sent after it."""
        draft = (
            "SELECT d.cells_json FROM filings_draft d JOIN filings_filing f ON f.id = d.filing_id WHERE f.owner_key = ?"
        )
        cells = json.loads(self.site.one(draft, str(self.matter["pk"])))
        for name, turn in self.kept.items():
            possible = {f"写到第 {one} 次" for one in range(turn, self.sent[name] + 1)}
            assert cells[name]["text"] in possible, (name, turn, self.sent[name], cells[name])


@dataclass(slots=True)
class Report:
    """What was done in all rounds."""

    acknowledged: int = 0
    again: int = 0
    saves: int = 0
    restarts: list[float] = field(default_factory=list)


def kill_again_and_again(site: Site, matters: Sequence[dict[str, Any]], rounds: int, chance: random.Random) -> Report:
    """Serve, let half of the matters be answered and half be written, kill, look; and once more without a kill at the end."""
    half = len(matters) // 2
    answering = [Answering(site, matter) for matter in matters[:half]]
    typing = [Typing(site, matter) for matter in matters[half:]]
    everybody: list[Answering | Typing] = [*answering, *typing]
    report = Report()
    for _ in range(rounds):
        server = start(site.data, site.url)
        report.restarts.append(server.await_answer())
        crowd = Crowd(everybody, server.port)
        crowd.await_answers(AT_LEAST)
        time.sleep(chance.uniform(0, 0.3))
        server.kill()
        crowd.end()
        for one in everybody:
            one.check()
    server = start(site.data, site.url)
    report.restarts.append(server.await_answer())
    try:
        for one in answering:
            with Link(server.port) as link:
                while one.sent is not None:
                    one.work(link)
            one.check()
    finally:
        server.stop()
    assert intact(site)
    report.acknowledged = sum(len(one.done) for one in answering)
    report.again = sum(one.again for one in answering)
    report.saves = sum(one.turn for one in typing)
    return report


class Crowd:
    """Everybody at work at once, each on a connection of their own, until the server is gone."""

    def __init__(self, people: Sequence[Answering | Typing], port: int) -> None:
        self.faults: list[BaseException] = []
        self.answers = 0
        self.threads = [threading.Thread(target=self._work, args=(one, port), daemon=True) for one in people]
        for thread in self.threads:
            thread.start()

    def _work(self, one: Answering | Typing, port: int) -> None:
        try:
            with ExitStack() as stack:
                link = stack.enter_context(Link(port))
                while True:
                    one.work(link)
                    self.answers += 1
        except Lost:
            return
        except BaseException as fault:
            self.faults.append(fault)

    def await_answers(self, many: int) -> None:
        """Wait until so many things were acknowledged."""
        until = time.monotonic() + AT_MOST
        while self.answers < many and not self.faults and time.monotonic() < until:
            time.sleep(0.01)

    def end(self) -> None:
        """Wait for all of them; raise what one of them met."""
        for thread in self.threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self.threads), "a client hangs"
        if self.faults:
            raise self.faults[0]


def intact(site: Site) -> bool:
    """Whether the database itself is whole (SQLite looks; PostgreSQL was not killed)."""
    return bool(site.url) or site.one("PRAGMA integrity_check") == "ok"
