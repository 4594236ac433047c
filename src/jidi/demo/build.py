"""Building a demo from its story, step by step, through the services every office uses."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, time, timedelta
from io import StringIO

from django.conf import settings
from django.db import connection

from jidi.accounts.models import Person
from jidi.accounts.services.divisions import load_divisions
from jidi.calendars.services import seed
from jidi.cases.models import Case
from jidi.cli import migrate
from jidi.common.clock import BEIJING, clock
from jidi.common.say import Refused, Say
from jidi.demo import people, policy, story
from jidi.demo.bases import build_bases
from jidi.demo.rounds import fill_pool, play_rounds
from jidi.demo.steps import step
from jidi.demo.story import Story
from jidi.returns.models import Duty as DutyOwed
from policycore.open_points import Scope


def build(name: str) -> None:
    """Build the demo of a story in the data directory of this process; what is there already is left as it is."""
    told = story.tell(name)
    with rarely_collecting():
        with step("数据库 · Database") as said, redirect_stdout(StringIO()) as printed:
            migrate.main([])
            said.append(printed.getvalue().strip())
        if Person.objects.exists():
            refuse_half_built()
            return
        with without_waiting_for_the_disk():
            _build(name, told)


def _build(name: str, told: Story) -> None:
    began = datetime.combine(told.since, time(8), tzinfo=BEIJING)
    with step("行政区划、工作日历 · Divisions and calendar") as said:
        said.append(f"{load_divisions(at=began).divisions} 个区划，{seed(at=began)} 年日历")
    with step("机构和人员 · Offices and people") as said:
        cast = people.build_people(told, began)
        said.append(f"{Person.objects.count()} 人")
    with step("政策包和演示决定 · Pack and demo decisions") as said:
        lines = policy.read(story.decisions_file(name))
        version = policy.bring_into_force(settings.ROOT / "policies" / name, lines, began + timedelta(hours=1))
        count = policy.record(
            version, [line for line in lines if line.scope is not Scope.ROUND], began + timedelta(hours=1)
        )
        said.append(f"《{version.zh}》，{count} 项决定")
    with step("基地和登记 · Bases and registers") as said:
        register = build_bases(told, cast, version, began + timedelta(hours=2))
        said.append(f"{len(told.bases)} 个基地")
    with step("轮次、申报和报送 · Rounds, applications, reporting") as said:
        fill_pool(told, cast, began + timedelta(hours=3), told.since)
        plays = play_rounds(told, version, lines, register, cast)
        said.append(f"{len(plays)} 轮，{Case.objects.count()} 件，{DutyOwed.objects.count()} 项报送义务")
    clock.move_to(told.today)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Let the collector of cycles run a hundred times less often: it took a seventh of the time (150 MB more meanwhile)."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(usual[0] * 100, *usual[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Let SQLite not wait for the disk while a demo is built: if the machine stops meanwhile, it is built anew."""
    if connection.vendor != "sqlite":
        yield
        return
    _pragma("OFF")
    try:
        yield
    finally:
        _pragma("FULL")


def _pragma(synchronous: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={synchronous}")


def refuse_half_built() -> None:
    """Refuse to go on with a demo whose building was broken off: the clock is set last, so it tells."""
    if clock.offset():
        return
    raise Refused(
        Say("演示没有打开。", "The demo was not opened."),
        Say("这个数据目录里的演示上次没有建完。", "Building the demo in this data directory was broken off."),
        Say(f"请删除 {settings.DATA}，再运行一次。", f"Remove {settings.DATA} and run it again."),
    )
