"""``demo --check``: a fresh small demo in a temporary directory, a real server, and a walk over HTTP: an application to a
favourable end where the pack has a procedure for it, then a duty of reporting until it stands in the totals.

Exit status 0: the title is on the register, the duty accepted and summed up, another one filed by the API, the audit trail
holds, no outsider saw anything.
1: something stood in the way or did not hold. 2: an open point the walk needs is undecided.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from jidi.common.say import Refused
from jidi.demo.steps import say, step

if TYPE_CHECKING:
    from jidi.cases.models import Case
    from jidi.demo.small import Site
    from jidi.demo.walk.company import Company
    from jidi.demo.walk.outsiders import Outsiders
    from jidi.demo.walk.owed import Owed, Seats
    from jidi.demo.walk.walker import Undecided
    from policycore.procedures import Procedure

ROOT = Path(__file__).resolve().parents[3]
START = 300
"""Seconds the server may take until it answers: on a machine that builds and tests at once a minute was not enough. One that
cannot start says so at once."""
YEAR = 365
"""Days from when a duty can be filled in to when that of the next year can."""
PORTS = 3
"""How many ports are tried: between choosing one and listening on it another process may take it."""


def run(pack: Path | None, decisions: Path | None, name: str, server: str = "") -> int:
    """Build, serve, walk; return the exit status. ``name`` is the pack walked when no folder is given; ``server`` a
    PostgreSQL server to do it on, in a database of its own that goes when the walk has ended."""
    folder = (pack or ROOT / "policies" / name).resolve()
    with tempfile.TemporaryDirectory(prefix="jidi-check-") as directory, own_database(server) as database:
        os.environ.pop("JIDI_DATABASE_URL", None)
        if database:
            os.environ["JIDI_DATABASE_URL"] = database
        from jidi.demo.command import begin

        begin(Path(directory))
        try:
            with step("建一份小的演示 · A small fresh demo") as said:
                site = built(folder, decisions)
                said.append(site.pack.header.zh)
            log = Path(directory) / "server.log"
            with serving(log) as base:
                status = walk(site, base)
            _, fault, trace = log.read_text("utf-8", "replace").rpartition("Traceback")
            if fault:
                say(f"{fault}{trace[:3000]}")
            return status
        except Refused as refused:
            say(f"✗ {refused}")
            return 1


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """Make an empty database on a PostgreSQL server and give its address; drop it when the block ends. "" gives ""."""
    if not server:
        yield ""
        return
    import psycopg

    name = f"jidi_check_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as door:
        door.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            from django.db import connections

            connections.close_all()
            door.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def built(folder: Path, decisions: Path | None) -> Site:
    """Build the site; the decisions come from the file, else from the story of the pack (by the id it gives itself)."""
    from jidi.demo import policy, small, story
    from policycore.pack import load_pack

    whole = load_pack(folder)
    small.procedure_to_walk(whole)  # says at once, before anything is built, that there is nothing to walk
    return small.build(folder, policy.read(decisions or story.decisions_file(whole.id)))


def walk(site: Site, base: str) -> int:
    """Walk a site that is served at an address: its procedure, then its reporting. Say each step; return the exit status."""
    from jidi.demo.walk.browser import PageFaultError
    from jidi.demo.walk.company import Company, StuckError
    from jidi.demo.walk.outsiders import LeakError
    from jidi.demo.walk.route import NoWayError
    from jidi.demo.walk.walker import Undecided

    company = Company(base, say)
    try:
        company.outsiders = outsiders_of(site, company)
        if site.procedure is not None and not designated(site, company):
            return 1
        if site.pack.obligations:
            reported(site, company)
        else:
            say("这个政策包没有报送义务，走到这里 · the pack has nobody report; the walk ends here")
    except Undecided as undecided:
        return undecided_points(site, undecided)
    except (StuckError, NoWayError, LeakError, PageFaultError) as why:
        say(f"✗ {why}")
        return 1
    say(f"外市、外省、访客共试 {len(company.outsiders.tried)} 次，什么也没看到 · outsiders saw nothing")
    return 0 if trail_holds() else 1


def designated(site: Site, company: Company) -> bool:
    """Walk the procedure by which one applies; tell whether it ended favourably. Raises what the walk raises."""
    from jidi.demo.walk.walker import Walker

    assert site.procedure is not None
    assert site.round is not None
    started = time.monotonic()
    case = Walker(site, site.procedure, site.round, company).walk()
    return ended(site, site.procedure, case, time.monotonic() - started)


def reported(site: Site, company: Company) -> None:
    """Walk one duty of reporting on the pages and file another one by the API, whatever the pack has people owe.

    Where nothing can be walked it is said why. Raises Undecided where that is because points are open, and what the walk
    raises.
    """
    from jidi.common.clock import clock
    from jidi.demo.walk.owed import Seats, next_owed, undecided
    from jidi.demo.walk.program import ProgramWalk
    from jidi.demo.walk.reporting import ReportWalk
    from jidi.demo.walk.walker import Undecided

    seats, started = Seats(site), time.monotonic()
    for actor in seats.people[:1]:
        company.browser(actor)
    company.move_clock(clock.today() + timedelta(days=1))  # time passes: what is owed is worked out
    owed = next_owed(seats, clock.today())
    if owed is None:
        if lacks := undecided(site, clock.today()):
            raise Undecided(lacks)
        say("今后一年里没有要报、各级有人的事项：都等事件发生，或不归这个基地 · nothing is owed for a year to come: all of it "
            "follows events, or is not for this base")  # fmt: skip
        return
    walked = ReportWalk(company, seats, owed)
    walked.walk()
    second = next_owed(seats, clock.today(), owed)
    if second is None:
        say(
            "没有第二项只凭一张表就报齐的事项，接口不走 · no second duty that a form alone fulfils: nothing to file by the API"
        )
    else:
        ProgramWalk(company, seats, second).walk()
    if walked.could_ask:
        a_year_on(company, seats, owed)
    done = "；".join(one.say for one in (owed, second) if one is not None)
    say(f"报送走完：{done}（{time.monotonic() - started:.1f} s）")


def a_year_on(company: Company, seats: Seats, owed: Owed) -> None:
    """Walk the same duty a year on: what was filed now is the earlier figure a 核实 compares with. Raises what the walk raises."""
    from jidi.common.clock import clock
    from jidi.demo.walk.owed import year_later
    from jidi.demo.walk.reporting import ReportWalk

    company.move_clock(max(owed.duty.opens_on + timedelta(days=YEAR), clock.today()))  # its duties are worked out
    later = year_later(owed)
    if later is not None:
        ReportWalk(company, seats, later).walk_explained()


def outsiders_of(site: Site, company: Company) -> Outsiders:
    """Those who have no business in the matter, with their browsers, logged in where they can."""
    from jidi.demo.walk.browser import Browser
    from jidi.demo.walk.outsiders import Outsider, Outsiders

    visitor = Outsider("访客 visitor", Browser(company.base))
    visitor.browser.get("/login/")
    inside = site.pack.header.area[:2]
    others = [
        Outsider(name, company.browser(actor), near=actor.area_code[:2] == inside, inside=True)
        for name, actor in site.outsiders.items()
    ]
    return Outsiders([visitor, *others])


def undecided_points(site: Site, undecided: Undecided) -> int:
    """Name each open point the walk stands before: its id, its bounds, who may decide it."""
    from jidi.demo.walk.route import bounds
    from jidi.policies.permissions import decider_of

    for lack in undecided.lacks:
        point = site.pack.open_points[lack.name]
        who = site.pack.actors[decider_of(site.pack, point)].say
        say(f"✗ 待定项 {point.id}「{point.say.zh}」还没有决定 · undecided. 限定 bounds: {bounds(point)}. "
            f"可由 {who.zh} 决定 · {who.en or who.zh} may decide it")  # fmt: skip
    return 2


def ended(site: Site, procedure: Procedure, case: Case, seconds: float) -> bool:
    """Look at how the matter ended and at the register."""
    end = procedure.ends[case.end]
    titles = [title.title_name for title in site.base.titles.filter(held_until__isnull=True)]
    say(f"{case.case_no}：{end.zh}；在册称号 titles on the register: {'、'.join(titles) or '—'}（{seconds:.1f} s）")
    wanted = {s.grants for s in procedure.steps if s.grants}
    granted = set(site.base.titles.values_list("title", flat=True))
    if not end.favourable or not wanted <= granted:
        say("✗ 没有走到有利的结果，或称号没有登记 · no favourable end, or the title is not on the register")
        return False
    return True


def trail_holds() -> bool:
    """Ask the site's own commands whether the audit trail and the invariants hold."""
    from jidi.cli.table import COMMANDS

    asked = [name for name in ("audit verify", "invariants") if name.split()[0] in COMMANDS]
    for name in asked:
        done = subprocess.run(
            [sys.executable, "-m", "jidi", *name.split()], capture_output=True, text=True, check=False
        )
        if done.returncode:
            say(f"✗ jidi {name}: {done.stdout}{done.stderr}")
            return False
    say(f"jidi {'、'.join(asked)}：没有发现问题 · nothing found")
    return True


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(log: Path) -> Iterator[str]:
    """Serve the site of this process's environment on a free port until the block ends; give its address.

    Raises Refused with the server's own words when it does not come up.
    """
    with step("启动网站 · Serve it"):
        server, base = _served(log)
    try:
        yield base
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _served(log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server and wait until it answers; on another port where somebody took the one chosen meanwhile."""
    for left in reversed(range(PORTS)):
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "jidi", "serve", "--port", str(port), "--workers", "1"]
        environment = os.environ | {"JIDI_PUBLIC_URL": base}
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        try:
            _await(server, base, log)
        except BaseException as why:
            died = server.poll() is not None
            server.kill()
            server.wait()
            if not (left and died and isinstance(why, Refused)):
                raise
        else:
            return server, base
    raise AssertionError("the last port either serves or raises")


def _await(server: subprocess.Popen[bytes], base: str, log: Path) -> None:
    from jidi.common.say import Say

    until = time.monotonic() + START
    while time.monotonic() < until and server.poll() is None:
        try:
            requests.get(f"{base}/healthz", timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    said = log.read_text("utf-8", "replace")[-2000:]
    raise Refused(
        Say("网站没有启动。", "The site did not start."),
        Say(said, said),
        Say("请看上面的原因。", "See the words above."),
    )
