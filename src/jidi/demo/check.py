"""``demo --check``: a fresh small demo in a temporary directory, a real server, and a walk over HTTP to a favourable end.

Exit status 0: the matter ended favourably, its title is on the register, the audit trail holds, no outsider saw anything.
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
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from jidi.common.say import Refused
from jidi.demo.steps import say, step

if TYPE_CHECKING:
    from jidi.cases.models import Case
    from jidi.demo.small import Site
    from jidi.demo.walk.outsiders import Outsiders
    from jidi.demo.walk.walker import Undecided

ROOT = Path(__file__).resolve().parents[3]
START = 300
"""Seconds the server may take until it answers: on a machine that builds and tests at once a minute was not enough. One that
cannot start says so at once."""
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
    """Walk the procedure of a site that is served at an address; say each step, and return the exit status."""
    from jidi.demo.walk.browser import PageFaultError
    from jidi.demo.walk.outsiders import LeakError
    from jidi.demo.walk.route import NoWayError
    from jidi.demo.walk.walker import StuckError, Undecided, Walker

    started = time.monotonic()
    walker = Walker(site, base, say)
    try:
        walker.outsiders = outsiders_of(site, base, walker)
        case = walker.walk()
    except Undecided as undecided:
        return undecided_points(site, undecided)
    except (StuckError, NoWayError, LeakError, PageFaultError) as why:
        say(f"✗ {why}")
        return 1
    say(f"外市、外省、访客共试 {len(walker.outsiders.tried)} 次，什么也没看到 · outsiders saw nothing")
    return ended(site, case, time.monotonic() - started)


def outsiders_of(site: Site, base: str, walker: object) -> Outsiders:
    """Those who have no business in the matter, with their browsers, logged in where they can."""
    from jidi.demo.walk.browser import Browser
    from jidi.demo.walk.outsiders import Outsider, Outsiders
    from jidi.demo.walk.walker import Walker

    assert isinstance(walker, Walker)
    visitor = Outsider("访客 visitor", Browser(base))
    visitor.browser.get("/login/")
    inside = site.pack.header.area[:2]
    others = [
        Outsider(name, walker.browser(actor), actor.area_code[:2] == inside) for name, actor in site.outsiders.items()
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


def ended(site: Site, case: Case, seconds: float) -> int:
    """Look at how the matter ended, at the register and at the trail."""
    end = site.procedure.ends[case.end]
    titles = [title.title_name for title in site.base.titles.filter(held_until__isnull=True)]
    say(f"{case.case_no}：{end.zh}；在册称号 titles on the register: {'、'.join(titles) or '—'}（{seconds:.1f} s）")
    wanted = {s.grants for s in site.procedure.steps if s.grants}
    granted = set(site.base.titles.values_list("title", flat=True))
    if not end.favourable or not wanted <= granted:
        say("✗ 没有走到有利的结果，或称号没有登记 · no favourable end, or the title is not on the register")
        return 1
    return 0 if trail_holds() else 1


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
