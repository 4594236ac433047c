"""What was read of a table is kept until it is stored, and nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from jidi.filings.judging import Rules
from jidi.filings.models import Batch
from jidi.filings.workbooks import bulk_rows, kept, lots
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.workbooks.lots import KIND, Desk, Firms, as_csv, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulk(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    firms = Firms(rules, Form.model_validate(form()), ["k00000", "k00001"])
    monkeypatch.setitem(lots._lots, KIND, firms)
    monkeypatch.setattr(site, "DATA", tmp_path)
    return Desk(cast, firms)


def read(bulk: Desk) -> Batch:
    return bulk.work(bulk.take(as_csv([bulk.row(0), bulk.row(1)])))


def there() -> list[Path]:
    return sorted((Path(site.DATA) / "batches").iterdir())


def test_a_file_is_read_once_for_looking_and_storing(bulk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = read(bulk)
    assert [one.stat().st_mode & 0o777 for one in there()] == [0o600]

    def no(*_: Any, **__: Any) -> Any:
        raise AssertionError("read a second time")

    monkeypatch.setattr(bulk_rows, "run", no)
    assert bulk.work(bulk.choose(batch, "all")).done_rows == 2
    assert there() == []


def test_without_what_was_kept_the_file_is_read_again(bulk: Desk) -> None:
    batch = read(bulk)
    there()[0].write_text('{"columns": [["', "utf-8")
    assert bulk.work(bulk.choose(batch, "all")).done_rows == 2


def test_what_nobody_decides_on_is_thrown_away_after_a_week(bulk: Desk) -> None:
    batch = read(bulk)
    (Path(site.DATA) / "batches" / "left.part").write_text("{", "utf-8")
    assert kept.sweep(bulk.clock) == 1
    assert kept.kept(batch) is not None
    assert kept.sweep(bulk.clock + timedelta(days=8)) == 1
    assert there() == []
    assert bulk.work(bulk.choose(batch, "all")).done_rows == 2
