"""Read and stored by columns is the same as cell by cell and one by one, whatever the values are."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from jidi.filings.judging import Rules
from jidi.filings.models import Draft, Filing, Version
from jidi.filings.services.bulk import Row
from jidi.filings.services.submitting import seal
from jidi.filings.workbooks import bulk_rows, lots
from jidi.filings.workbooks.bulk_rows import Looked
from jidi.filings.workbooks.child import tables
from jidi.filings.workbooks.child.tables import END
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.workbooks.lots import KIND, Desk, Firms, as_csv, form

pytestmark = pytest.mark.django_db
COUNT = 60
ODD = [
    "",
    "0",
    "-3.5",
    "1,234.5",
    "１２",
    "无",
    "—",
    "很多",
    "1.234",
    "00.10",
    "0.00",
    "999999999999999999",
    "3 万元",
    " 7 ",
    "1e5",
    '"',
    "\\",
]
NAMES = ["企业 1", "", " 前后空格 ", '引"号\\', "换\n行", "100%s", "甲" * 60, "￥&<b>", "tab\there"]


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    chance = random.Random(20261129)  # noqa: S311 - values of a test
    found = []
    for number in range(COUNT):
        plain = chance.random() < 0.6
        row: dict[str, Any] = {"#key": f"k{number:05d}", "name": "企业 1" if plain else chance.choice(NAMES)}
        for at in range(6):
            scaled = f"{chance.uniform(-50, 900):.{chance.randrange(3)}f}"
            row[f"f{at}"] = scaled if plain or chance.random() < 0.8 else chance.choice(ODD)
        found.append(row)
    return found


def taken(cast: Cast, rules: Rules, rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is told and what is stored of the rows, without what differs between any two runs."""
    firms = Firms(rules, Form.model_validate(form()), [f"k{n:05d}" for n in range(COUNT)])
    monkeypatch.setitem(lots._lots, KIND, firms)
    bulk = Desk(cast, firms)
    batch = bulk.work(bulk.take(as_csv(rows)))
    told = json.loads(batch.problems_json)
    if batch.rows > batch.bad_rows:
        bulk.work(bulk.choose(batch, "valid"))
    stored = {
        one.filing.owner_key: (one.values_json, one.filing.draft.cells_json.partition("},")[2])
        for one in Version.objects.select_related("filing__draft")
    }
    assert all(seal(one) == one.digest for one in Version.objects.select_related("filing", "previous"))
    return {"told": told, "bad": batch.bad_rows, "stored": stored}


def test_by_columns_is_as_one_by_one(
    cast: Cast, rules: Rules, rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = taken(cast, rules, rows, monkeypatch)
    assert 5 < quick["bad"] < COUNT - 5, "some good, some bad, or the test says nothing"
    for model in (Draft, Version.standing.related.related_model, Version, Filing):
        model.objects.all()._raw_delete("default")
    # Every return judged by itself, every text written out by itself.
    monkeypatch.setattr(bulk_rows, "suspects", lambda layout, rules, texts, count, rows: set(range(count)))

    def row(self: Looked, at: int) -> Row:
        target = self.targets[self.table.keys[at]]
        assert target.permit is not None
        return Row.of(
            target.permit, target.owner_key, target.subject, target.area_code, self.texts(at), self.computed.get(at, {})
        )

    monkeypatch.setattr(Looked, "row", row)
    assert taken(cast, rules, rows, monkeypatch) == quick


def test_numbers_of_a_workbook_are_written_as_one_by_one() -> None:
    chance = random.Random(7)  # noqa: S311 - values of a test
    columns = [
        tuple(_number(chance) for _ in range(40)) for _ in range(300)
    ] + [("头", "#a", *(_number(chance) for _ in range(40))), ("", 1.0), (1.0,), ("", "") * 10, (True, 2.0)]  # fmt: skip
    for column in columns:
        assert tables._column(column) == END.join(map(tables._one, column))


def _number(chance: random.Random) -> float:
    kind = chance.random()
    if kind < 0.6:
        return round(chance.uniform(-1e6, 1e6), chance.randrange(6))
    if kind < 0.8:
        return float(chance.randrange(-(10**14), 10**14))
    if kind < 0.99:
        return chance.uniform(0, 1) * 10 ** chance.randrange(-3, 12)
    return chance.choice([-0.0, 1e15, 1e16, 1e-7, 123456789012345.6, 1e22])
