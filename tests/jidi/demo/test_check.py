"""``demo --check`` walks the pack from the announced round to the register, and says where it cannot go on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from jidi.demo.story import decisions_file
from tests.jidi.demo.test_changed_copies import jidi


@pytest.fixture(scope="module")
def walked() -> str:
    """What the walk of the pack says."""
    done = jidi("demo", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_each_step_is_a_line_with_its_article_and_who_did_it(walked: str) -> None:
    lines = [line for line in walked.splitlines() if "｜" in line]
    assert len(lines) >= 9
    assert all(re.match(r"第[一二三四五六七八九十]+条|本系统规则", line) for line in lines)
    assert all(line.rsplit("｜", 1)[1].count("　") >= 2 for line in lines)


def test_it_ends_on_the_register_and_nobody_else_saw_anything(walked: str) -> None:
    assert "省级外贸转型升级基地" in walked
    assert "什么也没看到" in walked


def test_an_open_point_nobody_decided_ends_it_with_id_bounds_and_decider(tmp_path: Path) -> None:
    text = decisions_file("liaoning-2022")
    assert text is not None
    rows = yaml.safe_load(text.read_text("utf-8"))
    kept = tmp_path / "decisions.yaml"
    kept.write_text(yaml.safe_dump([row for row in rows if row["point"] != "round-quota"], allow_unicode=True), "utf-8")
    done = jidi("demo", "--check", "--decisions", str(kept))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "round-quota" in done.stdout
    assert "≥ 1" in done.stdout
    assert "省商务厅" in done.stdout


STEPS = (
    "due",
    "reminded",
    "handed in",
    "asked",
    "answered",
    "judged",
    "returned",
    "corrected",
    "passed on",
    "accepted",
    "totalled",
)


def test_a_duty_of_reporting_is_walked_until_it_stands_in_the_totals(walked: str) -> None:
    lines = [line for line in walked.splitlines() if "季度数据｜" in line]
    told = [next(step for step in STEPS if f" {step}" in line) for line in lines]
    assert list(dict.fromkeys(told)) == list(STEPS)
    assert all(line.startswith("第十二条") for line in lines)


def test_a_check_that_looks_a_year_back_asks_a_year_on_and_its_explanation_is_accepted(walked: str) -> None:
    lines = [line for line in walked.splitlines() if "季度数据｜" in line]
    asked = next(place for place, line in enumerate(lines) if "核实 1 条已说明" in line)
    assert "核实的说明成立" in lines[asked + 1]
    assert " accepted" in lines[-1]
    assert lines[asked].split("年")[0] != lines[0].split("年")[0], "of the next year"


def test_another_one_is_filed_by_the_api(walked: str) -> None:
    lines = [line for line in walked.splitlines() if "总结" in line and "接口" in line]
    assert [line.partition("　")[0] for line in lines] == ["第十二条", "第十二条"]
