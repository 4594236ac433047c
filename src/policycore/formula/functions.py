"""The functions of the formula language: names, Chinese names, arguments and what they mean.

This table is the vocabulary; how each is computed stands in ``calls`` (with trace) and ``lower_calls`` (for the closure,
SQL and spreadsheets).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from ..say import Say


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments, which clauses, what it gives (``number``, ``truth``, ``same``, ``set``).

    ``also`` are further Chinese names it may be written by, and English ones that spreadsheets use.
    """

    name: str
    zh: str
    gives: str
    arity: tuple[int, int]
    clauses: frozenset[str]
    say: Say
    also: tuple[str, ...] = ()


def _f(name: str, zh: str, gives: str, low: int, high: int, clauses: str, meaning_zh: str, meaning_en: str) -> Function:
    shown, *also = zh.split()
    return Function(
        name, shown, gives, (low, high), frozenset(clauses.split()), Say(meaning_zh, meaning_en), tuple(also)
    )


_ALL: Final = (
    _f("ABS", "绝对值", "same", 1, 1, "", "绝对值", "absolute value"),
    _f("MIN", "最小值 最小", "same", 1, 99, "where missing of", "最小的一个", "the least"),
    _f("MAX", "最大值 最大", "same", 1, 99, "where missing of", "最大的一个", "the greatest"),
    _f("MEDIAN", "中位数", "same", 1, 99, "where missing of", "中间的一个", "the middle one"),
    _f("ROUND_DOWN", "舍去 取整 TRUNC", "same", 1, 2, "", "舍去尾数", "rounded towards nought"),
    _f("ROUND_UP", "进位", "same", 1, 2, "", "有尾数就进一", "rounded away from nought"),
    _f("ROUND", "四舍五入", "same", 1, 2, "", "四舍五入", "rounded half up"),
    _f("IF", "如果 若", "same", 3, 3, "", "如果……就……否则……", "if … then … else …"),
    _f("SUM", "合计 求和", "same", 1, 99, "where window missing of", "合计", "sum"),
    _f("AVERAGE", "平均值 平均", "same", 1, 99, "where window missing of", "平均", "average"),
    _f("FILLED_COUNT", "已填个数", "number", 1, 99, "where missing of", "填了数的个数", "how many are filled in"),
    _f("DISTINCT", "不重复个数", "number", 1, 1, "where missing of", "不同的有几个", "how many different ones"),
    _f("COUNT", "计数 行数 个数 ROWS", "number", 0, 1, "where window last of", "个数", "count"),
    _f("NONE", "没有", "truth", 0, 1, "where window last of", "一个也没有", "there is none"),
    _f("ANY", "存在", "truth", 0, 1, "where window last of", "至少有一个", "there is one"),
    _f("GROWTH", "增长率", "ratio", 1, 2, "", "比上年同期的增长率", "growth on the year before"),
    _f("YOY", "同比", "ratio", 1, 2, "", "同比", "year on year"),
    _f("POP", "环比", "ratio", 1, 2, "", "环比", "period on period"),
    _f("INCREMENT", "增量", "same", 1, 2, "", "比上年同期的增加额", "increase on the year before"),
    _f("CUMULATIVE", "累计 本年累计 YTD", "same", 1, 2, "", "年初以来累计", "total since the start of the year"),
    _f(
        "SAME_PERIOD_LAST_YEAR",
        "上年同期",
        "same",
        1,
        2,
        "",
        "上年同期的数",
        "the figure of the same period a year before",
    ),
    _f("PREVIOUS", "上期", "same", 1, 2, "", "上一期的数", "the figure of the period before"),
    _f("SHARE", "占比 比重", "ratio", 2, 2, "of", "占比", "share"),
    _f("RANK", "排名 名次", "number", 1, 2, "among within", "从高到低的名次", "rank from the top"),
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
    _f("IS_MISSING", "缺数 缺失", "truth", 1, 1, "", "没有数", "is missing"),
    _f("IS_FILLED", "已填", "truth", 1, 1, "", "已经填了", "is filled in"),
    _f("BETWEEN", "介于", "truth", 3, 3, "", "在两数之间（含两端）", "lies between two figures, both included"),
    _f("IN_UNIT", "换算", "same", 2, 2, "", "换成另一个单位", "in another unit"),
    _f("AMOUNT", "数值", "number", 2, 2, "", "以该单位计的数", "the bare number of units"),
    _f("CONVERT", "折算", "same", 2, 2, "", "折算成另一种货币", "converted into another currency"),
    _f("TODAY", "当日", "date", 0, 0, "", "当日", "the day"),
    _f("DAYS_BETWEEN", "相隔天数", "number", 2, 2, "", "相隔天数", "days between"),
)
FUNCTIONS: Final[dict[str, Function]] = {f.name: f for f in _ALL}
_BY_CHINESE: Final = {name: f.name for f in _ALL for name in (f.zh, *f.also)}


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
    allowed = ["BY", *sorted(FUNCTIONS)] if name.isascii() else ["按", *(f.zh for f in _ALL)]
    raise ValueError(f"there is no function {name}; {hint}allowed: {', '.join(allowed)}")
