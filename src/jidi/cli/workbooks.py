"""``jidi workbooks``: look into a file as an upload would, and work on a batch of returns (also after a crash)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from jidi.common.clock import clock
from jidi.filings.models import Batch
from jidi.filings.workbooks import batches
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import META
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import read_meta


def main(arguments: Sequence[str]) -> int:
    """Do one of the two; a file that is turned away says why."""
    parser = argparse.ArgumentParser(prog="jidi workbooks", description="填报表 · workbooks")
    verbs = parser.add_subparsers(dest="verb", required=True)
    looking = verbs.add_parser("look", help="在受限进程中读一份 .xlsx，说出是什么 · read a file in the cage")
    looking.add_argument("file", type=Path)
    working = verbs.add_parser("work", help="核对或存入一批，中断后可再运行 · check or store a batch; safe to repeat")
    working.add_argument("key", nargs="?", help="批次；不写则接着办所有中断的 · a batch, else every one that waits")
    options = parser.parse_args(arguments)
    return _look(options.file) if options.verb == "look" else _work(options.key)


def _look(path: Path) -> int:
    raw, peak = run({"do": "read", "path": str(path.resolve()), "unpacked": ONE_UNPACKED})
    grids = grids_of(raw)
    hidden = next((grid for grid in grids if grid.name == META), None)
    meta = read_meta(hidden.rows()) if hidden else None
    for grid in grids:
        print(f"{grid.name}\t{len(grid.cells)} 格 · cells{'（隐藏 · hidden）' if grid.hidden else ''}")
    print(f"{peak // 2**20} MB")
    if meta is None:
        print("不是本系统的填报表 · not one of our workbooks")
        return 1
    print(f"{meta.stamp.form} {meta.stamp.period} {meta.stamp.name} {meta.stamp.subject} r{meta.stamp.revision}")
    return 0


def _work(key: str | None) -> int:
    waiting = [Batch.State.READING, Batch.State.STORING]
    keys = [key] if key else list(Batch.objects.filter(state__in=waiting).order_by("id").values_list("key", flat=True))
    for one in keys:
        batch = batches.work(one, on=clock.today(), now=clock.now)
        print(f"{batch.name}: {batch.state} {batch.done_rows}/{batch.rows}, 有误 · bad {batch.bad_rows}")
    return 0
