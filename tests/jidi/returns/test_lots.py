"""Duties handed in together: one table for what is alike, each duty moved as on its own page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from jidi.common.keys import new_key
from jidi.common.say import Unknown
from jidi.filings.models import Batch
from jidi.filings.workbooks import batches
from jidi.filings.workbooks.bulk_layout import KEY
from jidi.filings.workbooks.lots import lots_for, lots_of
from jidi.returns import invariants
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Act, Duty
from tests.cast import Cast
from tests.jidi.returns.ferry import Ferry, opened, titled

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(ferry: Ferry) -> Ferry:
    """The city has a second base, so that it owes the figures of a quarter twice."""
    second = opened(ferry.cast.sister_county_officer, "210213", "金州渡口基地")
    titled(ferry.cast, second, "provincial", ferry.on.replace(year=2022))
    ferry.decide("quarter-day", 15)
    ferry.compute()
    return ferry.day("2023-04-05")


def quarter(ferry: Ferry) -> list[Duty]:
    return list(Duty.objects.filter(rule="figures", period="2023-Q1", area_code__startswith="2102").order_by("pk"))


def test_what_is_alike_is_one_lot_for_whoever_fills_it_in(two: Ferry, cast: Cast) -> None:
    (lot,) = [one for one in lots_for(cast.city_officer, two.on) if one.period == "2023-Q1"]
    targets = lots_of(lot.kind).targets(cast.city_officer, lot, two.on)
    assert {one.owner_key for one in targets} == {str(duty.pk) for duty in quarter(two)}
    assert all(one.permit for one in targets)


def test_nobody_else_has_it(two: Ferry, cast: Cast) -> None:
    for other in (cast.province_officer, cast.other_city_officer, cast.other_province_officer, cast.expert):
        assert [one for one in lots_for(other, two.on) if one.period == "2023-Q1"] == []


def test_what_was_returned_is_mended_on_its_own_page(two: Ferry, cast: Cast) -> None:
    Duty.objects.filter(pk=quarter(two)[0].pk).update(return_due_on=two.on)
    assert [one for one in lots_for(cast.city_officer, two.on) if one.period == "2023-Q1"] == []


def table(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_one_table_hands_them_all_in_as_on_their_own_pages(two: Ferry, cast: Cast) -> None:
    (lot,) = [one for one in lots_for(cast.city_officer, two.on) if one.period == "2023-Q1"]
    targets = lots_of(lot.kind).targets(cast.city_officer, lot, two.on)
    rows = [{KEY: one.key, "output": "5000", "exports": str(1200 + n)} for n, one in enumerate(targets)]
    on, at = two.now["on"], two.now["at"]
    sent: dict[str, Any] = {
        "kind": lot.kind, "lot_key": lot.key, "name": "一季度.csv", "content": [table(rows)], "key": new_key(), "on": on,
        "at": at,
    }  # fmt: skip
    batch = batches.take(actor=cast.city_officer, **sent)
    batches.work(batch.key, on=on, now=lambda: at + timedelta(seconds=1))
    batch.refresh_from_db()
    assert (batch.state, batch.problems) == (Batch.State.CHECKED, 0)
    chosen_how: dict[str, Any] = {
        "batch": batch, "mode": Batch.Mode.ALL, "key": new_key(), "on": on, "at": at + timedelta(seconds=2),
    }  # fmt: skip
    chosen = batches.choose(actor=cast.city_officer, **chosen_how)
    batches.work(chosen.key, on=on, now=lambda: at + timedelta(seconds=3))
    filed = quarter(two)
    assert [duty.state for duty in filed] == [DutyState.FILED, DutyState.FILED]
    assert [duty.cells_filled for duty in filed] == [duty.cells_owed for duty in filed]
    assert Act.objects.filter(duty__in=filed, kind=ActKind.FILED).count() == 2
    assert [one for one in lots_for(cast.city_officer, two.on) if one.period == "2023-Q1"] == []
    assert list(invariants.check()) == []
    # The lot is gone, and a second click still gets what the first one did; nobody else does, and no other key.
    assert batches.take(actor=cast.city_officer, **sent) == batch
    assert batches.choose(actor=cast.city_officer, **chosen_how).state == Batch.State.DONE
    for actor, key in ((cast.city_officer, new_key()), (cast.other_city_officer, sent["key"])):
        with pytest.raises(Unknown):
            batches.take(actor=actor, **(sent | {"key": key}))
    assert Batch.objects.count() == 1
