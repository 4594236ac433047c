"""Each fact is read by the room that owns it, in bulk; what nobody serves is missing and says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pytest

from jidi.facts.registry import Facts, Registry
from policycore.facts import FactKey, Known, Subject
from policycore.verdict import Missing

ON = date(2026, 3, 2)
BASE, OTHER = Subject("base", "1"), Subject("base", "2")


class Room:
    """A room that knows some facts and counts how often it is asked."""

    def __init__(self, values: Mapping[tuple[str, str], object]) -> None:
        self.values, self.asked = values, 0

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        self.asked += 1
        assert as_of == ON
        return {
            (key, subject): Known(self.values[key.name, subject.key], "register")
            for key in keys
            for subject in subjects
            if (key.name, subject.key) in self.values
        }


def words(value: object) -> str:
    assert isinstance(value, Missing)
    return value.lacks[0].say.en


def test_facts_of_two_rooms_come_together_and_each_room_is_asked_once() -> None:
    registry = Registry()
    titles, trade = (
        Room({("title", "1"): "national", ("rank", "1"): 3, ("title", "2"): None}),
        Room({("exports", "2"): 5}),
    )
    registry.register(["title", "rank"], titles)
    registry.register(["exports"], trade)
    keys = [FactKey("title"), FactKey("exports", "2025"), FactKey("rank")]

    found = registry.reader().read_many(keys, [BASE, OTHER], ON)

    assert found[FactKey("title"), BASE] == Known("national", "register")
    assert found[FactKey("rank"), BASE] == Known(3, "register")
    assert found[FactKey("title"), OTHER] == Known(None, "register")
    assert found[FactKey("exports", "2025"), OTHER] == Known(5, "register")
    assert words(found[FactKey("exports", "2025"), BASE]) == "There is no record of 'exports' for 2025."
    assert (titles.asked, trade.asked) == (1, 1)


def test_a_name_without_a_reader_is_not_carried_out_here_yet() -> None:
    key = FactKey("funds-used")
    found = Registry().reader().read_many([key], [BASE], ON)
    assert words(found[key, BASE]) == "'funds-used' is not carried out here yet."


def test_the_source_a_pack_declares_finds_a_reader_and_a_name_goes_before_it() -> None:
    registry = Registry()
    filings, register = Room({("output", "1"): 7, ("titles", "1"): 0}), Room({("titles", "1"): 2})
    registry.register_source("filing", filings)
    registry.register(["titles"], register)
    reader = registry.reader({"output": "filing", "titles": "filing", "jobs": "trade"})
    keys = [FactKey("output"), FactKey("titles"), FactKey("jobs")]

    found = reader.read_many(keys, [BASE], ON)

    assert found[keys[0], BASE] == Known(7, "register")
    assert found[keys[1], BASE] == Known(2, "register")
    assert isinstance(found[keys[2], BASE], Missing)


def test_one_name_is_served_by_one_room_and_registering_again_changes_nothing() -> None:
    registry = Registry()
    room = Room({})
    registry.register(["title"], room)
    registry.register(["title"], room)
    with pytest.raises(ValueError, match="already served"):
        registry.register(["title"], Room({}))


def test_relations_and_populations_are_asked_of_who_knows_them() -> None:
    registry = Registry()
    registry.register_relation("base", ["host"], lambda subject, relation: [Subject("area", "210283")])
    registry.register_population("base", ["bases"], lambda name, subject, within: [BASE, OTHER])
    reader = registry.reader()

    assert reader.related(BASE, "host") == [Subject("area", "210283")]
    assert reader.population("bases", BASE, "city") == [BASE, OTHER]
    assert words(reader.related(BASE, "parent")) == "'parent' is not carried out here yet."
    assert words(reader.population("bases", Subject("area", "1"), "")) == "'bases' is not carried out here yet."
