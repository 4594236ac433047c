"""``jidi filings sweep``: every return of a period judged by the rules of its form in one pass; what fails is named."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from jidi.bases.models import Base
from jidi.common.clock import clock
from jidi.filings.columns.build import mark, rebuild
from jidi.filings.columns.place import Copy, current_copy
from jidi.filings.columns.sweeps import FormSwept, periods_filed, stacks, swept
from jidi.filings.models import Filing
from jidi.returns.queries.counted import counted


def main(arguments: Sequence[str]) -> int:
    """Sweep one period (the last one filed) or all; 1 where a rule is failed. The analytic copy is made anew where needed."""
    parser = argparse.ArgumentParser(prog="jidi filings", description="填报数据 · filings")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser(
        "sweep", help="按各表的核查规则一次核查全部报表 · judge every return by the rules of its form"
    )
    verb.add_argument("--period", help="哪一期，如 2023-Q1；不写则最近一期 · which period; the last one filed")
    verb.add_argument("--all", action="store_true", help="所有各期 · every period")
    verb.add_argument("--list", type=int, default=20, metavar="N", help="每条列出几份（20） · returns named a rule")
    options = parser.parse_args(arguments)
    copy = _fresh()
    fence = list(counted(Filing.objects.all()).values_list("pk", flat=True))
    filed = periods_filed(fence)
    wanted = filed if options.all else [options.period] if options.period else filed[:1]
    if not wanted:
        print("还没有报送的报表 · nothing was filed yet")
        return 0
    failing = sum(_sweep(copy, fence, period, options.list) for period in wanted)
    print(f"共 {failing} 处不符 · {failing} findings")
    return 1 if failing else 0


def _fresh() -> Copy:
    before = current_copy()
    if before is not None and before.mark == mark():
        return before
    print("正在重建分析副本… · making the analytic copy anew …", flush=True)
    return rebuild(clock.now())


def _sweep(copy: Copy, fence: Sequence[int], period: str, most: int) -> int:
    found = stacks(copy, fence, period, clock.today())
    failing = 0
    for place, stack in enumerate(found, 1):
        print(
            f"[{place}/{len(found)}] {period} {stack.part.zh}：{len(stack.filings)} 份 · returns …", end=" ", flush=True
        )
        start = time.perf_counter()
        one = swept(copy, stack)
        print(f"{one.failing} 处不符 · findings（{time.perf_counter() - start:.2f} s）", flush=True)
        _tell(one, most)
        failing += one.failing
    return failing


def _tell(one: FormSwept, most: int) -> None:
    shown = {failing.filing.pk: failing.filing for rule in one.rules for failing in rule.failing[:most]}
    keys = [int(f.subject_key) for f in shown.values() if f.subject_kind == "base" and f.subject_key.isdigit()]
    names = {str(pk): name for pk, name in Base.objects.filter(pk__in=keys).values_list("pk", "name")}
    for rule in one.rules:
        tally = rule.tally
        print(
            f"  {rule.check.id}（{rule.check.severity.value}）：符合 {tally.holds}，不符 {tally.fails}，不能判断 {tally.unsure}"
            f" · {tally.holds} hold, {tally.fails} fail, {tally.unsure} cannot be judged"
        )
        for failing in rule.failing[:most]:
            filing = failing.filing
            name = names.get(filing.subject_key, f"{filing.subject_kind} {filing.subject_key}")
            said = "，已说明 explained" if failing.explained else ""
            print(f"    {filing.owner_kind}:{filing.owner_key} {name}（{filing.area_id}）{said}")
        if len(rule.failing) > most:
            print(f"    另有 {len(rule.failing) - most} 份 · {len(rule.failing) - most} more")
    for check, why in one.unsaid.items():
        print(f"  {check}：只能逐份核查（{why.zh}） · judged by each return itself ({why.en})")
