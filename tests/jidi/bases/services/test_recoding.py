"""Bases follow divisions that were renamed or got another code, and keep what was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jidi.accounts.models import Division
from jidi.accounts.services.divisions import load_divisions
from jidi.bases.enums import HostKind
from jidi.bases.importing.run import command_line
from jidi.bases.invariants import broken
from jidi.bases.models import Base
from jidi.bases.services.bases import write_base
from jidi.bases.services.recoding import follow_divisions
from jidi.bases.values import HostAt, ProductNamed

AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
HAND = command_line(AT)


def open_at(code: str, product: str, kind: HostKind = HostKind.DIVISION, words: str = "") -> Base:
    return write_base(
        HAND,
        scheme="s",
        name=product,
        host=HostAt(kind, Division.objects.get(pk=code), words),
        products=[ProductNamed(product)],
        from_on=date(2015, 1, 1),
        source="x",
    )


@pytest.mark.django_db
def test_a_base_in_a_former_county_moves_to_its_code_of_today() -> None:
    load_divisions(at=AT)
    county, park = open_at("430521", "箱包"), open_at("430521", "五金", HostKind.PARK, "邵东经济开发区")
    here = open_at("210283", "海产品")
    assert follow_divisions(HAND) == [county, park]
    for base in (county, park, here):
        base.refresh_from_db()
    assert (county.area_id, county.host_words) == ("430582", "邵东市")
    assert (park.area_id, park.host_words) == ("430582", "邵东经济开发区")
    assert here.area_id == "210283"
    assert list(county.hosts.order_by("from_on").values_list("words", "to_on")) == [
        ("邵东县", date(2020, 1, 1)),
        ("邵东市", None),
    ]
    assert follow_divisions(HAND) == []
    assert list(broken()) == []


@pytest.mark.django_db
def test_two_bases_that_would_become_one_are_left_to_a_person() -> None:
    load_divisions(at=AT)
    left = open_at("430521", "箱包")
    open_at("430582", "箱包")
    assert follow_divisions(HAND) == []
    left.refresh_from_db()
    assert (left.area_id, left.hosts.count()) == ("430521", 1)
