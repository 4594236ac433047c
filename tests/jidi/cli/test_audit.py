"""The chain can be checked, and its head kept outside, from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from jidi.audit.services import record
from jidi.audit.who import SYSTEM
from jidi.cli.audit import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> None:
    for number in range(3):
        record(at=datetime(2026, 9, 28, 1, number, tzinfo=UTC), who=SYSTEM, action="a", kind="case", key=str(number))


def test_a_whole_chain_is_said_to_hold(three: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "审计链完整，共 3 条 · The chain holds, 3 entries\n"


def test_the_first_broken_link_is_named(three: None, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'b' WHERE seq = 2")
    assert main(["verify"]) == 1
    assert "第 2 条断开：内容已被改动" in capsys.readouterr().out


def test_heads_kept_outside_are_checked_too(three: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = tmp_path / "heads"
    assert main(["head", "--append", str(heads)]) == 0
    assert heads.read_text("utf-8") == capsys.readouterr().out
    assert main(["verify", "--heads", str(heads)]) == 0

    heads.write_text(heads.read_text("utf-8").replace(" 3 ", " 4 "), "utf-8")
    assert main(["verify", "--heads", str(heads)]) == 1


def test_a_file_that_is_no_list_of_heads_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = tmp_path / "heads"
    heads.write_text("nothing of the kind\n", "utf-8")
    assert main(["verify", "--heads", str(heads)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_empty_trail_has_no_head(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["head"]) == 0
    assert "Nothing was recorded yet" in capsys.readouterr().out
