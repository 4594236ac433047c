"""Amounts and their units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.units import (
    UNITS,
    Quantity,
    base_unit,
    comparable,
    duration,
    is_money,
    plain,
    product,
    quotient,
    unit_named,
)


def test_money_in_scales_has_one_base() -> None:
    assert Quantity(Decimal(1), unit_named("亿元")).base == Quantity(Decimal(10000), unit_named("万元")).base
    assert Quantity(Decimal(1), unit_named("万美元")).base == 10000


def test_a_year_is_twelve_months_and_a_mu_is_an_area() -> None:
    assert Quantity(Decimal(3), unit_named("years")).base == 36
    assert Quantity(Decimal(2000), unit_named("平方米")).base == 3


def test_an_amount_is_written_without_exponent_and_with_its_unit() -> None:
    assert str(Quantity(Decimal("1E+3"), unit_named("万元"))) == "1000 万元"
    assert str(Quantity(Decimal("15.0"), unit_named("%"))) == "15%"
    assert str(Quantity(Decimal("0.50"))) == "0.5"
    assert plain(Decimal("-0.0")) == "0"


def test_an_unknown_unit_names_the_one_that_was_meant() -> None:
    with pytest.raises(KeyError, match=r"'万員' is no unit; did you mean 万元\? allowed: "):
        unit_named("万員")


def test_a_bare_number_goes_with_counts_and_points_but_not_with_money() -> None:
    assert comparable("number", "count")
    assert comparable("points", "number")
    assert comparable("money:CNY", "money:CNY")
    assert not comparable("money:CNY", "number")
    assert not comparable("money:CNY", "money:USD")
    assert not comparable("area", "count")


def test_money_per_area_is_not_money() -> None:
    assert is_money("money:CNY")
    assert not is_money("money:CNY/area")
    assert not is_money("count")


def test_dimensions_of_quotients_and_products() -> None:
    assert quotient("money:CNY", "area") == "money:CNY/area"
    assert quotient("money:CNY", "money:USD") == "number"
    assert quotient("money:CNY", "count") == "money:CNY"
    assert quotient("count", "count") == "number"
    assert quotient("area", "money:CNY") is None
    assert product("money:CNY/area", "area") == "money:CNY"
    assert product("area", "money:CNY/area") == "money:CNY"
    assert product("number", "money:CNY") == "money:CNY"
    assert product("money:CNY", "money:CNY") is None
    assert base_unit("money:CNY").name == "元"


@pytest.mark.parametrize(
    ("text", "base", "dimension"),
    [("3 years", 36, "months"), ("6 个月", 6, "months"), ("7 workdays", 7, "workdays"), ("30天", 30, "days")],
)
def test_a_length_of_time_is_read(text: str, base: int, dimension: str) -> None:
    found = duration(text)
    assert (found.base, found.unit.dimension) == (base, dimension)


@pytest.mark.parametrize("text", ["", "3", "years", "3 亿元", "0 days", "three years"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no length of time; write 3 years, 6 months, 30 days or 7 workdays"):
        duration(text)


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_what_can_be_compared_can_be_divided(left: str, right: str) -> None:
    one, other = UNITS[left].dimension, UNITS[right].dimension
    assert comparable(one, other) == comparable(other, one)
    if comparable(one, other):
        assert quotient(one, other) is not None
