"""What lies within what, by code."""

from __future__ import annotations

import pytest

from jidi.accounts.codes import common_area, contains, lineage, span


@pytest.mark.parametrize(
    ("outer", "inner", "within"),
    [
        ("210000", "210800", True),
        ("210000", "210882", True),
        ("210800", "210882", True),
        ("210882", "210882", True),
        ("210882", "210883", False),
        ("210882", "210800", False),
        ("210800", "210000", False),
        ("210200", "210882", False),
        ("330000", "210882", False),
        ("000000", "330000", True),
        ("429000", "429004", True),
        ("429004", "429005", False),
        ("110000", "110101", True),
        ("210000", "", False),
        ("", "210000", False),
        ("210000", "2108", False),
    ],
)
def test_an_area_holds_itself_and_what_lies_in_it(outer: str, inner: str, within: bool) -> None:
    assert contains(outer, inner) is within


@pytest.mark.parametrize("torn", ["21", "2108821", "21088x", "２１０８８２"])
def test_text_that_is_no_code_has_no_span(torn: str) -> None:
    with pytest.raises(ValueError, match="no division code"):
        span(torn)


def test_the_line_of_a_county_goes_up_to_the_nation() -> None:
    assert lineage("210882") == ("210882", "210800", "210000", "000000")
    assert lineage("210000") == ("210000", "000000")


def test_the_smallest_area_that_holds_several() -> None:
    assert common_area(["210283"]) == "210283"
    assert common_area(["210283", "210213"]) == "210200"
    assert common_area(["210283", "210882"]) == "210000"
    assert common_area(["210283", "331003"]) == "000000"
    with pytest.raises(ValueError, match="no codes"):
        common_area([])
