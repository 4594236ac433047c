"""A formula as a sentence: Chinese for the page, English beside it."""

from __future__ import annotations

import pytest

from policycore.formula import Condition, parse, say_formula
from policycore.say import Say

LABELS = {
    "exports": Say("出口额", "exports"),
    "incidents": Say("事件记录", "incidents"),
    "kind": Say("种类", "kind"),
    "grave": Say("重大事件", "grave events"),
    "crest": Say("省级基地", "provincial base"),
    "start": Say("起算日", "the day it runs from"),
    "counties": Say("县区", "counties"),
    "city": Say("本市", "city"),
    "ready": Say("准备就绪", "ready"),
    "report": Say("季报", "quarterly report"),
    "missed": Say("漏报", "missed"),
    "form": Say("形式", "form"),
    "year": Say("当年", "the year"),
}


def label(name: str) -> Say:
    return LABELS.get(name, Say(name))


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("[exports] >= 5 亿元", "出口额 不小于 5 亿元", "exports is at least 5 亿元"),
        ("[exports, y-1] < 15%", "上年 出口额 小于 15%", "exports of the year before is below 15%"),
        ("[exports, 2018] <> 1", "2018 出口额 不等于 1", "exports of 2018 is not 1"),
        ("[exports, previous-year] = 1", "上年 出口额 等于 1", "exports of last year is 1"),
        ("[exports] > [exports, q-2]", "出口额 大于 前 2 季度 出口额", "exports is above exports of 2 quarters before"),
        ("ANSWER(ready) AND NOT ANSWER(ready)", "准备就绪，并且不是：准备就绪", "ready, and not: ready"),
        ("ready AND (ready OR ready)", "准备就绪，并且（准备就绪，或者准备就绪）", "ready, and （ready, or ready）"),
        ("COUNT(incidents WHERE kind IN SET(grave), WITHIN 3 years BEFORE OPEN(start)) > 0",
         "事件记录中有（种类 属于 重大事件，待定项「起算日」的决定前 3 年以内）的记录",
         "there is one of incidents where kind is one of grave events, within 3 years before the decision on “the day it runs from”"),
        ("RANK([exports], 2018, AMONG counties, WITHIN city) <= 3",
         "2018 出口额在本市县区中从高到低的名次 不大于 3",
         "the place of exports from the top among counties within the city (2018) is at most 3"),
        ("HELD(crest, batch = 1, ANY OF city)", "本市曾有 省级基地（batch 等于 1）", "in the city somebody has held provincial base (batch is 1)"),
        ("RANK([exports], AMONG OPEN(start), WITHIN city)", "出口额在本市按待定项「起算日」的决定所比的范围中从高到低的名次",
         "the place of exports from the top among those chosen by the decision on “the day it runs from” within the city"),
        ("IN_A_ROW(report, missed) >= 2", "季报连续漏报的期数 不小于 2",
         "the periods in a row of quarterly report: missed is at least 2"),
        ("COUNT(year IN LAST 3 YEARS: ANSWER(ready)) >= 2", "近 3 年中 准备就绪的年数 不小于 2",
         "how many times in the last 3 years ready is at least 2"),
        ("BY(form, {a: 7 workdays, b: 1 day})", "按形式：a → 7 个工作日；b → 1 天", "by form: a → 7 workdays; b → 1 day"),
        ("(1 + 2) * 3 - -[exports] / 2", "（1 + 2） × 3 − −出口额 ÷ 2", "（1 + 2） × 3 − −exports ÷ 2"),
        ("[exports] - (1 - 2) / (3 / 4)", "出口额 − （1 − 2） ÷ （3 ÷ 4）", "exports − （1 − 2） ÷ （3 ÷ 4）"),
        ("ABS(同比([exports])) <= 50%", "出口额同比的绝对值 不大于 50%", "the absolute value of the year-on-year growth of exports is at most 50%"),
        ("YOY([exports], 2018) > 0", "2018 出口额同比 大于 0", "the year-on-year growth of exports (2018) is above 0"),
        ("POP(SUM([exports], 3))", "出口额、3之和环比", "the growth of the sum of exports, 3 on the period before"),
        ("PREVIOUS([exports]) + INCREMENT([exports])", "上期出口额 + 出口额比上年同期的增加额",
         "exports of the period before + the increase of exports on the year before"),
        ("COUNT(incidents WHERE kind IN SET(grave)) <= 1", "事件记录中（种类 属于 重大事件）的条数 不大于 1",
         "the number of incidents where kind is one of grave events is at most 1"),
        ("NONE(incidents, OF city)", "本市事件记录中没有记录", "there is none of incidents of the city"),
        ("RANK_FROM_BOTTOM([exports] - 1, AMONG counties)", "（出口额 − 1）在县区中从低到高的名次",
         "the place of （exports − 1） from the bottom among counties"),
        ("PARENT(YOY([exports]), 2018, OF city)", "2018 本市的出口额同比", "the year-on-year growth of exports of the city (2018)"),
        ("SHARE([exports], [exports], OF city)", "出口额占本市出口额的比重", "the share of exports in exports of the city"),
        ("SHARE([exports] - 1, [exports])", "（出口额 − 1）占出口额的比重", "the share of （exports − 1） in exports"),
        ("SUM(kind WHERE year = 1, OF incidents, MISSING all)", "事件记录中（当年 等于 1的各行）种类合计（缺数的不计）",
         "the sum of kind in incidents where the year is 1 (missing ones left out)"),
        ("MEDIAN(kind, OF incidents)", "事件记录中种类中位数", "the middle kind in incidents"),
        ("IF([exports] > 1, 2, 3)", "如果出口额 大于 1，就是2，否则是3", "if exports is above 1: 2, else 3"),
        ("BETWEEN([exports], 1, 2)", "出口额在 1 到 2 之间", "exports is between 1 and 2"),
        ("ROUND(IN_UNIT([exports], 亿元), 1)", "出口额（以亿元计）四舍五入到 1 位小数", "exports in 亿元 rounded to 1 decimals"),
        ("IS_MISSING([exports]) OR 已填([exports])", "没有出口额的数，或者已填出口额", "exports is not filled in, or exports is filled in"),
        ("FILLED_COUNT([exports], [form])", "出口额、形式中已填的个数", "how many of exports, form are filled in"),
        ("CUMULATIVE([exports])", "年初以来累计出口额", "exports added up since January"),
    ],
)  # fmt: skip
def test_a_formula_reads_as_a_sentence(formula: str, zh: str, en: str) -> None:
    said = say_formula(parse(formula), label)
    assert (said.zh, said.en) == (zh, en)


def test_a_condition_in_parts_reads_as_a_sentence() -> None:
    node = Condition.read(
        {"at-least": 2, "of": ["[exports] > 1 亿元", {"not": "ANSWER(ready)"}, {"any": ["ready", "ready"]}]}
    ).node
    said = say_formula(node, label)
    assert said.zh == "以下至少 2 条成立：出口额 大于 1 亿元；不是：准备就绪；准备就绪，或者准备就绪"
    assert said.en == "at least 2 of: exports is above 1 亿元; not: ready; ready, or ready"


def test_a_reading_says_both_ways_and_which_point_picks() -> None:
    node = Condition.read({"reading": {"open": "start", "choices": {"narrow": "ready", "wide": "[exports] > 0"}}}).node
    said = say_formula(node, label)
    assert said.zh == "按待定项「起算日」的决定：narrow：准备就绪；wide：出口额 大于 0"
    assert said.en == "as decided on “the day it runs from”: narrow: ready; wide: exports is above 0"


def test_every_function_has_words_in_both_languages() -> None:
    from policycore.formula.functions import FUNCTIONS

    for name, function in FUNCTIONS.items():
        args = ", ".join(["[exports]"] * max(function.arity[0], 1))
        said = say_formula(parse(f"{name}({args})"), label)
        assert said.en
        assert said.zh
        assert name not in said.zh
