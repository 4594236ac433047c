"""Reading a formula: what it may look like, and what is said of one that cannot be read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from policycore.formula import FormulaError, parse
from policycore.formula.functions import FUNCTIONS, Function
from policycore.formula.tree import (
    By,
    Call,
    Compare,
    FactRef,
    InSet,
    Literal,
    Logic,
    Name,
    Node,
    Not,
    Number,
    children,
    walk,
)
from policycore.periods import Period


def same(left: str, right: str) -> bool:
    """Tell whether two formulas mean the same, wherever their parts stand."""
    return _bare(parse(left)) == _bare(parse(right))


def _bare(node: object) -> str:
    return re.sub(r"at=\(-?\d+, -?\d+\)", "", repr(node))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("（[a]＋１）＊２＞＝４％", "([a]+1)*2>=4%"),
        ("[a] ≥ 1 且 [b] ≤ 2", "[a] >= 1 AND [b] <= 2"),
        ("[a] ≠ 1 或者 非 [b] = 2", "[a] <> 1 OR NOT [b] = 2"),
        ("[a] × 2 ÷ 3 − 1", "[a] * 2 / 3 - 1"),
        ("[a] != 1", "[a] <> 1"),
        ("计数(t 其中 kind = x) > 0", "COUNT(t WHERE kind = x) > 0"),
        ("[form] 属于 SET(listed)", "[form] IN SET(listed)"),
        ("按(form，｛a：1，b：2｝)", "BY(form, {a: 1, b: 2})"),
        ("[a，y-1] > 1", "[a, y-1] > 1"),
    ],
)
def test_chinese_words_and_full_width_punctuation_mean_the_same(chinese: str, english: str) -> None:
    assert same(chinese, english)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
def test_every_function_has_a_chinese_name_that_means_the_same(function) -> None:
    assert parse(f"{function.zh}(x)").function == function.name == parse(f"{function.name}(x)").function


def test_names_and_texts_keep_the_punctuation_they_were_written_with() -> None:
    assert parse("[产值（万元）]") == FactRef("产值（万元）", at=(0, 8))
    assert parse("[产值（万元）， ２０２３]").period == "2023"
    assert parse("“第（二）条” = [a]").left == Literal("第（二）条", at=(0, 7))


def test_amounts_carry_their_unit() -> None:
    node = parse("15.5%")
    assert isinstance(node, Number)
    assert (node.amount, node.unit.name) == (Decimal("15.5"), "%")
    assert parse("5亿元").unit.dimension == "money:CNY"
    assert parse("200 万元/亩").unit.dimension == "money:CNY/area"
    assert parse("7 个工作日").unit.dimension == "workdays"


def test_days_and_periods_are_read_as_such() -> None:
    assert parse("2023-08-31").value == date(2023, 8, 31)
    assert parse("2019-H1").value == Period(2019, "half", 1)
    assert parse("2019-Q4").value == Period(2019, "quarter", 4)


def test_and_binds_tighter_than_or_and_not_tighter_than_both() -> None:
    node = parse("NOT a OR b AND c")
    assert isinstance(node, Logic)
    assert node.op == "or"
    assert isinstance(node.items[0], Not)
    assert node.items[1] == Logic("and", (Name("b", at=(9, 10)), Name("c", at=(15, 16))), at=(9, 16))


def test_every_part_knows_its_place_in_the_text() -> None:
    text = "COUNT(t WHERE kind = x, WITHIN 3 years BEFORE OPEN(d)) > 0 AND [甲] IN SET(s)"
    for node in walk(parse(text)):
        start, end = node.at
        assert 0 <= start < end <= len(text), node
    first = parse(text).items[0]
    assert isinstance(first, Compare)
    assert text[slice(*first.left.at)] == "COUNT(t WHERE kind = x, WITHIN 3 years BEFORE OPEN(d))"


def test_clauses_stand_beside_the_arguments() -> None:
    call = parse("HELD(p, batch = 1, ANY OF city)")
    assert isinstance(call, Call)
    assert len(call.args) == 2
    assert (call.clause("of").name, call.clause("of").any_of) == ("city", True)
    assert call.clause("where") is None
    ranked = parse("RANK([a], 2018, AMONG OPEN(whom), WITHIN city)")
    assert ranked.clause("among").node == Call("OPEN", (Name("whom", at=(27, 31)),), at=(22, 32))
    assert ranked.clause("within").name == "city"


def test_parts_are_walked_in_reading_order() -> None:
    node = parse("BY(form, {a: [x], b: [y]})")
    assert isinstance(node, By)
    assert [type(child).__name__ for child in children(node)] == ["Name", "FactRef", "FactRef"]
    assert isinstance(parse("[a] IN s"), InSet)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("", "the formula is empty"),
        ("   ", "the formula is empty"),
        ("[a] >", "the formula breaks off; at its end may stand: (, [fact], a name, a number"),
        ("COUNT(x", "the formula breaks off; at its end may stand: (, ), * /, + -, >= <= > < = <>, AND, OR, a comma"),
        ("[a", "the [ is not closed by ] (at: '[a')"),
        ('[a] = "x', 'the " is not closed by " (at: \'"x\')'),
        ("[a] ** 2", "cannot read '* 2'; here may stand: (, [fact], a name, a number (at: '* 2')"),
        ("[a] > 1)", "the ) closes nothing; ( is missing before it (at: ')')"),
        ("a > b > c", "cannot read '> c'; here may stand: + -, AND, OR (at: '> c')"),
        ("[a] # 2", "cannot read '# 2'; here may stand: ), * /, + -, >= <= > < = <>, AND, OR, a comma (at: '# 2')"),
        ("FOO(1)", "there is no function FOO; allowed: BY, ABS, "),
        ("CONT(t)", "there is no function CONT; did you mean COUNT? allowed: BY, ABS, "),
        ("平均数([a])", "there is no function 平均数; did you mean 平均? allowed: 按, 绝对值, "),
        ("[a] > 5 亿圆", "'亿圆' is no unit; did you mean 亿元? allowed: %, CNY, USD, "),
        ("2024-02-30 < [d]", "2024-02-30 is no day of the calendar (at: '2024-02-30')"),
        ("[a, y] = 2019-Q5", "a quarter has parts 1 to 4, found 5 (at: '2019-Q5')"),
        ("BY(form)", "BY needs a key and its cases: BY(tax-class, {A: 7 days, B: 12 days}) (at: 'BY(form)')"),
        ("SUM([a], {x: 1})", "{…} belongs to BY, not to SUM (at: 'SUM([a], {x: 1})')"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place_and_what_could_stand_there(formula: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(formula)
    assert str(caught.value).startswith(words)
    assert str(caught.value).endswith(f" in the formula: {formula}")


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_function_may_be_written_in_chinese_with_full_width_punctuation(function: Function) -> None:
    args = max(function.arity[0], min(2, function.arity[1]))
    plain = parse(f"{function.name}({', '.join(['[甲]'] * args)})")
    for name in (function.zh, *function.also):
        full = parse(f"{name}（{'，'.join(['［甲］'] * args)}）")
        assert isinstance(full, Call)
        assert (full.function, len(full.args)) == (function.name, args)
        assert isinstance(plain, Call)
        assert full.function == plain.function


def test_the_clauses_of_a_function_may_be_written_in_chinese() -> None:
    def alike(chinese: str, english: str) -> None:
        assert _bare(parse(chinese)) == _bare(parse(english))

    alike(
        "排名（［出口额］，2018，同类 counties，限于 本市）≤ 3",
        "RANK([出口额], 2018, AMONG counties, WITHIN city) <= 3",
    )
    alike("占比（［出口额］，［出口额］，取自 本省）", "SHARE([出口额], [出口额], OF province)")
    alike("上级（同比（［出口额］），取自 本市）", "PARENT(YOY([出口额]), OF city)")
    alike("合计（产值 其中 产值＞0，取自 企业）", "SUM(产值 WHERE 产值 > 0, OF 企业)")
    alike("曾有称号（示范，批次＝1，任一 取自 本市）", "HELD(示范, 批次 = 1, ANY OF city)")
    alike("计数（事件，近 3 年 截至 当日（））", "COUNT(事件, WITHIN 3 年 BEFORE TODAY())")


def test_a_name_that_begins_like_a_word_of_the_language_stays_a_name() -> None:
    assert parse("近海产值 + 同类产品") == parse("近海产值 + 同类产品")
    assert [node.name for node in walk(parse("近海产值 + 同类产品 + 截至数")) if isinstance(node, Name)] == [
        "近海产值",
        "同类产品",
        "截至数",
    ]


def _bare(node: Node) -> str:
    return re.sub(r"at=\(-?\d+, -?\d+\)", "", repr(node))
