"""核查发现: the rules of a form over all returns of a period, each finding leading to its return; the same as a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings as site
from django.urls import reverse

from jidi.cli.filings import main
from jidi.common.clock import Clock
from jidi.filings.columns.build import rebuild
from jidi.filings.columns.sweep import Tally
from jidi.filings.columns.sweeps import periods_filed, stacks, swept
from jidi.filings.models import Filing
from jidi.returns.models import Duty
from tests.cast import Cast
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import AT, Ferry, opened, play, titled
from tests.jidi.web.conftest import Enter

LARGE = {"output": "20000", "exports": "1200", "why:large": "新投产两条生产线，产值增长，附竣工材料"}


@pytest.fixture
def filed(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ferry:
    """Two bases of a city reported on for the first quarter, one of them with a figure that had to be explained."""
    monkeypatch.setattr(site, "DATA", tmp_path)
    ferry = play(cast)
    more = opened(cast.county_officer, "210283", "庄河游艇", "游艇")
    titled(cast, more, "provincial", date(2021, 6, 1))
    ferry.compute()
    ferry.day("2023-04-03").compute()
    monkeypatch.setattr(Clock, "now", lambda self: datetime(2023, 4, 3, 2, tzinfo=UTC))
    ferry.filed(ferry.duty("figures", "2023-Q1", ferry.base), cast.city_officer)
    ferry.filed(ferry.duty("figures", "2023-Q1", more), cast.city_officer, LARGE)
    return ferry


def test_a_finding_is_named_by_rule_and_leads_to_its_return(filed: Ferry, enter: Enter) -> None:
    duty = Duty.objects.get(rule="figures", period="2023-Q1", about_zh="庄河游艇")
    page = enter(filed.cast.province_officer).get(reverse("desk:analysis-findings"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "2023-Q1：2 份报表，1 处不符" in text
    assert f'href="{reverse("desk:duty", args=[duty.pk])}"' in text
    assert "庄河游艇" in text
    assert "已说明" in text
    assert reverse("desk:analysis-findings") in enter(filed.cast.province_officer).get("/analysis/").content.decode()


def test_only_returns_one_sees_are_judged(filed: Ferry, enter: Enter) -> None:
    text = enter(filed.cast.other_county_officer).get(reverse("desk:analysis-findings")).content.decode()
    assert "庄河游艇" not in text
    assert "还没有可以核查的报表" in text


def test_the_page_reads_a_constant_number_of_times(
    filed: Ferry, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = enter(filed.cast.province_officer)
    client.get(reverse("desk:analysis-findings"))
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        client.get(reverse("desk:analysis-findings"))


def test_the_command_says_how_far_it_is_and_names_what_fails(filed: Ferry, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep"]) == 1
    said = capsys.readouterr().out
    assert "[1/1] 2023-Q1" in said
    assert "large（explain）：符合 1，不符 1，不能判断 0" in said
    assert "庄河游艇（210283），已说明 explained" in said
    assert main(["sweep", "--period", "2022-Q1"]) == 0


def test_a_draft_is_not_counted(filed: Ferry) -> None:
    filed.filled(filed.duty("summary", "2023"), filed.cast.city_officer)
    fence = list(Filing.objects.values_list("pk", flat=True))
    assert len(fence) == 3
    assert sum(len(one.filings) for one in stacks(rebuild(AT), fence, "2023-Q1", date(2023, 4, 3))) == 2
    assert periods_filed(fence) == ["2023-Q1"]


def test_all_checks_of_a_form_are_told_as_judged_or_as_only_judged_singly(filed: Ferry) -> None:
    copy = rebuild(AT)
    fence = list(Filing.objects.values_list("pk", flat=True))
    (stack,) = stacks(copy, fence, "2023-Q1", date(2023, 4, 3))
    one = swept(copy, stack)
    assert {rule.check.id for rule in one.rules} | set(one.unsaid) == {check.id for check in one.form.checks}
    assert (one.returns, one.failing) == (2, 1)


def test_a_rule_that_looks_back_a_year_reads_the_year_before(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ferry-2023"
    shutil.copytree(played.FOLDER, folder)
    place = folder / "forms" / "quarter.yaml"
    jump = '{id: jump, zh: 同比过半, en: half more, must: "ABS(YOY([output])) <= 50%", severity: hint, basis: house}'
    text = place.read_text(encoding="utf-8").replace("checks:\n", f"checks:\n  - {jump}\n")
    place.write_text(text, encoding="utf-8")
    monkeypatch.setattr(played, "FOLDER", folder)
    monkeypatch.setattr(site, "DATA", tmp_path)
    ferry = play(cast)
    for year, output in ((2023, "5000"), (2024, "9000")):
        ferry.day(f"{year}-04-03").compute(year)
        values = {"output": output, "exports": "1200"}
        ferry.filed(ferry.duty("figures", f"{year}-Q1", ferry.base), cast.city_officer, values)
    copy = rebuild(AT)
    fence = list(Filing.objects.values_list("pk", flat=True))
    tallies = {}
    for period in ("2023-Q1", "2024-Q1"):
        (stack,) = stacks(copy, fence, period, date(2024, 4, 3))
        tallies[period] = {rule.check.id: rule.tally for rule in swept(copy, stack).rules}
    assert tallies["2023-Q1"]["jump"] == Tally(0, 0, 1)
    assert tallies["2024-Q1"]["jump"] == Tally(0, 1, 0)
    assert tallies["2024-Q1"]["within"] == Tally(1, 0, 0)
