"""The command line of the core: what it prints, and the status it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policycore.cli import main

from ..days import CALENDAR
from ..pack.packs import BROKEN, PACKS, made_from_tiny


def run(*words: str) -> int:
    """Run a command on the packs of the tests, with their calendar."""
    where = ["--policies", str(PACKS)] if words[0] == "policy" else []
    return main([*words[:2], *where, *words[2:]], calendar=lambda: CALENDAR)


def test_check_counts_what_a_pack_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "check", "tiny") == 0
    assert capsys.readouterr().out.startswith("tiny v1: 7 articles, 48 elements, 7 open points, 2 examples · ")


def test_check_names_every_problem_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made_from_tiny(BROKEN / "dead-end", tmp_path / "tiny")
    assert main(["policy", "check", str(folder)], calendar=lambda: CALENDAR) == 1
    said = capsys.readouterr().err.splitlines()
    expected = (BROKEN / "dead-end" / "expected.txt").read_text(encoding="utf-8").splitlines()
    for line, english in zip(said[:-1], expected, strict=True):
        where, message = english.split(": is ")
        assert line.startswith(f"{where}: ")  # Chinese first, English beside it
        assert line.endswith(f"（is {message}）")
    assert said[-1] == f"{len(said) - 1} 处要改 / {len(said) - 1} to mend"


def test_a_pack_that_is_not_there_names_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "check", "fixtures") == 2
    assert capsys.readouterr().err.strip().endswith("there are: fixture, sixth, tiny")


def test_test_says_what_came_of_the_examples_and_which_rules_lack_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "test", "tiny") == 1
    said = capsys.readouterr()
    assert "tiny: 2 of 2 examples as expected; 5 rules without all three values" in said.out
    assert "tiny: grounds/silent: no worked example gives yes, no, undetermined" in said.err


def test_test_mutate_names_what_no_example_notices(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "test", "--mutate", "--only", "targets/more", "tiny") == 1
    assert "tiny: targets/more: no example notices «removed»" in capsys.readouterr().err


def test_coverage_prints_a_line_per_article_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "coverage", "tiny", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["pack"] == "tiny"
    lines = {line["id"]: line for line in found["articles"]}
    assert [line["id"] for line in found["articles"]] == ["1", "2", "3", "4", "5", "6", "7"]
    assert lines["3"]["status"] == "carried_out"
    assert "vetoes/grave-event" in lines["3"]["by"]
    assert "a fire of its own" in lines["3"]["proven_by"]
    assert (lines["5"]["status"], lines["5"]["row"], lines["5"]["by"]) == ("pending", "TINY-5", [])
    assert lines["1"]["why"] == "只说目的。"
    assert (lines["6"]["status"], lines["7"]["status"]) == ("annex_not_held", "text_lost")


def test_explain_says_an_article_and_an_element_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "explain", "tiny", "3") == 0
    assert "第三条 不予评选 (3)" in capsys.readouterr().out
    assert run("policy", "explain", "tiny", "targets/more") == 0
    assert "增长率" in capsys.readouterr().out
    assert run("policy", "explain", "tiny", "targets/less") == 2


def test_explain_says_the_checks_of_a_form_in_words_with_its_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "explain", "fixture", "forms/application") == 0
    said = capsys.readouterr().out
    assert "checks.shaded-within.must: 其中遮阴的 不大于 座位" in said


def test_compare_names_what_two_packs_say_differently(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made_from_tiny(BROKEN / "dead-end", tmp_path / "other")
    text = (PACKS / "tiny" / "procedures" / "award.yaml").read_text(encoding="utf-8")
    (folder / "procedures" / "award.yaml").write_text(text.replace("length: 7", "length: 5"), encoding="utf-8")
    (folder / "targets.yaml").unlink()
    assert main(["policy", "compare", str(PACKS / "tiny"), str(folder)], calendar=lambda: CALENDAR) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "~ procedures/award.steps.notice.window.length: 7 → 5",
        "- targets/more: 借阅增长",
        "2 differences between tiny v1 and tiny v1",
    ]


def test_a_diagram_asks_in_words_who_acts_where_the_document_leaves_it_open(capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--policies", str(PACKS.parents[1] / "policies")]
    assert run("policy", "diagram", "liaoning-2022", "designation", *folder) == 0
    said = capsys.readouterr().out
    assert "who-rechecks" not in said
    assert '["复核<br/>由谁复核（待定：省商务厅处室或评审专家）<br/>第十五条"]' in said
    assert run("policy", "diagram", "liaoning-2022", "designation", "--language", "en", *folder) == 0
    assert "Who re-checks (open: The department's own office or The experts)" in capsys.readouterr().out


def test_a_diagram_can_be_drawn_from_a_procedure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "diagram", "tiny", "award") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "flowchart TD"
    assert "  fill -->|报送| review" in said
    assert "  review -.->|退回补正| fill" in said
    assert "  act -->|印发| end_starred" in said
    assert run("policy", "diagram", "tiny", "awards") == 2


def test_schemas_are_written_for_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("policy", "schema", "--out", str(tmp_path)) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"pack.schema.json", "vetoes.schema.json", "procedures.schema.json", "examples.schema.json"} <= names
    json.loads((tmp_path / "vetoes.schema.json").read_text(encoding="utf-8"))


def test_the_last_day_of_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calendar", "window", "2026-09-28", "7", "--unit", "workday", "--count-first") == 0
    assert capsys.readouterr().out.strip() == "2026-10-12"
    assert run("calendar", "window", "2026-09-28", "7", "--unit", "workday") == 0
    assert capsys.readouterr().out.strip() == "2026-10-13"
    assert run("calendar", "window", "2026-09-28", "7", "--unit", "calendar") == 0
    assert capsys.readouterr().out.strip() == "2026-10-05"


def test_a_window_in_a_year_nobody_has_published_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calendar", "window", "2026-12-28", "7") == 0
    said = capsys.readouterr()
    assert said.out.strip() == "2027-01-06"
    assert "provisional" in said.err


def test_a_day_that_is_none_is_told_how_to_write_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calendar", "window", "28.9.2026", "7") == 2
    assert "write it as 2026-09-28" in capsys.readouterr().err
    assert run("calendar", "window", "2026-09-28", "0") == 2
