"""A file of many returns taken in, checked and stored, as often as asked, beside reading it and inserting its figures plainly.

Run with JIDI_DATA set, as ``python -m bench._many RETURNS RUNS``; the last line printed is JSON: seconds of each run.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.races import world

if TYPE_CHECKING:
    from tests.cast import Cast

FIELDS, RUNS = 100, 5


def main() -> None:
    """Build the site, take the file in, print how long each run took."""
    returns, runs = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    world.begin()
    from django.db import connection

    from jidi.cli import migrate

    migrate.main([])
    cast = world.people()
    connection.cursor().execute("PRAGMA synchronous=FULL")
    print(json.dumps([one_run(cast, returns, number) for number in range(runs)]))


def one_run(cast: Cast, returns: int, number: int) -> dict[str, float]:
    """One file of keys nobody filed for yet: checked, chosen, stored; then the probe on the same file."""
    from jidi.filings.judging import Rules
    from jidi.filings.workbooks import lots
    from policycore.forms import Form
    from policycore.open_points import DecisionBook
    from policycore.pack.model import Pack
    from tests.jidi.filings.conftest import PACK
    from tests.jidi.filings.workbooks.lots import KIND, ON, Desk, Firms, as_workbook, form

    first = number * returns
    keys = [f"k{n:05d}" for n in range(first, first + returns)]
    rules = Rules(Pack.model_validate(PACK), DecisionBook(), ON)
    firms = Firms(rules, Form.model_validate(form(FIELDS)), keys)
    lots._lots[KIND] = firms
    desk = Desk(cast, firms)
    content = as_workbook([desk.row(n) for n in range(first, first + returns)])
    batch = desk.take(content, "批量.xlsx")
    began, spent = time.perf_counter(), _spent()
    batch = desk.work(batch)
    if batch.state != "checked" or batch.bad_rows:
        raise RuntimeError(f"{batch.state}: {batch.bad_rows} rows with a fault")
    batch = desk.work(desk.choose(batch, "all"))
    if batch.state != "done" or batch.done_rows != returns:
        raise RuntimeError(f"{batch.state}: {batch.done_rows} stored")
    wall, cpu = time.perf_counter() - began, _spent() - spent
    began = time.perf_counter()
    probe(content)
    return {"wall": wall, "cpu": cpu, "probe": time.perf_counter() - began}


def probe(content: bytes) -> None:
    """Read the sheet and insert its figures into one table of a database of its own, nothing checked."""
    import io

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = rows[0]
    with (
        tempfile.TemporaryDirectory() as directory,
        closing(sqlite3.connect(Path(directory) / "plain.sqlite3")) as link,
    ):
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("PRAGMA synchronous=FULL")
        link.execute("CREATE TABLE figure (row integer, name text, number text, UNIQUE (row, name))")
        figures = (
            (n, name, str(value)) for n, row in enumerate(rows[1:]) for name, value in zip(head, row, strict=True)
        )
        link.executemany("INSERT INTO figure VALUES (?, ?, ?)", figures)
        link.commit()


def _spent() -> float:
    """Seconds of processor this process and its ended children took."""
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


if __name__ == "__main__":
    main()
