"""``jidi workbooks``: a file is looked into as an upload would be, and a batch is worked on by a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.cli.workbooks import main
from jidi.filings.models import Version
from jidi.filings.workbooks.running import WorkbookRefused
from tests.jidi.filings.conftest import rules as rules
from tests.jidi.filings.workbooks.bench import Sheet, plain_book
from tests.jidi.filings.workbooks.lots import Desk, as_csv
from tests.jidi.filings.workbooks.test_batches import HERE
from tests.jidi.filings.workbooks.test_batches import bulk as bulk


def test_a_form_says_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["look", str(Sheet(tmp_path / "form.xlsx").path)]) == 0
    assert "yearly 2025 庄河基地" in capsys.readouterr().out


def test_another_file_says_what_it_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(plain_book({"A1": 1}))
    assert main(["look", str(path)]) == 1
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(WorkbookRefused):
        main(["look", str(path)])


@pytest.mark.django_db
def test_whatever_waits_is_worked_on(bulk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    batch = bulk.take(as_csv([bulk.row(n) for n in HERE]))
    assert main(["work"]) == 0
    batch.refresh_from_db()
    assert batch.state == "checked"
    bulk.choose(batch, "all")
    assert main(["work", batch.key]) == 0
    assert Version.objects.count() == 12
    assert "done 12/12" in capsys.readouterr().out
