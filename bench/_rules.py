"""Two measurements of rules: 110 on one return of 100 values, and 110 on 10^7 values in a ready Parquet.

``python3 bench/_rules.py`` prints both; ``bench/returns.py`` calls :func:`one_return` and :func:`whole_history`. Each is
interleaved with a probe of the same minute, because the machine is never quiet.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from policycore.formula import parse
from policycore.formula.book import Book
from policycore.formula.emit_sql import Wide, column_type, select
from policycore.formula.lower import Shape, Shaped
from policycore.units import UNITS

FIELDS = 100
RETURNS = 100_000
SUBJECTS = RETURNS // 4
SHAPE = Shape("year", {f"c{i}": Shaped("number", UNITS["万元" if i % 2 else "亿元"], 4) for i in range(FIELDS)})


def rules() -> dict[str, str]:
    """Return 110 rules of the kinds forms have: parts and wholes, sums, rates, growth, conditions, rounding."""
    found: list[str] = []
    found += [f"[c{i}] <= [c{i + 2}] + [c{i + 4}]" for i in range(40)]
    found += [f"ABS([c{i}] + [c{i + 2}] + [c{i + 4}] - [c{i + 6}]) <= 0.5 万元" for i in range(20)]
    found += [f"SHARE([c{i}], [c{i + 20}]) <= 80%" for i in range(15)]
    found += [f"ABS(YOY([c{i}])) <= 50%" for i in range(20)]
    found += [f"IF([c{i}] > 1 亿元, [c{i + 2}] > 0 元, IS_MISSING([c{i + 4}]))" for i in range(10)]
    found += [f"ROUND([c{i}] / 3, 2) <= SUM([c{i}], [c{i + 1}], MISSING all)" for i in range(5)]
    return {f"r{i}": text for i, text in enumerate(found)}


@dataclass(frozen=True)
class Measured:
    """Seconds of processor and of wall clock (median of the runs), and the wall clock of the probe beside them."""

    cpu: float
    wall: float
    probe: float

    def line(self, what: str) -> str:
        """Write it for the bench."""
        ratio = self.wall / self.probe
        return f"{what}: {self.cpu * 1000:.2f} ms CPU, {self.wall * 1000:.2f} ms wall, {ratio:.2f} × probe ({self.probe * 1000:.2f} ms)"


def _beside(run: Callable[[], Any], probe: Callable[[], Any], times: int) -> Measured:
    found: list[tuple[float, float, float]] = []
    for _ in range(times):
        start = time.perf_counter()
        probe()
        middle, cpu = time.perf_counter(), time.process_time()
        run()
        found.append((time.process_time() - cpu, time.perf_counter() - middle, middle - start))
    cpus, walls, probes = zip(*found, strict=True)
    return Measured(statistics.median(cpus), statistics.median(walls), statistics.median(probes))


def one_return(times: int = 200) -> Measured:
    """Judge one return by 110 compiled rules, from its values by period; the probe adds and compares as many decimals."""
    book = Book.of({key: parse(text) for key, text in rules().items()}, SHAPE)
    assert not book.unsaid
    facts = {f"c{i}": {"2024": Decimal(1000 + i * 7) / 10, "2023": Decimal(900 + i * 5) / 10} for i in range(FIELDS)}
    plain = [Decimal(1000 + i * 7) / 10 for i in range(FIELDS)]

    def probe() -> int:
        return sum(plain[i % 96] <= plain[i % 96 + 2] + plain[i % 96 + 4] for i in range(110))

    return _beside(lambda: book.judge(book.values(facts, "2024")), probe, times)


def history(path: Path, kind: str = "decimal") -> Path:
    """Write the wide copy: 10^5 returns of 100 values each, one value in fifty missing, four years of each subject."""
    typed = {
        key: column_type(shaped.base_decimals) if kind == "decimal" else "DOUBLE"
        for key, shaped in SHAPE.fields.items()
    }
    columns = ", ".join(
        f"CASE WHEN hash(i * 1000 + {n}) % 50 = 0 THEN NULL ELSE CAST(hash(i * 977 + {n * 31}) % 10000000 AS DECIMAL(18,0)) END::{of} AS {key}"
        for n, (key, of) in enumerate(typed.items())
    )
    year = "(2021 + i % 4)::VARCHAR"
    keys = f"'base' AS subject_kind, 'k' || lpad((i // 4)::VARCHAR, 6, '0') AS subject_key, {year} AS period, {year} AS vintage"
    with duckdb.connect() as con:
        rows = f"SELECT {keys}, {columns} FROM range({RETURNS}) t(i)"  # noqa: S608 - names of our own
        con.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 20000)")
    return path


def whole_history(times: int = 5, kind: str = "decimal") -> Measured:
    """Judge 10^5 returns by 110 rules from a ready Parquet into a table; the probe reads and adds up the same columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = history(Path(folder) / "wide.parquet", kind)
        book = Book.of({key: parse(text) for key, text in rules().items()}, SHAPE)
        found = select({key: low.node for key, low in book.lows.items()}, SHAPE, Wide(f"read_parquet('{path}')"))
        assert len(found.said) == 110
        sums = ", ".join(f"sum(c{i})" for i in range(FIELDS))
        with duckdb.connect(config={"threads": 2}) as con:
            return _beside(
                lambda: con.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {found.sql}"),
                lambda: con.execute(f"SELECT {sums} FROM read_parquet('{path}')").fetchall(),  # noqa: S608
                times,
            )


if __name__ == "__main__":
    print(one_return().line("110 rules on one return of 100 values"))
    print(whole_history().line("110 rules on 10^7 values, decimals"))
    if "--double" in sys.argv:
        print(whole_history(kind="double").line("110 rules on 10^7 values, doubles"))
