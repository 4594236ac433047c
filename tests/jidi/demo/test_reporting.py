"""A year and a half of reporting as the Sichuan story tells it: due, reminded, filed, asked about, returned, corrected, accepted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.jidi.demo.conftest import Site

FIND = """
from collections import Counter
from datetime import date
from jidi.filings.series import read
from jidi.returns.models import Act, Article, Duty
from jidi.returns.queries.statuses import standing
on = date(2022, 3, 4)
def stands(rule, period, link=0):
    rows = Duty.objects.filter(rule=rule, period=period, link=link)
    return dict(Counter(str(standing(duty, on).status) for duty in rows))
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Site:
    data = tmp_path_factory.mktemp("reported")
    site, started = Site(data, "", 0), time.monotonic()
    done = site.jidi("demo", "--data", str(data), "--story", "sichuan-2020", "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(Path(data), done.stdout, time.monotonic() - started)


def test_last_year_is_settled_and_this_year_is_under_way(reported: Site) -> None:
    code = FIND + "answer = [stands('information-form', '2021'), stands('information-form', '2022')]"
    assert reported.ask(code) == [{"accepted": 5}, {"accepted": 2, "filed": 2, "returned": 1}]


def test_a_base_new_in_may_owes_nothing_for_that_year(reported: Site) -> None:
    code = FIND + (
        "rows = Duty.objects.filter(base__name__contains='彩灯')\nanswer = sorted({(d.rule, d.period) for d in rows})"
    )
    owed = [tuple(pair) for pair in reported.ask(code)]
    assert [period for rule, period in owed if rule == "survey"][:3] == ["2021-H2", "2022-H1", "2022-H2"]
    yearly = {period for rule, period in owed if rule != "survey"}
    assert yearly == {"2023"}, "those of 2022 look back on the year in which it was new; a year ahead is known"


def test_each_level_has_its_own_day_and_the_nation_gets_the_national_ones(reported: Site) -> None:
    code = FIND + (
        "duty = Duty.objects.filter(rule='summary-and-plan', period='2022', link=0).first()\n"
        "city = Duty.objects.filter(rule='summary-and-plan', period='2022', link=1).first()\n"
        "answer = [str(duty.due_on), str(city.due_on), stands('summary-and-plan', '2021', 2)]"
    )
    assert reported.ask(code) == ["2022-02-15", "2022-03-01", {"done-elsewhere": 2}]


def test_one_was_reminded_filed_late_one_asked_returned_and_corrected(reported: Site) -> None:
    code = FIND + (
        "late = Duty.objects.get(rule='information-form', period='2022', base__name__contains='显示')\n"
        "silk = Duty.objects.get(rule='information-form', period='2022', base__name__contains='丝绸')\n"
        "answer = [standing(late, on).late, str(silk.first_filed_on),"
        " list(Act.objects.filter(duty=silk).order_by('pk').values_list('kind', flat=True))]"
    )
    late, first, acts = reported.ask(code)
    assert late
    assert first == "2022-01-27"
    assert acts == [
        "opened",
        "filed",
        "passed",
        "asked",
        "answered",
        "returned",
        "filed",
        "passed",
        "passed",
        "accepted",
    ]


def test_one_came_back_and_waits_for_its_correction_and_one_is_missed_though_reminded(reported: Site) -> None:
    code = FIND + (
        "from jidi.returns.enums import ActKind\n"
        "back = Duty.objects.get(rule='information-form', period='2022', state='returned')\n"
        "late = Duty.objects.get(rule='summary-and-plan', period='2022', link=0, base__name__contains='显示')\n"
        "answer = [back.base.name[:2], str(back.return_due_on), str(standing(late, on).status),"
        " Act.objects.filter(duty=late, kind=ActKind.REMINDED).count()]"
    )
    assert reported.ask(code) == ["江阳", "2022-03-08", "missed", 1]


def test_the_same_year_filed_twice_is_two_vintages_of_one_figure(reported: Site) -> None:
    code = FIND + (
        "rows = read(indicators=['output'], periods=['2020'])\n"
        "answer = sorted({one.vintage for one in rows if one.form_id == 'information'})"
    )
    assert reported.ask(code) == ["2020", "2021"]


def test_everything_of_it_holds(reported: Site) -> None:
    done = reported.jidi("invariants")
    assert done.returncode == 0, done.stdout
    done = reported.jidi("audit", "verify")
    assert done.returncode == 0, done.stdout
