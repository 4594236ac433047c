"""Checks of a form that look beyond it: a place among others, a share of the city, a title. The same verdict everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from jidi.filings import queries
from jidi.filings.columns.build import rebuild
from jidi.filings.columns.sweeps import stacks, swept
from jidi.filings.models import Filing
from jidi.filings.workbooks.bulk_checks import suspects
from jidi.filings.workbooks.formulas import formulas_of
from jidi.filings.workbooks.plan import plan_of
from jidi.returns.queries import filling
from policycore.say import Say
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play

KIND = """
ferry: {zh: 省级渡口基地, en: Provincial ferry base, title: provincial, population: true, cite: "1"}
"""
CHECKS = """
  - {id: first, must: "RANK([exports], AMONG ferry) <= 1", severity: explain, basis: house}
  - {id: last, must: "倒数排名（［出口额］，AMONG ferry，WITHIN city）= 1", severity: hint, basis: house}
  - {id: half-of-city, must: "占比([exports], [exports], OF city) <= 50%", severity: explain, basis: house}
  - {id: beside-city, must: "环比([output]) >= 上级(环比([output]), OF city)", severity: hint, basis: house}
  - {id: titled, must: "持有称号(national) OR [output] <= 4000 万元", severity: explain, basis: house}
"""
CITY = """
city-figures: {zh: 全市数据, en: Figures of the city, debtor: city, to: province, every: quarter, due: period-end,
               fulfilled-by: {form: city-quarter}, cite: "2"}
"""
CITY_FORM = """
id: city-quarter
zh: 全市季度数据
en: Figures of the city
every: quarter
sections:
  - id: figures
    zh: 数据
    fields:
      - {id: output, zh: 全市产值, en: Output, kind: number, unit: 万元, indicator: output}
      - {id: exports, zh: 全市出口额, en: Exports, kind: number, unit: 万元, indicator: exports}
cite: "2"
"""


@pytest.fixture
def ferry(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    form = folder / "forms" / "quarter.yaml"
    text = form.read_text("utf-8").replace('\ncite: "2"\n', CHECKS + 'cite: "2"\n')
    for field in ("output", "exports"):  # one series, whichever form a figure is filed by
        text = text.replace(f"{{id: {field}, ", f"{{id: {field}, indicator: {field}, ")
    form.write_text(text, "utf-8")
    for name, text in (("kinds.yaml", KIND), ("obligations.yaml", CITY)):
        (folder / name).write_text((folder / name).read_text("utf-8") + text, "utf-8")
    (folder / "forms" / "city-quarter.yaml").write_text(CITY_FORM, "utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    monkeypatch.setattr(site, "DATA", tmp_path / "data")
    ferry = play(cast)
    ferry.compute()
    ferry.day("2023-10-05")
    city = ferry.duty("city-figures", "2023-Q3")
    ferry.filed(city, cast.city_officer, {"output": "9000", "exports": "3000"})
    other = ferry.duty("figures", "2023-Q3", ferry.other, debtor="210800")
    ferry.filed(other, cast.other_city_officer, {"output": "3000", "exports": "1500"})
    return ferry


def judged(ferry: Ferry, exports: str, output: str = "5000") -> Any:
    duty = ferry.duty("figures", "2023-Q3", ferry.base)
    ferry.filled(duty, ferry.cast.city_officer, {"output": output, "exports": exports})
    filing = filling.filing_for(ferry.again(duty))
    assert filing is not None
    return queries.judged(filing, filling.rules_of(duty, ferry.on))


def said(found: Any) -> dict[str, str]:
    return {one.check: one.say.zh for one in found.found if one.check}


def test_a_place_a_share_and_a_title_are_judged_while_one_fills_in(ferry: Ferry) -> None:
    assert set(said(judged(ferry, "1600"))) == {"half-of-city", "beside-city"}
    assert set(said(judged(ferry, "1500"))) == {"beside-city"}  # equals share the first place
    assert set(said(judged(ferry, "1400"))) == {"first", "beside-city"}


def test_the_finding_says_which_place_and_of_how_many_without_a_name_of_code(ferry: Ferry) -> None:
    one = next(one for one in judged(ferry, "1400").found if one.check == "first")
    assert "第 2 名 / 2" in "".join(line.zh for line in one.trace)
    assert one.rule == Say(
        "出口额在省级渡口基地中从高到低的名次 不大于 1",
        "the place of Exports from the top among Provincial ferry base is at most 1",
    )
    assert "ferry" not in one.rule.zh + one.say.zh


def test_what_nobody_filed_leaves_it_open(ferry: Ferry) -> None:
    found = next(one for one in judged(ferry, "1400").found if one.check == "beside-city")
    assert found.say.zh.startswith("不能判断")
    assert not found.blocks


def test_all_returns_at_once_give_the_same(ferry: Ferry) -> None:
    duty = ferry.duty("figures", "2023-Q3", ferry.base)
    why = {"why:first": "三季度停航检修两个月，出口减少，四季度恢复"}
    ferry.filed(duty, ferry.cast.city_officer, {"output": "5000", "exports": "1400", **why})
    filing = filling.filing_for(ferry.again(duty))
    assert filing is not None
    copy = rebuild(ferry.now["at"])
    fence = list(Filing.objects.values_list("pk", flat=True))
    forms = [swept(copy, stack) for stack in stacks(copy, fence, "2023-Q3", ferry.on)]
    quarter = next(one for one in forms if one.form.id == "quarter")
    assert not quarter.unsaid
    tallies = {one.check.id: (one.tally.holds, one.tally.fails, one.tally.unsure) for one in quarter.rules}
    # two returns: 庄河 1400 and 大石桥 1500; the city of the second filed nothing
    assert tallies["first"] == (1, 1, 0)
    assert tallies["last"] == (2, 0, 0)
    assert tallies["half-of-city"] == (1, 0, 1)
    assert tallies["beside-city"] == (0, 0, 2)
    assert tallies["titled"] == (2, 0, 0)  # the first by its title, the second by its output
    failing = {one.check.id: [row.filing.pk for row in one.failing] for one in quarter.rules}
    assert failing["first"] == [filing.pk]


def test_in_a_lot_of_many_every_row_is_judged_for_what_lies_beyond_it(ferry: Ferry) -> None:
    found = judged(ferry, "1400")
    texts = {"output": ["5000", "5000"], "exports": ["1400", "1600"], "staff": ["", ""]}
    assert suspects(found.state.layout, found.rules, texts, 2, {}) == {0, 1}


def test_in_the_workbook_the_share_is_alive_with_the_figure_of_the_day_and_the_place_is_left_to_the_system(
    ferry: Ferry,
) -> None:
    found = judged(ferry, "1400")
    formulas = formulas_of(plan_of(found.state.layout), found)
    assert set(formulas.checks) >= {"half-of-city", "titled"}
    assert formulas.reasons["first"].zh == "名次要和别人的数比，别人的数不放进这张表"
    assert formulas.reasons["beside-city"].zh == "用到的数不在这张表里"
    (line,) = formulas.before
    assert (line.label, line.period, line.amount) == ("本市（2023-10-05 系统里的数）「出口额」", "2023-Q3", 3000)
    assert "1500" not in "".join(one.text for one in formulas.checks.values())  # what another filed is on no sheet
