"""The functions as people say them: 出口额同比, 企业情况中（……）的研发投入合计, the year-on-year growth of exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from .tree import Arith, Call, Clause, Compare, InSet, Logic, Node

Sub = Callable[[Node], str]
Words = Callable[[str], str]

_OF_ONE: Final = {
    "ABS": ("{0}的绝对值", "the absolute value of {0}"),
    "YOY": ("{0}同比", "the year-on-year growth of {0}"),
    "POP": ("{0}环比", "the growth of {0} on the period before"),
    "GROWTH": ("{0}比上年同期的增长率", "the growth of {0} on the year before"),
    "INCREMENT": ("{0}比上年同期的增加额", "the increase of {0} on the year before"),
    "CUMULATIVE": ("年初以来累计{0}", "{0} added up since January"),
    "SAME_PERIOD_LAST_YEAR": ("上年同期{0}", "{0} of the same period last year"),
    "PREVIOUS": ("上期{0}", "{0} of the period before"),
    "ROUND": ("{0}四舍五入取整", "{0} rounded to a whole number"),
    "ROUND_DOWN": ("{0}舍去尾数取整", "{0} cut to a whole number"),
    "ROUND_UP": ("{0}有尾数进一取整", "{0} rounded up to a whole number"),
    "IS_MISSING": ("没有{0}的数", "{0} is not filled in"),
    "IS_FILLED": ("已填{0}", "{0} is filled in"),
}
_OF_TWO: Final = {
    "SHARE": ("{0}占{1}的比重", "the share of {0} in {1}"),
    "DAYS_BETWEEN": ("{0}到{1}的天数", "the days from {0} to {1}"),
    "IN_UNIT": ("{0}（以{1}计）", "{0} in {1}"),
    "AMOUNT": ("{0}的{1}数", "the number of {1} of {0}"),
    "ROUND": ("{0}四舍五入到 {1} 位小数", "{0} rounded to {1} decimals"),
    "ROUND_DOWN": ("{0}舍去到 {1} 位小数", "{0} cut to {1} decimals"),
    "ROUND_UP": ("{0}进一到 {1} 位小数", "{0} rounded up to {1} decimals"),
}
_AT_A_PERIOD: Final = frozenset(
    ("YOY", "POP", "GROWTH", "INCREMENT", "CUMULATIVE", "SAME_PERIOD_LAST_YEAR", "PREVIOUS")
)
_COUNTED: Final = ("COUNT", "ANY", "NONE")
_TIMES: Final = {"years": "年", "halves": "半年", "quarters": "季", "months": "月"}
_AMONG_OTHERS: Final = {
    "RANK": ("从高到低", "from the top"),
    "RANK_FROM_BOTTOM": ("从低到高", "from the bottom"),
}
_OVER_ROWS: Final = {
    "SUM": ("{0}合计", "the sum of {0}"),
    "AVERAGE": ("{0}平均值", "the average of {0}"),
    "MIN": ("{0}最小值", "the least {0}"),
    "MAX": ("{0}最大值", "the greatest {0}"),
    "MEDIAN": ("{0}中位数", "the middle {0}"),
    "DISTINCT": ("{0}不重复的个数", "the number of different {0}"),
    "FILLED_COUNT": ("填了{0}的行数", "the number of rows with {0}"),
}
_SEVERAL: Final = {
    "SUM": ("{0}之和", "the sum of {0}"),
    "AVERAGE": ("{0}的平均值", "the average of {0}"),
    "MIN": ("{0}中最小的", "the least of {0}"),
    "MAX": ("{0}中最大的", "the greatest of {0}"),
    "MEDIAN": ("{0}的中位数", "the middle one of {0}"),
    "FILLED_COUNT": ("{0}中已填的个数", "how many of {0} are filled in"),
    "FIRST_OF": ("{0}中第一个有数的", "the first of {0} that is known"),
}
_LEFT_OUT: Final = {
    "all": ("（缺数的不计）", " (missing ones left out)"),
    "none": ("（缺数的不计）", " (missing ones left out)"),
}


def phrase(node: Call, args: Sequence[str], sub: Sub, words: Words, tongue: int) -> str:
    """Return a function as a phrase (0 Chinese, 1 English), empty where it is written with its name and brackets."""
    of = node.clause("of")
    if of is not None and node.function in _OVER_ROWS:
        return _rows(node, of, args, sub, words, tongue) + _policy(node, tongue)
    if node.function == "IF":
        return ("如果{0}，就是{1}，否则是{2}", "if {0}: {1}, else {2}")[tongue].format(*args)
    if node.function == "BETWEEN":
        return ("{0}在 {1} 到 {2} 之间", "{0} is between {1} and {2}")[tongue].format(*args)
    around = _around(node, args, sub, words, tongue)
    if around:
        return around
    if any(clause.kind != "missing" for clause in node.clauses):
        return ""
    held = [_held(arg, said) for arg, said in zip(node.args, args, strict=True)]
    if len(args) == 2 and node.function in _AT_A_PERIOD:
        return f"{args[1]} " * (not tongue) + _OF_ONE[node.function][tongue].format(held[0]) + f" ({args[1]})" * tongue
    table = {1: _OF_ONE, 2: _OF_TWO}.get(len(args), {})
    if node.function in table:
        return table[node.function][tongue].format(*held)
    if node.function in _SEVERAL:
        joined = ("、" if not tongue else ", ").join(held)
        return _SEVERAL[node.function][tongue].format(joined) + _policy(node, tongue)
    return ""


def _around(node: Call, args: Sequence[str], sub: Sub, words: Words, tongue: int) -> str:
    """The functions that look at rows, at others or at an area above; empty for any other."""
    if node.function in _COUNTED:
        return _counted(node, args, sub, words, tongue)
    if node.function == "IN_A_ROW":
        return (f"{args[0]}连续{args[1]}的期数", f"the periods in a row of {args[0]}: {args[1]}")[tongue]
    if node.function in _AMONG_OTHERS:
        return _place(node, args, words, sub, tongue)
    if node.function == "PARENT" or (node.function == "SHARE" and node.clause("of") is not None):
        return _of_area(node, args, words, tongue)
    return ""


def _counted(node: Call, args: Sequence[str], sub: Sub, words: Words, tongue: int) -> str:
    """事件记录中（……的各行）的条数, 近 3 年中合格的年数: how many rows or periods, that there is one, or none."""
    last, of = node.clause("last"), node.clause("of")
    tests = [sub(clause.node) if clause.kind == "where" and clause.node else sub(clause)
             for clause in node.clauses if clause.kind in ("where", "window")]  # fmt: skip
    test = ("，" if not tongue else ", ").join(tests)
    if last is not None:
        said = sub(last)
        return (f"{said}的{_TIMES.get(last.name.split()[-1].lower(), '期')}数", f"how many times {said}")[tongue]
    where = words(of.name) * bool(of) if of else ""
    if tongue:
        rows = f"{args[0]}" + (f" of the {where}" if where else "") + (f" where {test}" if test else "")
        return {"COUNT": f"the number of {rows}", "ANY": f"there is one of {rows}", "NONE": f"there is none of {rows}"}[
            node.function
        ]
    rows = f"（{test}）的" if test else ""
    head = f"{where}{args[0]}中"
    return {"COUNT": f"{head}{rows}条数", "ANY": f"{head}有{rows}记录", "NONE": f"{head}没有{rows}记录"}[node.function]


def _place(node: Call, args: Sequence[str], words: Words, sub: Sub, tongue: int) -> str:
    """出口额在本市县区中从高到低的名次: the figure, among whom, within which area, from which end, of which period."""
    among, within = node.clause("among"), node.clause("within")
    whom = words(among.name) if among else ""
    area = words(within.name) if within else ""
    if among and among.node is not None:
        whom = (f"按{sub(among.node)}所比的范围", f"those chosen by {sub(among.node)}")[tongue]
    end = _AMONG_OTHERS[node.function][tongue]
    when = args[1] if len(args) > 1 else ""
    figure = _held(node.args[0], args[0])
    if tongue:
        inside = f" within the {area}" if area else ""
        return f"the place of {figure} {end} among {whom}{inside}" + (f" ({when})" if when else "")
    return f"{when} " * bool(when) + f"{figure}在{area}{whom}中{end}的名次"


def _of_area(node: Call, args: Sequence[str], words: Words, tongue: int) -> str:
    """所在市的出口额, 出口额占所在市出口额的比重."""
    of = node.clause("of")
    area = words(of.name if of else "parent")
    held = [_held(arg, said) for arg, said in zip(node.args, args, strict=True)]
    if node.function == "SHARE":
        return (f"{held[0]}占{area}{held[1]}的比重", f"the share of {held[0]} in {held[1]} of the {area}")[tongue]
    when = f"{args[1]} " if len(args) > 1 else ""
    return (f"{when}{area}的{held[0]}", f"{held[0]} of the {area}" + (f" ({args[1]})" if when else ""))[tongue]


def _rows(node: Call, of: Clause, args: Sequence[str], sub: Sub, words: Words, tongue: int) -> str:
    where = node.clause("where")
    said = _OVER_ROWS[node.function][tongue].format(args[0])
    if where is None or where.node is None:
        return (f"{words(of.name)}中{said}", f"{said} in {words(of.name)}")[tongue]
    test = sub(where.node)
    return (f"{words(of.name)}中（{test}的各行）{said}", f"{said} in {words(of.name)} where {test}")[tongue]


def _policy(node: Call, tongue: int) -> str:
    policy = node.clause("missing")
    return _LEFT_OUT.get(policy.name, ("", ""))[tongue] if policy else ""


def _held(node: Node, said: str) -> str:
    """Put an argument in brackets where the phrase around it would otherwise be read as part of it."""
    return f"（{said}）" if isinstance(node, Arith | Compare | Logic | InSet) else said
