"""``jidi tick``: what time itself does, once a day or as often as one likes. A timer of the system calls it.

Waiting steps whose time has run end, running clocks are counted again by the calendar as it stands and those concerned are
told, duties are worked out a year ahead and come onto the agenda when their work can begin, what falls due is reminded of,
files a process left behind are swept. It can be repeated at any moment: nothing is done twice.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from jidi.agenda.services import recount, remind_due, tell_moved
from jidi.cases.services import let_time_pass
from jidi.common.clock import clock
from jidi.files.services import sweep_orphans
from jidi.filings.columns.build import refresh
from jidi.filings.workbooks.kept import sweep as sweep_tables
from jidi.returns.services import compute_ahead


def main(arguments: Sequence[str]) -> int:
    """Do it and say what was done."""
    argparse.ArgumentParser(prog="jidi tick", description=__doc__).parse_args(arguments)
    at, on = clock.now(), clock.today()
    ended = let_time_pass(at=at, on=on)
    for moved in ended:
        print(f"期满 · time has run: case {moved.case_id} {moved.step} → {moved.to}")
    moved_clocks = recount(at=at)
    duties = compute_ahead(at=at, on=on)
    for say in duties.open:
        print(f"待定 · undecided: {say.zh} · {say.en}")
    letters = tell_moved(moved_clocks, at=at, on=on) + remind_due(at=at, on=on)
    swept = len(sweep_orphans(at=at)) + sweep_tables(at)
    copied = refresh(at)
    if copied is not None:
        print(f"分析副本已更新 · the analytic copy was renewed: {len(copied.parts)}")
    print(
        f"{on}: 期满 {len(ended)} 件，期限变动 {len(moved_clocks)} 个，义务新增 {duties.made} 变动 {duties.changed}"
        f" 不再需要 {duties.lapsed}，提醒 {letters} 条，清理文件 {swept} 个"
        f" · {len(ended)} ended, {len(moved_clocks)} clocks moved, {duties.made} duties made, {duties.changed} changed,"
        f" {duties.lapsed} lapsed, {letters} reminders, {swept} files swept"
    )
    return 0
