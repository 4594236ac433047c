"""``jidi bases import FILE`` places the rows of a list in the register and reports those that could not be placed;
``jidi bases follow`` lets hosts follow divisions that were renamed or got another code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from jidi.accounts.models import Division
from jidi.accounts.services.divisions import load_divisions
from jidi.bases.importing.counts import CountCheck
from jidi.bases.importing.reporting import fates, write_report
from jidi.bases.importing.run import Fate, Report, command_line, import_bases
from jidi.bases.importing.words import load
from jidi.bases.services.recoding import follow_divisions
from jidi.common.clock import clock


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 when the file was worked through (the report says what was not placed)."""
    parser = argparse.ArgumentParser(prog="jidi bases", description="基地登记 · the register of bases")
    verbs = parser.add_subparsers(dest="verb", required=True)
    importing = verbs.add_parser("import", help="导入名单（CSV，一行一事） · import a list, one row per base and event")
    importing.add_argument("file", type=Path, help="名单文件 · the list")
    importing.add_argument("--dry-run", action="store_true", help="只试不存 · try everything, keep nothing")
    importing.add_argument("--report", type=Path, metavar="FILE", help="写出逐行报告（CSV） · write the report")
    importing.add_argument("--counts", type=Path, metavar="FILE", help="与公布数核对 · compare with published counts")
    importing.add_argument("--words", type=Path, metavar="DIR", help="另用词表 · other tables of words")
    verbs.add_parser("follow", help="随区划变更更新承载地 · let hosts follow renamed or re-coded divisions")
    options = parser.parse_args(arguments)
    return _import(options) if options.verb == "import" else _follow()


def _follow() -> int:
    moved = follow_divisions(command_line(clock.now()))
    print(f"{len(moved)} 个基地的承载地改用现行区划 · hosts brought to the divisions of today")
    for base in moved:
        print(f"    {base.pk}  {base.name}")
    return 0


def _import(options: argparse.Namespace) -> int:
    at, words = clock.now(), load(options.words)
    if not Division.objects.exists():
        load_divisions(at=at)
    report = import_bases(
        path=options.file, hand=command_line(at), words=words, counts=options.counts, dry_run=options.dry_run
    )
    _print(report)
    _print_counts(report.counts)
    if options.report:
        write_report(options.report, report)
        print(f"\n逐行报告 · report: {options.report}")
    return 0


def _print(report: Report) -> None:
    if report.dry_run:
        print("试运行，没有保存任何内容 · dry run, nothing was kept\n")
    for words, count in fates(report):
        print(f"{count:6d}  {words}")
    print(f"{report.bases_added:6d}  新基地 new bases")
    print(f"{report.events_added:6d}  新事件 new events（其中转换 of them converted: {report.converted}）")
    for row in report.rows:
        if row.fate is Fate.NOT_PLACED:
            print(f"\n第 {row.number} 行 row {row.number}  {row.name}")
            for say in (*row.why, *row.next_step):
                print(f"    {say.zh}  {say.en}")


def _print_counts(counts: Sequence[CountCheck]) -> None:
    for check in counts:
        stated = "—" if check.stated is None else check.stated
        held = "—" if check.held is None else check.held
        print(f"\n{check.area} {check.level} {check.as_of}: 公布 stated {stated}, 登记 register {held}. {check.why.zh}")
