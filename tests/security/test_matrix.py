"""Everybody at every address: the router, the table and what is answered agree (I7)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.web.conftest import Enter
from tests.security.matrix import EVERYBODY, LOGGED_IN, VISITOR, Row, known_names, rows
from tests.security.world import World

SEEN = {"GET", "POST"}


def test_every_address_has_its_row() -> None:
    missing = sorted(known_names() - {row.name for row in rows()})
    assert missing == [], "add them to tests/security/rows/ROOM.py"


def test_every_row_has_its_address() -> None:
    assert sorted({row.name for row in rows()} - known_names()) == []


def test_no_address_is_without_a_name() -> None:
    assert [name for name in known_names() if name.startswith("/") or name.endswith("None")] == []


def test_no_row_stands_twice() -> None:
    assert [name for name, count in Counter(str(row) for row in rows()).items() if count > 1] == []


def test_the_table_speaks_of_people_of_the_cast(cast: Cast) -> None:
    named = {person for row in rows() for rule in (row.get, row.post) if rule for person in rule.people}
    assert named <= EVERYBODY
    assert all(getattr(cast, person) for person in LOGGED_IN)
    assert cast.visitor is None


def browser(cast: Cast, enter: Enter, person: str) -> Client:
    return Client() if person in VISITOR else enter(getattr(cast, person))


def body(answer: Any) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(whole.decode(errors="replace"))  # a workbook is no text


@pytest.mark.parametrize("method", sorted(SEEN))
@pytest.mark.parametrize("row", rows(), ids=str)
def test_everybody_gets_what_the_table_says(row: Row, method: str, cast: Cast, enter: Enter) -> None:
    world = World(cast)
    address = reverse(row.name, kwargs=getattr(world, row.given)() if row.given else None) + row.query
    words = getattr(world, row.shows)() if row.shows else ""
    wrong = []
    for person in sorted(EVERYBODY):
        client = browser(cast, enter, person)
        if method == "GET":
            answer = client.get(address)
        else:
            sent = getattr(world, row.data)() if row.data else {}
            answer = client.post(address, {"once": new_key(), **sent})
        wanted = row.status_for(method, person)
        text = body(answer)
        if answer.status_code != wanted:
            wrong.append(f"{person}: {answer.status_code}, the table says {wanted}")
        if words and method == "GET":
            reads = words in text
            if reads != (person in row.readers):
                wrong.append(f"{person}: {'reads' if reads else 'does not read'} “{words}”")
        elif words and person not in row.readers and words in text:
            wrong.append(f"{person}: reads “{words}” in the answer")
    assert wrong == []
