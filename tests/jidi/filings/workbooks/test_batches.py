"""Many returns at once: checked cell by cell, stored whole or the valid rows, gone on with after a crash, never twice."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.audit.models import Entry
from jidi.common.keys import new_key
from jidi.common.say import Refused, Unknown
from jidi.files.queries import check_files
from jidi.filings import invariants, queries
from jidi.filings.judging import Rules
from jidi.filings.models import Batch, Version
from jidi.filings.series import read
from jidi.filings.workbooks import batches, bulk_rows, kept, lots
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.workbooks.lots import KIND, Desk, Firms, as_csv, as_workbook, form

pytestmark = pytest.mark.django_db
HERE = range(12)


@pytest.fixture
def bulk(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    firms = Firms(rules, Form.model_validate(form()), [f"k{n:05d}" for n in HERE])
    monkeypatch.setitem(lots._lots, KIND, firms)
    return Desk(cast, firms)


def _problems(batch: Batch) -> list[tuple[str, str, str]]:
    return [(cell, key, zh) for cell, key, _, _, zh, *_ in json.loads(batch.problems_json)]


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_a_table_is_checked_and_then_stored_whole(bulk: Desk, write: Any) -> None:
    name = "批量.csv" if write is as_csv else "批量.xlsx"
    batch = bulk.work(bulk.take(write([bulk.row(n) for n in HERE]), name))
    assert (batch.state, batch.rows, batch.bad_rows, batch.problems_json) == ("checked", 12, 0, "[]")
    assert not Version.objects.exists()
    batch = bulk.work(bulk.choose(batch, "all"))
    assert (batch.state, batch.done_rows) == ("done", 12)
    version = bulk.firms.told["k00003"]
    assert queries.values_of(version)["f2"] in ("10.00", "10")
    assert queries.draft_state(version.filing).cells["name"].entry.by == "孙丽"
    figures = read(subjects=[Subject("enterprise", "k00003")])
    assert [one.version_id for one in figures] == [version.pk] * 6
    assert next(one for one in figures if one.address == "f0").number == 9_000_005_000
    assert not list(invariants.check())
    assert not list(check_files(now=bulk.clock))


def test_what_was_stored_at_once_is_what_would_be_stored_one_by_one(bulk: Desk, opener: Any) -> None:
    bulk.work(bulk.choose(bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE]))), "all"))
    many = bulk.firms.told["k00001"]
    from jidi.filings import services

    target = bulk.firms.lot()
    actor = bulk.cast.county_officer
    from jidi.accounts.acting import Permit
    from jidi.common.say import Say

    permit = Permit(actor, "firm.fill", KIND, "alone", Say("测试", "test"))
    filing = services.open_filing(
        actor=actor, permit=permit, owner_kind=KIND, owner_key="alone", form=target.form,
        subject=Subject("enterprise", "alone"), area_code="210283", period="2025", at=bulk.now(),
    )  # fmt: skip
    texts = {key: text for key, text in bulk.row(1).items() if key != "#key"}
    services.save_draft(filing=filing, actor=actor, permit=permit, changes=texts, base_revision=0, at=bulk.now())
    alone = services.submit_version(filing=filing, actor=actor, permit=permit, rules=bulk.firms.rules_, at=bulk.now())
    assert queries.values_of(alone) == queries.values_of(many)
    told = {version: {(one.address, one.indicator, one.period, one.number, one.unit) for one in read() if one.version_id == version}
            for version in (alone.pk, many.pk)}  # fmt: skip
    assert told[alone.pk] == told[many.pk] != set()
    assert alone.standing.status == many.standing.status


def test_every_bad_cell_is_named_with_its_cell_and_reason(bulk: Desk) -> None:
    rows = [bulk.row(n) for n in HERE]
    rows[0]["f4"] = "很多"
    rows[1]["f5"], rows[1]["name"] = "", ""
    rows[2]["f1"] = "900001"
    rows[3]["f2"] = "30"
    rows[4]["#key"] = "k00099"
    rows[5]["#key"] = "k00000"
    rows[6]["f4"] = "1.234"
    bulk.firms.shut.add("k00007")
    batch = bulk.work(bulk.take(as_csv(rows)))
    told = _problems(batch)
    assert batch.bad_rows == 8
    assert [(cell, key) for cell, key, _ in told] == [
        ("G2", "k00000"), ("B3", "k00001"), ("H3", "k00001"), ("D4", "k00002"), ("E5", "k00003"), ("A6", "k00099"),
        ("A7", "k00000"), ("G8", "k00006"), ("A9", "k00007"),
    ]  # fmt: skip
    words = [zh for *_, zh in told]
    for number, said in enumerate(
        ["只写一个数", "还没有填", "还没有填", "大于", "请核对", "不在这批", "重复", "最多 2 位", "已经报送"]
    ):
        assert said in words[number]
    with pytest.raises(Refused) as refused:
        bulk.choose(batch, "all")
    assert refused.value.code == "not-clean"
    batch = bulk.work(bulk.choose(batch, "valid"))
    assert (batch.state, batch.done_rows, len(bulk.firms.told)) == ("done", 4, 4)
    assert not list(invariants.check())


def test_a_formula_without_a_value_is_named(bulk: Desk) -> None:
    rows = [bulk.row(n) for n in HERE]
    rows[0]["f4"] = "=1+1"
    content = as_workbook(rows)
    import io

    from openpyxl import load_workbook

    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(out)
    batch = bulk.work(bulk.take(out.getvalue(), "批量.xlsx"))
    assert ("G2", "k00000") in {(cell, key) for cell, key, zh in _problems(batch) if "粘贴为数值" in zh}


def test_the_blank_table_can_be_filled_in_and_sent(bulk: Desk) -> None:
    import io

    from openpyxl import load_workbook

    given = batches.blank(actor=bulk.cast.county_officer, lot=bulk.firms.lot(), on=bulk.clock.date())
    book = load_workbook(io.BytesIO(given.content))
    sheet = book["批量填报"]
    columns = {sheet.cell(4, col).value: col for col in range(1, sheet.max_column + 1)}
    for number in HERE:
        for address, value in bulk.row(number).items():
            sheet.cell(5 + number, columns[address]).value = float(value) if address.startswith("f") else value
    out = io.BytesIO()
    book.save(out)
    batch = bulk.work(bulk.take(out.getvalue(), "批量.xlsx"))
    assert (batch.state, batch.rows, batch.bad_rows) == ("checked", 12, 0)


def test_after_a_crash_it_goes_on_where_it_ended_and_stores_nothing_twice(
    bulk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    batch = bulk.choose(bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE]))), "valid")
    real, calls = batches.submit_many, []

    def dies(**asked: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**asked)

    monkeypatch.setattr(batches, "submit_many", dies)
    with pytest.raises(KeyboardInterrupt):
        bulk.work(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.next_row, Version.objects.count()) == ("storing", 5, 5)
    assert bulk.work(batch).state == "storing"  # the dead one is not yet known to be dead
    bulk.clock += batches.LOST * 2
    assert batches.is_lost(batch, bulk.clock)
    batch = bulk.work(batch)
    assert (batch.state, batch.done_rows, Version.objects.count()) == ("done", 12, 12)
    assert bulk.work(batch).done_rows == 12
    assert not list(invariants.check())


def test_how_far_it_is_is_seen_from_outside_and_never_counts_what_was_only_looked_at(
    bulk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    monkeypatch.setattr(bulk_rows, "BEAT_EVERY", 1)
    monkeypatch.setattr(bulk_rows, "suspects", lambda layout, rules, texts, count, rows: set(range(count)))
    seen, real = [], batches.submit_many

    def watched(**asked: Any) -> Any:
        batch = Batch.objects.get()
        seen.append((batches.done_of(batch), batches.is_lost(batch, bulk.clock)))
        return real(**asked)

    monkeypatch.setattr(batches, "submit_many", watched)
    batch = bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE])))
    batch = bulk.work(bulk.choose(batch, "all"))
    assert seen == [(0, False), (5, False), (10, False)]
    assert (batch.done_rows, batches.done_of(batch)) == (12, 12)
    assert kept.told(batch) is None


def test_what_is_heard_of_inside_its_transaction_is_not_lost(bulk: Desk) -> None:
    batch = bulk.choose(bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE]))), "all")
    Batch.objects.filter(pk=batch.pk).update(runner="another")
    batch.refresh_from_db()
    kept.tell(batch, 7, bulk.clock + batches.LOST * 2)
    assert not batches.is_lost(batch, bulk.clock + batches.LOST * 2)
    bulk.clock += batches.LOST * 2
    assert bulk.work(batch).state == "storing"
    assert batches.done_of(batch) == 7
    bulk.clock += batches.LOST * 2
    assert bulk.work(batch).state == "done"


def test_all_or_nothing_stores_nothing_when_it_is_cut_short(bulk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    batch = bulk.choose(bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE]))), "all")
    bulk.firms.shut.add("k00011")
    batch = bulk.work(batch)
    assert (batch.state, Version.objects.count()) == ("stopped", 0)
    assert "全部没有存" in batch.said_zh


def test_choosing_twice_is_choosing_once_and_others_see_nothing(bulk: Desk) -> None:
    batch, key = bulk.work(bulk.take(as_csv([bulk.row(n) for n in HERE]))), new_key()
    bulk.choose(batch, "all", key)
    bulk.choose(batch, "all", key)
    assert Entry.objects.filter(action="batch.chosen").count() == 1
    with pytest.raises(Unknown):
        batches.batch_for(bulk.cast.city_officer, batch.key)


def test_a_table_without_heads_says_so(bulk: Desk) -> None:
    batch = bulk.work(bulk.take(b"a,b\n1,2\n"))
    assert batch.state == "stopped"
    assert "没有找到表头" in batch.said_zh


def test_the_number_of_questions_does_not_grow_with_the_rows(bulk: Desk) -> None:
    def asked(count: int) -> int:
        bulk.firms.keys = [f"k{n:05d}" for n in range(1000)]
        bulk.firms.told.clear()
        batch = bulk.work(bulk.take(as_csv([bulk.row(n) for n in range(count)])))
        with CaptureQueriesContext(
            connection,
        ) as questions:
            bulk.work(bulk.choose(batch, "all"))
        return len([one for one in questions if "executemany" not in str(one["sql"])])

    few, many = asked(10), asked(400)
    assert many < few + 60


@pytest.mark.slow
def test_thousands_of_returns_of_a_hundred_values(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    count = int(os.environ.get("JIDI_BULK_ROWS", "1000"))  # 10000 for the figure of the bench
    firms = Firms(rules, Form.model_validate(form(100)), [f"k{n:05d}" for n in range(count)])
    monkeypatch.setitem(lots._lots, KIND, firms)
    bulk = Desk(cast, firms)
    content = as_workbook([bulk.row(n) for n in range(count)])
    batch = bulk.take(content, "批量.xlsx")
    begun, cpu = time.perf_counter(), time.process_time()
    batch = bulk.work(batch)
    looked, looked_cpu = time.perf_counter() - begun, time.process_time() - cpu
    assert (batch.state, batch.rows, batch.bad_rows) == ("checked", count, 0), _problems(batch)[:3]
    bulk.choose(batch, "all")
    begun, cpu = time.perf_counter(), time.process_time()
    batch = bulk.work(batch)
    stored, stored_cpu = time.perf_counter() - begun, time.process_time() - cpu
    assert (batch.state, batch.done_rows) == ("done", count)
    assert Version.objects.count() == count
    print(
        f"{count:,} × 100 ({len(content) / 1e6:.1f} MB): looked at in {looked:.1f} s ({looked_cpu:.1f} s CPU of ours), "
        f"looked at again and stored in {stored:.1f} s ({stored_cpu:.1f} s CPU)"
    )
