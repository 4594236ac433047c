"""Handing in many on pages: upload, progress that needs no script, the bad cells, the choice, going on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jidi.common.keys import new_key
from jidi.filings.models import Batch, Version
from jidi.web.desk.workbooks import bulk as pages
from policycore.forms import Form
from tests.jidi.filings.conftest import GOOD
from tests.jidi.filings.workbooks.lots import Desk, as_csv
from tests.jidi.filings.workbooks.test_batches import HERE
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The batches a process would have been started for: the test does their work itself."""
    found: list[str] = []
    monkeypatch.setattr(pages, "start", lambda batch: found.append(batch.key))
    return found


def _take(client: Any, content: bytes) -> Any:
    file = SimpleUploadedFile("批量.csv", content)
    asked = {"kind": "firm", "lot": "2025", "file": file, "once": new_key()}
    return client.post("/workbooks/bulk/take/", asked)


def test_from_upload_to_stored(bulk: Desk, enter: Enter, started: list[str]) -> None:
    client = enter(bulk.cast.county_officer)
    assert "企业年报 2025 年" in client.get("/workbooks/bulk/").content.decode()
    assert client.get("/workbooks/bulk/blank/?kind=firm&lot=2025").status_code == 200
    sent = _take(client, as_csv([bulk.row(n) for n in HERE]))
    assert sent.status_code == 302
    shown = client.get(sent.url).content.decode()
    assert "正在核对" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert "刷新" in shown
    bulk.work(Batch.objects.get())
    shown = client.get(sent.url).content.decode()
    assert "报送这 12 份" in shown
    assert "every 2s" not in shown
    client.post(f"{sent.url}choose/", {"mode": "all", "once": new_key()})
    bulk.work(Batch.objects.get())
    assert "已存入" in client.get(sent.url).content.decode()
    assert (Version.objects.count(), started) == (12, [Batch.objects.get().key] * 2)


def test_bad_cells_are_listed_and_the_valid_rows_can_be_stored(bulk: Desk, enter: Enter, started: list[str]) -> None:
    client, rows = enter(bulk.cast.county_officer), [bulk.row(n) for n in HERE]
    rows[3]["f4"] = "很多"
    sent = _take(client, as_csv(rows))
    bulk.work(Batch.objects.get())
    shown = client.get(sent.url).content.decode()
    for words in ("G5", "k00003", "只写一个数", "只报送无误的 11 份"):
        assert words in shown
    assert "G5" in client.get(f"{sent.url}problems/").content.decode("utf-8-sig")
    assert client.post(f"{sent.url}choose/", {"mode": "all", "once": new_key()}).status_code == 409
    client.post(f"{sent.url}choose/", {"mode": "valid", "once": new_key()})
    bulk.work(Batch.objects.get())
    assert Version.objects.count() == 11


def test_a_lost_process_can_be_replaced_and_strangers_find_nothing(
    bulk: Desk, enter: Enter, started: list[str]
) -> None:
    client = enter(bulk.cast.county_officer)
    sent = _take(client, as_csv([bulk.row(n) for n in HERE]))
    batch = Batch.objects.get()
    batch.made_at = batch.beat_at = bulk.clock.replace(year=2020)
    batch.save()
    assert "继续" in client.get(sent.url).content.decode()
    client.post(f"{sent.url}resume/", {"once": new_key()})
    assert started == [batch.key, batch.key]
    stranger = enter(bulk.cast.city_officer)
    assert stranger.get(sent.url).status_code == 404
    assert stranger.post(f"{sent.url}choose/", {"mode": "all", "once": new_key()}).status_code == 404
    assert _take(stranger, b"x").status_code == 404


def test_what_is_not_taken_over_has_to_be_confirmed(bulk: Desk, enter: Enter, started: list[str]) -> None:
    client, rows = enter(bulk.cast.county_officer), [{**bulk.row(n), "备注": "见附件"} for n in HERE]
    sent = _take(client, as_csv(rows))
    bulk.work(Batch.objects.get())
    shown = client.get(sent.url).content.decode()
    assert "I 列「备注」不是本表的栏目，其中 12 格不会采用" in shown
    assert 'name="agreed" value="yes" required' in shown
    assert client.post(f"{sent.url}choose/", {"mode": "all", "once": new_key()}).status_code == 409
    assert client.post(f"{sent.url}choose/", {"mode": "all", "agreed": "yes", "once": new_key()}).status_code == 302
    assert bulk.work(Batch.objects.get()).done_rows == 12


def test_tables_and_what_is_asked_are_told_where_they_are_written(
    bulk: Desk, enter: Enter, started: list[str], form: Form
) -> None:
    bulk.firms.form = form
    client = enter(bulk.cast.county_officer)
    assert "明细表「龙头企业」在批量表里各有一个工作表；CSV 装不下" in client.get("/workbooks/bulk/").content.decode()
    sent = _take(client, as_csv([{"#key": "k00001", **GOOD, "total.2025": "400"}]))
    bulk.work(Batch.objects.get())
    shown = client.get(sent.url).content.decode()
    for words in ("有 1 处核实", "企业 k00001", "核实说明：总产值同比超过", "CSV 装不下明细表「龙头企业」"):
        assert words in shown
