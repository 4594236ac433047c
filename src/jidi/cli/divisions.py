"""``jidi divisions``: load the table of divisions and of former names, or find the place a text names."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from jidi.accounts.gazetteer import resolve_place
from jidi.accounts.services.divisions import load_divisions
from jidi.common.clock import clock


def main(arguments: Sequence[str]) -> int:
    """Load, or with ``--find`` look a name up; 1 when it is not found."""
    parser = argparse.ArgumentParser(prog="jidi divisions", description="行政区划 · divisions")
    parser.add_argument("--find", metavar="TEXT", help="查找地名 · find the place a text names")
    parser.add_argument("--province", help="限定省份 · within this province")
    options = parser.parse_args(arguments)
    if options.find is not None:
        place = resolve_place(options.find, options.province)
        print(f"{place.division.code if place.division else '-'}  {place.why.zh} · {place.why.en}")
        return 0 if place.division else 1
    loaded = load_divisions(at=clock.now())
    print(
        f"新增 {loaded.added}，更改 {loaded.changed}，共 {loaded.divisions}；曾用名 {loaded.former} · "
        f"added {loaded.added}, changed {loaded.changed}, {loaded.divisions} in all; {loaded.former} former names"
    )
    return 0
