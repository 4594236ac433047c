"""Facts: declared with type and unit, typed when read, missing when nobody says them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from policycore.facts import DataFacts, Fact, FactKey, Known, Subject, typed_rows
from policycore.units import Quantity, unit_named
from policycore.verdict import Missing

SELF, OTHER = Subject("base", "self"), Subject("base", "other")
FACTS = DataFacts(
    {"trade": {"2018": 5, "2019-H1": 3}, "staff": 12},
    SELF,
    {"other": {"staff": 7}},
    {"city": ["other"]},
    {"counties": ["self", "other"]},
)


def fact(**body: Any) -> Fact:
    return Fact.model_validate({"id": "it", "source": "filing", "basis": "house"} | body)


def read(name: str, period: str = "", subject: Subject = SELF) -> Any:
    key = FactKey(name, period)
    found = FACTS.read_many([key], [subject], date(2024, 1, 1))[key, subject]
    return found.value if isinstance(found, Known) else found


def test_a_fact_is_read_for_its_period() -> None:
    assert read("trade", "2018") == 5
    assert read("trade", "2019-H1") == 3


def test_a_fact_of_another_period_or_of_none_is_missing() -> None:
    assert isinstance(read("trade", "2017"), Missing)
    assert isinstance(read("trade"), Missing)


def test_a_fact_said_once_holds_for_every_period() -> None:
    assert read("staff") == read("staff", "2018") == 12


def test_facts_of_others_relations_and_populations_are_read_from_what_is_given() -> None:
    assert read("staff", subject=OTHER) == 7
    assert isinstance(read("trade", "2018", OTHER), Missing)
    assert FACTS.related(SELF, "city") == [OTHER]
    assert isinstance(FACTS.related(SELF, "province"), Missing)
    assert FACTS.population("counties", SELF, "") == [SELF, OTHER]
    assert isinstance(FACTS.population("zones", SELF, ""), Missing)


def test_an_amount_gets_its_unit_and_a_flag_stays_a_flag() -> None:
    assert fact(type="number", unit="亿元").typed(5) == Quantity(Decimal(5), unit_named("亿元"))
    assert fact(type="flag").typed(True) is True
    assert fact(type="number").typed("五") == "五"


def test_the_rows_of_a_table_have_every_column_and_their_units() -> None:
    table = fact(type="table", columns={"on": {"type": "date"}, "cost": {"type": "number", "unit": "万元"}})
    assert table.typed([{"cost": 3}]) == [{"on": None, "cost": Quantity(Decimal(3), unit_named("万元"))}]
    assert typed_rows([{"from": date(2020, 1, 1)}])[0]["batch"] is None
    assert table.typed(None) is None


def test_a_title_has_its_columns_without_declaring_them() -> None:
    assert set(fact(type="title").declared().columns) == {"from", "until", "level", "batch", "result", "on"}
    assert fact(type="choice", choices=["a", "b"]).declared().choices == ("a", "b")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"type": "number", "unit": "丈"}, "unit: found '丈'; allowed: "),
        ({"type": "number", "every": "week"}, "every: found 'week'; allowed: once, year, half, quarter, month"),
        ({"type": "table"}, "a fact of type: table needs columns"),
        ({"type": "choice"}, "a fact of type: choice needs choices"),
        ({"type": "flag", "unit": "亿元"}, "unit belongs to type: number; this fact is of type: flag"),
        ({"type": "text", "choices": ["a"]}, "choices belong to type: choice; this fact is of type: text"),
        ({"type": "flag", "columns": {"on": {"type": "date"}}}, "columns belong to type: table, title or applications"),
        ({"type": "table", "columns": {"kind": {"type": "choice"}}}, "a column of type: choice needs choices"),
        ({"type": "table", "columns": {"x": {"type": "number", "unit": "丈"}}}, "unit: found '丈'; allowed: "),
    ],
)
def test_a_fact_that_contradicts_itself_is_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        fact(**body)
    assert words in str(caught.value)
