"""What rules may ask of this room: which applications a subject, or a place, has had, as it stood on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jidi.accounts.acting import require
from jidi.accounts.readers import AREA
from jidi.cases import permissions, services
from jidi.cases.facts import Applications
from jidi.common.keys import new_key
from policycore.facts import FactKey, Known, Subject
from tests.jidi.cases.conftest import DAY, Play

pytestmark = pytest.mark.django_db
KEY = FactKey("applied-before")


def history(subject: Subject, on: date) -> list[Any]:
    found = Applications().read_many([KEY], [subject], on)[KEY, subject]
    assert isinstance(found, Known)
    return list(found.value)


def withdrawn(play: Play) -> Play:
    permit = require(permissions.may_withdraw(play.cast.county_officer, play.case, play.day))
    services.withdraw(case_id=play.case_id, permit=permit, at=play.at, on=play.day, key=new_key(), reason="材料重做")
    return play


def test_a_place_has_had_what_applied_anywhere_in_it_and_no_other_place_has(play: Play) -> None:
    play.open("1", "210283")
    for place in ("210283", "210200", "210000"):
        (row,) = history(Subject(AREA, place), DAY)
        assert (row["procedure"], row["on"], row["result"], row["year"]) == ("designation", DAY, "", "2020")
    for place in ("210281", "210800", "330000"):
        assert history(Subject(AREA, place), DAY) == []


def test_a_place_and_what_applied_there_are_read_at_once_each_with_its_own(play: Play) -> None:
    play.open("1", "210283")
    subjects = [Subject("base", "1"), Subject("base", "2"), Subject(AREA, "210200")]
    found = Applications().read_many([KEY], subjects, DAY)
    assert [len(found[KEY, subject].value) for subject in subjects] == [1, 0, 1]  # type: ignore[union-attr]


def test_what_came_later_is_not_there_yet_and_what_runs_has_no_result(play: Play) -> None:
    play.open("1", "210283")
    place = Subject(AREA, "210200")
    assert history(place, date(2020, 5, 31)) == []
    withdrawn(play.wait(3))
    assert "until" not in history(place, DAY)[0]
    (row,) = history(place, play.day)
    assert (row["result"], row["until"]) == ("withdrawn", play.day)


def test_every_application_of_a_place_counts_the_earliest_first(play: Play) -> None:
    withdrawn(play.open("1", "210283"))
    withdrawn(play.wait(2).open("1", "210283"))
    rows = history(Subject(AREA, "210200"), play.day)
    assert [row["on"] for row in rows] == [DAY, play.day]


def test_the_number_of_queries_does_not_grow_with_the_places(play: Play, django_assert_num_queries: Any) -> None:
    play.open("1", "210283")
    places = [Subject(AREA, code) for code in ("210283", "210200", "210000", "210800", "330000")]
    with django_assert_num_queries(1):
        Applications().read_many([KEY], places, DAY)
