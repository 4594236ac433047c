"""``jidi columns``: make the analytic copy anew and let it take the place of the one before."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from jidi.common.clock import clock
from jidi.filings.columns.build import mark, rebuild
from jidi.filings.columns.place import current_copy


def main(arguments: Sequence[str]) -> int:
    """Rebuild, and say what is in it; with ``--if-changed`` only when something was filed since."""
    parser = argparse.ArgumentParser(prog="jidi columns", description="重建分析副本 · rebuild the analytic copy")
    parser.add_argument(
        "--if-changed", action="store_true", help="没有新报的就不动 · leave it when nothing was filed since"
    )
    options = parser.parse_args(arguments)
    before = current_copy()
    if options.if_changed and before is not None and before.mark == mark():
        print(f"没有变化，仍用 {before.made_at} 的副本 · nothing changed, the copy of {before.made_at} stays")
        return 0
    copy = rebuild(clock.now())
    rows = sum(part.rows for part in copy.parts)
    print(f"已重建：{len(copy.parts)} 个文件，{rows} 行 · rebuilt: {len(copy.parts)} files, {rows} rows")
    return 0
