"""What the smallest site is built for: an application where the pack has a procedure for it, else what is owed."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.common.say import Refused
from jidi.demo.small import places_for, procedure_to_walk
from policycore.pack import load_pack
from tests.cast import Cast
from tests.jidi.demo.copies import ORIGINAL


def pack_of(name: str) -> Path:
    return ORIGINAL.parent / name


def test_the_procedure_by_which_one_applies_is_walked_first() -> None:
    found = procedure_to_walk(load_pack(ORIGINAL))
    assert found is not None
    assert found.right == "apply"


def test_a_pack_that_only_says_who_reports_is_walked_for_its_reports() -> None:
    assert procedure_to_walk(load_pack(pack_of("sichuan-2020"))) is None


def test_a_pack_with_neither_is_told_so() -> None:
    whole = load_pack(pack_of("sichuan-2020"))
    with pytest.raises(Refused, match="没有可走的程序"):
        procedure_to_walk(whole.model_copy(update={"procedures": {}, "obligations": {}}))


@pytest.mark.django_db
def test_the_walk_plays_in_a_county_of_the_area_and_an_area_nobody_knows_is_named(cast: Cast) -> None:
    found = places_for("210000")
    assert (found.city[:2], found.county[:4]) == ("21", found.city[:4])
    assert found.other_city not in {"", found.city}
    with pytest.raises(Refused, match="990000 不在区划表里"):
        places_for("990000")
