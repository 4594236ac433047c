"""Checking at load: unknown names come with suggestions, and what does not go together is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policycore.formula import FormulaError, check, parse
from policycore.formula.names import Kind

from .test_conformance import WORDS


def problem(formula: str) -> str:
    """Return what is said of a formula, without the formula itself."""
    with pytest.raises(FormulaError) as caught:
        check(parse(formula), WORDS.names, formula)
    return str(caught.value).partition(" in the formula: ")[0]


UNKNOWN = [
    ("[exprots] > 5 亿元", "'exprots' is no declared fact; did you mean exports? allowed: "),
    ("[甲] > 5", "'甲' is no declared fact; did you mean 甲数? allowed: "),
    ("[出口额(亿元)] > 5 亿元", "'出口额(亿元)' is no declared fact; did you mean 出口额（亿元）? allowed: "),
    ("readyy", "'readyy' is no declared fact; did you mean ready? allowed: "),
    ("COUNT(incident) > 0", "'incident' is no table; did you mean incidents? allowed: "),
    ("COUNT(exports) > 0", "'exports' is no table; did you mean report? allowed: asked, crest, incidents, report, works"),
    ("COUNT(incidents WHERE kimd = quality) > 0",
     "'kimd' is no column of this table; did you mean kind? allowed: cost, kind, on, serious, status"),
    ("COUNT(incidents WHERE kind = qualty) > 0",
     "'qualty' is no choice of it; did you mean quality? allowed: quality, safety"),
    ("COUNT(incidents WHERE qualty = kind) > 0", "'qualty' is no choice of it; did you mean quality? "),
    ("COUNT(incidents WHERE seriouss) > 0", "'seriouss' is no column of this table; did you mean serious? "),
    ("COUNT(incidents WHERE kimd IN SET(grave)) > 0", "'kimd' is no column of this table; did you mean kind? "),
    ("COUNT(incidents WHERE costs > 5 万元) > 0", "'costs' is no column of this table; did you mean cost? "),
    ('[form] = "compny"', "'compny' is no choice of it; did you mean company? allowed: company, office, society"),
    ("[form] IN SET(lists)", "'lists' is no named set; did you mean listed? allowed: grave, levels, listed, unlisted"),
    ("[form] IN lists", "'lists' is no named set; did you mean listed? allowed: grave, levels, listed, unlisted"),
    ("KIND(countie)", "'countie' is no kind; did you mean county? allowed: county, zone"),
    ("OPEN(leest) > 1", "'leest' is no open point; did you mean least? allowed: "),
    ("RANK([a], AMONG county) <= 3", "'county' is no population (a fact, set or kind with population); did you mean counties? "),
    ("RANK([a], AMONG counties, WITHIN citty) <= 3", "'citty' is no relation; did you mean city? allowed: city, neighbours, parent, province"),
    ("PARENT([a], OF nation) > 3", "'nation' is no relation; allowed: city, neighbours, parent, province"),
    ("HOLDS(medal)", "'medal' is no title; allowed: crest"),
    ("APPLIED(crest)", "'crest' is no record of applications; allowed: asked"),
    ("ANSWER(exports)", "'exports' is no fact of type: flag; "),
    ("FOUND(plan)", "'plan' is no fact of type: finding or flag; allowed: checked, ready, seen"),
    ("IN_A_ROW(exports, missed) >= 2", "'exports' is no duty with statuses; did you mean report? allowed: report"),
    ("IN_A_ROW(report, mised) >= 2", "'mised' is no status of a duty; did you mean missed? allowed: "),
    ("SCORE(revue) > 60", "'revue' is no scoring; did you mean review? allowed: review"),
    ("RESULT(resalt) = 1", "'resalt' is no declared fact; did you mean result? "),
    ("BY(from, {a: 1})", "'from' is no declared fact; did you mean form? "),
    ("BY(form, {company: 1, society: 2, offices: 3})", "'offices' is no choice of the key of BY; did you mean office? "),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "words"), UNKNOWN)
def test_an_unknown_name_comes_with_what_was_meant_or_what_is_allowed(formula: str, words: str) -> None:
    assert problem(formula).startswith(words)


NOT_TOGETHER = [
    ("[exports] > 5", "units do not go together: money:CNY and number; write the unit, like 5 亿元"),
    ("[exports] + [households] > 5", "units do not go together: money:CNY and count; write the unit, like 5 亿元"),
    ("IF([a] > 1, 5 亿元, 5) > 1", "units do not go together: money:CNY and number"),
    ("MAX([exports], [a]) > 1", "units do not go together: money:CNY and number"),
    ("[exports] * [imports] > 1", "money:CNY * money:CNY is no unit anybody counts in"),
    ("[site] / [exports] > 1", "area / money:CNY is no unit anybody counts in"),
    ("[a] > 3 years", "a number and a duration do not go together"),
    ("3 years > 30 days", "months and days cannot be compared: months differ in length"),
    ('[opened] = "2023"', "a date and a text do not go together; a text is written in quotes"),
    ('[form] > "company"', "a text is not larger or smaller than another; write = or <>"),
    ("[ready] > [seen]", "a truth is not larger or smaller than another; write = or <>"),
    ("[incidents] = [works]", "a table cannot be compared; ask COUNT(…) or ANY(…) about it"),
    ("[a] IN SET(listed)", "only a text can be a member of a set, found a number"),
    ('[form] IN "company"', "a set is needed behind IN: SET(name) or OPEN(point)"),
    ("[exports] AND [a] = 1", "a condition is needed here, found a number; compare it with something"),
    ("NOT [form]", "a condition is needed here, found a text; compare it with something"),
    ("-[form]", "a number is needed here, found a text"),
    ("SUM([form]) > 1", "a number is needed here, found a text"),
    ("GROWTH([ready]) > 1", "a number is needed here, found a truth"),
    ("COUNT(incidents WHERE kind + 1 > 2) > 1", "a number is needed here, found a text"),
    ("COUNT(incidents WHERE quality + 1 > 2) > 1", "'quality' is no column of this table"),
    ("COUNT(incidents WHERE on = quality) > 1", "'quality' is no column of this table"),
]


@pytest.mark.parametrize(("formula", "words"), NOT_TOGETHER)
def test_what_does_not_go_together_is_refused(formula: str, words: str) -> None:
    assert problem(formula).startswith(words)


SHAPES = [
    ("ABS([a], [b]) > 1", "ABS takes 1 argument(s), found 2"),
    ("MAX() > 1", "MAX takes 1 to 99 argument(s), found 0"),
    ("COUNT() > 1", "COUNT needs a table, or: year IN LAST 3 YEARS: condition"),
    ("COUNT(incidents, year IN LAST 3 YEARS: ready) > 1", "COUNT counts a table or the last periods, not both"),
    ("RANK([a]) <= 3", "RANK needs AMONG: the population it ranks in"),
    ("RANK([a], AMONG counties, OF city) <= 3", "RANK has no OF clause; it may have: AMONG, WITHIN"),
    ("SUM([a], WITHIN 3 years BEFORE [opened]) > 1", "name the table whose rows are meant: SUM(column WHERE …, OF table)"),
    ("SUM([a] WHERE kind = x) > 1", "name the table whose rows are meant: SUM(column WHERE …, OF table)"),
    ("SUM(cost, output, OF incidents) > 1", "SUM over a table adds one column: SUM(column, OF table)"),
    ("SUM(cost, OF incident) > 1 亿元", "'incident' is no table; did you mean incidents?"),
    ('COUNT(incidents WHERE kimd = "quality") > 0', "'kimd' is no column of this table; did you mean kind? "),
    ('COUNT(incidents WHERE "quality" = kimd) > 0', "'kimd' is no column of this table; did you mean kind? "),
    ("SUM(kosten, OF incidents) > 1", "'kosten' is no column of this table"),
    ("ABS([a] WHERE kind = x) > 1", "ABS has no WHERE clause; it may have: none"),
    ("COUNT(works, WITHIN 3 years BEFORE [opened]) > 1", "WITHIN looks at a column called on, of type: date; this table has none"),
    ("COUNT(incidents, WITHIN 3 BEFORE [opened]) > 1", "WITHIN needs a length of time in days, months or years, like 3 years"),
    ("COUNT(incidents, WITHIN 10 workdays BEFORE [opened]) > 1", "WITHIN needs a length of time in days, months or years"),
    ("COUNT(incidents, WITHIN 0.5 months BEFORE [opened]) > 1", "WITHIN needs whole days or months"),
    ("COUNT(incidents, WITHIN 3 years BEFORE [a]) > 1", "BEFORE needs a day: TODAY(), [a fact of type: date], 2023-01-01 or OPEN(point)"),
    ("COUNT(year IN LAST 3 YEARS: [result, year]) > 1", "a condition is needed here, found a text"),
    ("[exports, 20x8] > 5 亿元", "'20x8' is no period; write 2018, 2019-H1, 2023-Q2, y-1 (the year before), q-1 or previous-year"),
    ("COUNT(incidents WHERE [cost, 2018] > 5 亿元) > 1", "cost is a column of the row at hand and has no period"),
    ("GROWTH([exports], [a]) > 1", "GROWTH takes a period second: 2018, 2019-H1, y, y-1, q-1"),
    ("INCREMENT([exports], 7) > 1 亿元", "INCREMENT takes a period second"),
    ("ROUND([a], [b]) > 1", "ROUND takes a whole number of places from 0 to 8 second"),
    ("CONVERT([a], CNY) > 1", "write CONVERT([money], CNY) or CONVERT([money], USD)"),
    ("CONVERT([exports], EUR) > 1 亿元", "write CONVERT([money], CNY) or CONVERT([money], USD)"),
    ("DAYS_BETWEEN([a], [opened]) > 1", "DAYS_BETWEEN takes two days"),
    ("AVERAGE([a], MISSING none) > OPEN(which)", "a set cannot be compared; ask COUNT(…) or ANY(…) about it"),
    ("BY(listed, {company: 1, society: 2}) > 1",
     "no fact says which member of listed the subject is; declare a fact listed of type: choice with these members"),
    ("BY(exports, {company: 1}) > 1", "BY picks by a text or a choice, found a number"),
    ("BY(form, {company: 1, society: 2}) > 1", "BY says nothing for office; give every choice a value"),
    ("BY(form, {company: 1, society: 2 亿元, office: 3}) > 1", "units do not go together: number and money:CNY"),
    ("FILLED_COUNT(nothing, OF works) > 1", "'nothing' is no column of this table"),
    ("DISTINCT([a]) > 1", "name the table whose rows are meant: DISTINCT(column WHERE …, OF table)"),
    ("BETWEEN([form], 1, 2)", "BETWEEN takes three amounts or three days, found a text"),
    ("BETWEEN([exports], 1, 2 亿元)", "units do not go together: money:CNY and number"),
    ("IN_UNIT([exports], 亩) > 1", "'亩' is no unit of money:CNY; allowed: CNY, 万元, 亿元, 元"),
    ("AMOUNT([a], 万元) > 1", "'万元' is no unit of number; allowed: %"),
    ("MAX(output, cost, OF works) > 1", "MAX over a table adds one column: MAX(column, OF table)"),
    ("ROUND_UP([a], 9) > 1", "ROUND_UP takes a whole number of places from 0 to 8 second"),
    ("RANK([a], AMONG OPEN(least)) > 1", "AMONG needs a population, or OPEN(point) of a point whose choices are populations"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "words"), SHAPES)
def test_a_function_is_told_what_it_takes(formula: str, words: str) -> None:
    assert problem(formula).startswith(words)


def test_an_error_shows_the_part_it_is_about() -> None:
    said = problem("[a] > 1 AND [exports] > 5")
    assert said.endswith("(at: '[exports] > 5')")


@pytest.mark.parametrize(
    ("formula", "kind", "dimension"),
    [
        ("[a] > 1", "truth", ""),
        ("[exports] + 1 亿元", "number", "money:CNY"),
        ("[imports] / [site]", "number", "money:CNY/area"),
        ("GROWTH([exports])", "number", "number"),
        ("ABS(2000)", "number", "number"),
        ("BY(form, {company: 7 workdays, society: 1 month, office: 2 days})", "duration", "workdays"),
        ("SCORE(review)", "number", "points"),
        ("OPEN(from-day)", "date", ""),
        ("SET(listed)", "set", ""),
    ],
)
def test_the_type_of_a_formula(formula: str, kind: str, dimension: str) -> None:
    found = check(parse(formula), WORDS.names, formula)
    assert (found.name, found.dimension) == (kind, dimension)


def test_whatever_a_point_behind_among_may_choose_is_a_population() -> None:
    text = "RANK([a], AMONG OPEN(who)) <= 3"
    good = replace(WORDS.names, points={"who": Kind("text", "", ("counties", "zones"))})
    assert check(parse(text), good, text).name == "truth"
    bad = replace(WORDS.names, points={"who": Kind("text", "", ("counties", "towns"))})
    with pytest.raises(FormulaError, match="'towns' is no population, and the point behind AMONG may choose it"):
        check(parse(text), bad, text)


def test_growth_over_the_rows_of_a_table_is_refused() -> None:
    assert problem("YOY(SUM(output, OF works)) > 1").startswith(
        "YOY looks at other periods; a table has the rows of one"
    )
