"""The functions of the formula language: names, Chinese names, arguments and what they mean.

This table is the vocabulary; how each is computed stands in ``evaluate`` (and, later, in the SQL and Excel emitters).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from ..say import Say


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments, which clauses, what it gives (``number``, ``truth``, ``same``, ``set``)."""

    name: str
    zh: str
    gives: str
    arity: tuple[int, int]
    clauses: frozenset[str]
    say: Say


def _f(name: str, zh: str, gives: str, low: int, high: int, clauses: str, meaning_zh: str, meaning_en: str) -> Function:
    return Function(name, zh, gives, (low, high), frozenset(clauses.split()), Say(meaning_zh, meaning_en))


_ALL: Final = (
    _f("ABS", "绝对值", "same", 1, 1, "", "绝对值", "absolute value"),
    _f("MIN", "最小值", "same", 1, 9, "", "最小的一个", "the least"),
    _f("MAX", "最大值", "same", 1, 9, "", "最大的一个", "the greatest"),
    _f("ROUND", "四舍五入", "same", 1, 2, "", "四舍五入", "rounded half up"),
    _f("IF", "如果", "same", 3, 3, "", "如果……就……否则……", "if … then … else …"),
    _f("SUM", "合计", "same", 1, 9, "where window missing of", "合计", "sum"),
    _f("AVERAGE", "平均值", "same", 1, 9, "where window missing of", "平均", "average"),
    _f("COUNT", "计数", "number", 0, 1, "where window last of", "个数", "count"),
    _f("NONE", "没有", "truth", 0, 1, "where window last of", "一个也没有", "there is none"),
    _f("ANY", "存在", "truth", 0, 1, "where window last of", "至少有一个", "there is one"),
    _f("GROWTH", "增长率", "ratio", 1, 2, "", "比上年同期的增长率", "growth on the year before"),
    _f("YOY", "同比", "ratio", 1, 2, "", "同比", "year on year"),
    _f("POP", "环比", "ratio", 1, 2, "", "环比", "period on period"),
    _f("INCREMENT", "增量", "same", 1, 2, "", "比上年同期的增加额", "increase on the year before"),
    _f("CUMULATIVE", "累计", "same", 1, 2, "", "年初以来累计", "total since the start of the year"),
    _f("SHARE", "占比", "ratio", 2, 2, "of", "占比", "share"),
    _f("RANK", "排名", "number", 1, 2, "among within", "从高到低的名次", "rank from the top"),
    _f("RANK_FROM_BOTTOM", "倒数排名", "number", 1, 2, "among within", "从低到高的名次", "rank from the bottom"),
    _f("PARENT", "上级", "same", 1, 2, "of", "上级区域的数", "the figure of the parent area"),
    _f("IN_A_ROW", "连续", "number", 2, 2, "", "到当日为止连续多少期", "how many periods in a row up to the day"),
    _f("ANSWER", "认定意见", "truth", 1, 1, "", "审查人的结论", "what the person reviewing answered"),
    _f("FOUND", "查明", "truth", 1, 1, "", "有人查明并附凭据", "found by a person, with evidence"),
    _f("HOLDS", "持有称号", "truth", 1, 9, "of", "当日持有", "holds on the day"),
    _f("HELD", "曾有称号", "truth", 1, 9, "of", "曾经持有", "has ever held"),
    _f("APPLIED", "曾申报", "truth", 1, 9, "of", "曾经申报", "has applied before"),
    _f("HAS", "已具备", "truth", 1, 1, "", "已提交", "is present"),
    _f("KIND", "类别", "truth", 1, 1, "", "属于该类", "is of the kind"),
    _f("SET", "集合", "set", 1, 1, "", "名单", "the named set"),
    _f("OPEN", "待定项", "open", 1, 1, "", "待定项的决定", "the decision on an open point"),
    _f("RESULT", "结果", "number", 1, 1, "", "某年的结果", "the result of a year"),
    _f("SCORE", "得分", "points", 1, 1, "", "得分", "the score"),
    _f("SELF_SCORE", "自评分", "points", 1, 1, "", "自评得分", "the score given by oneself"),
    _f("FIRST_OF", "依次取", "same", 1, 9, "", "依次取第一个有数的来源", "the first source that has a figure"),
    _f("IS_MISSING", "缺数", "truth", 1, 1, "", "没有数", "is missing"),
    _f("CONVERT", "折算", "same", 2, 2, "", "折算成另一种货币", "converted into another currency"),
    _f("DAYS_BETWEEN", "相隔天数", "number", 2, 2, "", "相隔天数", "days between"),
)
FUNCTIONS: Final[dict[str, Function]] = {f.name: f for f in _ALL}
_BY_CHINESE: Final = {f.zh: f.name for f in _ALL}


def canonical_name(name: str) -> str:
    """Return the English name of a function given in either language.

    Raises ValueError naming what is allowed when there is no such function.
    """
    if name in FUNCTIONS or name == "BY":
        return name
    if name in _BY_CHINESE:
        return _BY_CHINESE[name]
    if name == "按":
        return "BY"
    near = get_close_matches(name.upper(), FUNCTIONS, n=1) or get_close_matches(name, _BY_CHINESE, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ValueError(f"there is no function {name}; {hint}allowed: BY, {', '.join(sorted(FUNCTIONS))}")
