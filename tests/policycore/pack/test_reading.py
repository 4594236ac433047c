"""Reading YAML with the line of every key, and refusing what YAML would silently swallow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from policycore.pack.reading import read_file, read_text

TEXT = """\
# a list of rules
- id: one
  when:
    all:
      - first
      - second
  number: 12
  share: 0.5
  day: 2024-02-29
  code: "0123"
  yes: no
- {id: two, open: true, none: null, text: true-ish}
"""


def test_only_what_is_plain_is_typed_and_all_else_is_text() -> None:
    one, two = read_text(TEXT, "x.yaml").data
    assert (one["number"], one["share"], one["day"], one["code"], one["yes"]) == (
        12,
        Decimal("0.5"),
        date(2024, 2, 29),
        "0123",
        "no",
    )
    assert two == {"id": "two", "open": True, "none": None, "text": "true-ish"}


def test_every_key_and_item_has_its_line() -> None:
    located = read_text(TEXT, "x.yaml")
    assert located.line_of((0, "when", "all", 1)) == 6
    assert located.line_of((1, "open")) == 12


def test_items_are_found_by_place_by_id_and_as_a_person_counts() -> None:
    located = read_text(TEXT, "x.yaml")
    assert (
        located.line_of(("one", "number")) == located.line_of(("#1", "number")) == located.line_of((0, "number")) == 7
    )
    assert located.shown((0, "when", "all", 1)) == "one.when.all.#2"


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    located = read_text(TEXT, "x.yaml")
    assert located.line_of(("one", "when", "any")) == 3
    assert located.line_of(("three",)) == 2


def test_a_key_written_twice_and_a_day_no_calendar_has_are_named() -> None:
    located = read_text("a: 1\nb:\n  - {x: 1, x: 2}\n  - 2023-02-29\n", "x.yaml")
    assert [str(problem) for problem in located.problems] == [
        "x.yaml:3: b.#1.x: is written twice in the same place (first on line 3); keep one",
        "x.yaml:4: b.#2: 2023-02-29 is no day of the calendar",
    ]
    assert located.data["b"][0] == {"x": 1}


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("甲: 乙".encode("gb18030"))
    assert [str(problem) for problem in read_file(path, "x.yaml").problems] == [
        "x.yaml: is not UTF-8 text (byte 0); save it as UTF-8"
    ]


def test_an_empty_file_holds_nothing() -> None:
    assert read_text("# nothing yet\n", "x.yaml").data is None
