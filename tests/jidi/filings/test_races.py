"""Many hands at one form in the same instant: nobody's words are lost, one version is made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from jidi.common.say import Refused
from jidi.filings import queries, services
from jidi.filings.models import Version
from tests.jidi.filings.conftest import AT, GOOD, Desk

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def together(work: Callable[[int], Any]) -> list[Any]:
    """Let every hand do its work at once; a refusal is an answer too."""
    gate = Barrier(HANDS)

    def one(hand: int) -> Any:
        try:
            gate.wait()
            return work(hand)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def save(desk: Desk, hand: int, changes: dict[str, str]) -> services.Saved:
    actor = desk.cast.county_officer
    return services.save_draft(
        filing=desk.filing,
        actor=actor,
        permit=desk.permit(actor),
        changes=changes,
        base_revision=0,
        page=f"p{hand}",
        at=AT,
    )


def test_every_hand_finds_its_own_row_again(desk: Desk) -> None:
    answers = together(lambda hand: save(desk, hand, {f"rows.{hand + 1}.name": f"企业{hand}"}))
    assert sorted(one.revision for one in answers) == [1, 2, 3, 4, 5, 6]
    assert [desk.text(f"rows.{hand + 1}.name") for hand in range(HANDS)] == [f"企业{hand}" for hand in range(HANDS)]


def test_of_many_texts_at_one_place_every_one_is_kept(desk: Desk) -> None:
    together(lambda hand: save(desk, hand, {"brand": f"第{hand}种写法"}))
    cell = queries.draft_state(desk.filing).cells["brand"]
    assert {cell.text, *(entry.text for entry in cell.also)} == {f"第{hand}种写法" for hand in range(HANDS)}


def test_versions_handed_in_at_once_follow_each_other(desk: Desk) -> None:
    desk.save(GOOD)
    actor = desk.cast.county_officer
    together(
        lambda hand: services.submit_version(
            filing=desk.filing, actor=actor, permit=desk.permit(actor), rules=desk.rules, at=AT
        )
    )
    versions = list(Version.objects.order_by("ordinal"))
    assert [version.ordinal for version in versions] == list(range(1, HANDS + 1))
    assert [version.previous_id for version in versions[1:]] == [version.pk for version in versions[:-1]]
