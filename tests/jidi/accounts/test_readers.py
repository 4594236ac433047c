"""Rules find the city or province of an area, and the areas it is compared with."""

from __future__ import annotations

import pytest

from jidi.accounts.readers import area_above
from jidi.accounts.services.divisions import load_divisions
from jidi.facts.registry import reader
from policycore.facts import EVERYBODY, Subject
from policycore.verdict import Missing
from tests.cast import BUILT_AT, Cast


def test_the_city_and_the_province_of_a_county(cast: Cast) -> None:
    county = Subject("area", "210283")
    assert reader().related(county, "city") == [Subject("area", "210200")]
    assert reader().related(county, "province") == [Subject("area", "210000")]
    assert reader().related(county, "parent") == [Subject("area", "210200")]
    assert reader().related(Subject("area", "210000"), "city") == []


@pytest.mark.django_db
def test_a_county_directly_below_its_province_has_no_city() -> None:
    load_divisions(at=BUILT_AT)
    assert area_above("429004", "city") is None
    assert area_above("429004", "parent") == "420000"
    assert area_above("110101", "parent") == "110000"
    assert area_above("000000", "parent") is None


def test_the_counties_an_area_is_compared_with(cast: Cast) -> None:
    county = Subject("area", "210283")
    in_city = reader().population("counties", county, "city")
    in_province = reader().population("counties", county, "province")
    everywhere = reader().population("counties", county, "")
    assert not isinstance(in_city, Missing)
    assert not isinstance(in_province, Missing)
    assert not isinstance(everywhere, Missing)
    assert {subject.key[:4] for subject in in_city} == {"2102"}
    assert len(in_city) == 10
    assert {subject.key[:2] for subject in in_province} == {"21"}
    assert {subject.key[:2] for subject in everywhere} == {"21", "33"}
    cities = reader().population("cities", county, "province")
    assert not isinstance(cities, Missing)
    assert len(cities) == 14


def test_a_population_within_what_the_area_does_not_lie_in_is_missing(cast: Cast) -> None:
    assert isinstance(reader().population("counties", Subject("area", "210000"), "city"), Missing)


def test_everybody_of_an_areas_own_level_is_whom_a_kind_is_picked_out_of(cast: Cast) -> None:
    county = Subject("area", "210283")
    in_city = reader().population(EVERYBODY, county, "city")
    in_province = reader().population(EVERYBODY, county, "")
    assert not isinstance(in_city, Missing)
    assert not isinstance(in_province, Missing)
    assert county in in_city
    assert {subject.key[:4] for subject in in_city} == {"2102"}
    assert {subject.key[:2] for subject in in_province} == {"21"}  # a document speaks of one province
    cities = reader().population(EVERYBODY, Subject("area", "210200"), "")
    assert not isinstance(cities, Missing)
    assert len(cities) == 14
    assert isinstance(reader().population(EVERYBODY, Subject("area", "999999"), ""), Missing)
