"""Whatever is changed by hand in the database is found, and named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from jidi.accounts.acting import require
from jidi.audit.rows import broken_rows
from jidi.bases.entries import EntryValues
from jidi.bases.invariants import broken
from jidi.bases.models import Base, BaseName, RegisterEntry, TitleHolding
from jidi.bases.permissions import may_enter
from jidi.bases.services.bases import rename_base
from jidi.bases.services.registers import enter
from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.bases.conftest import AT, TODAY, Granting, base_permit


@pytest.fixture
def kept(cast: Cast, version: PackVersion, base: Base, grant: Granting) -> Base:
    """A base with a title, a second name and an entry, all as the services wrote them."""
    grant(base)
    permit = base_permit(cast.county_officer, base)
    rename_base(permit=permit, base=base, name="庄河海洋食品基地", from_on=date(2020, 6, 1), source="通知", at=AT)
    permit = require(may_enter(cast.county_officer, version=version, rule_id="mechanism", base=base, on=TODAY))
    values = EntryValues(name="联席会议", on=date(2019, 1, 1), person="县长")
    enter(permit=permit, version=version, rule_id="mechanism", base=base, values=values, at=AT)
    return base


def by_hand(statement: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def test_what_the_services_wrote_holds(kept: Base) -> None:
    assert list(broken()) == []


def test_an_amount_is_on_record_as_the_database_writes_it(cast: Cast, kept: Base, version: PackVersion) -> None:
    permit = require(may_enter(cast.county_officer, version=version, rule_id="mechanism", base=kept, on=TODAY))
    values = EntryValues(name="协调组", on=date(2019, 1, 1), person="县长", amount=Decimal("12.5"), unit="万元")
    enter(permit=permit, version=version, rule_id="mechanism", base=kept, values=values, at=AT)
    assert list(broken_rows()) == []


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (lambda: TitleHolding.objects.update(batch=9), {"title"}),
        (lambda: TitleHolding.objects.update(living_key="x"), {"title"}),
        (lambda: TitleHolding.objects.update(area_code="210213"), {"title"}),
        (by_hand("UPDATE bases_titleevent SET on_day = '2020-01-01'"), {"title"}),
        (by_hand("UPDATE bases_titleevent SET act = 'announced'"), {"title"}),
        (lambda: Base.objects.update(name="x"), {"base"}),
        (lambda: Base.objects.update(living_key="x"), {"base"}),
        (lambda: BaseName.objects.filter(to_on__isnull=True).update(name="x"), {"base"}),
        (lambda: BaseName.objects.filter(to_on__isnull=False).update(to_on=date(2020, 5, 1)), {"base"}),
        (by_hand("UPDATE bases_entry SET person = 'x'"), {"entry"}),
        (by_hand("DELETE FROM bases_entry"), {"entry"}),
    ],
)
def test_what_was_changed_by_hand_is_found(kept: Base, change: Callable[[], None], kinds: set[str]) -> None:
    change()
    assert {found.kind for found in broken()} == kinds


def test_a_change_made_everywhere_alike_is_found_by_the_trail(kept: Base) -> None:
    TitleHolding.objects.update(batch=9)
    by_hand("UPDATE bases_titleevent SET batch = 9")()
    assert [str(found) for found in broken()] == [
        f"title:{TitleHolding.objects.get().pk} 状态与审计链最后一次记录不同。"
    ]


def test_an_event_taken_out_is_found(kept: Base) -> None:
    by_hand("DELETE FROM bases_titleevent")()
    assert {found.kind for found in broken()} == {"title"}
    assert RegisterEntry.objects.count() == 1
