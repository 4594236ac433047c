"""The chain names the first entry that was touched by hand; the rest of the trail is found by thing and area."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from jidi.audit.chain import SEALED as COLUMNS
from jidi.audit.chain import HeadNote, seal
from jidi.audit.models import Entry
from jidi.audit.queries import entries_about, entries_in_area, head, last_after, verify
from jidi.audit.services import record
from jidi.audit.who import SYSTEM
from jidi.common.digests import digest

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def five() -> None:
    for number, area in enumerate(("210200", "210202", "210900", "370100", "210281"), start=1):
        at = AT + timedelta(minutes=number)
        record(at=at, who=SYSTEM, action="a", kind="case", key=str(number % 2), area_code=area, after={"n": number})


def by_hand(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken() -> tuple[int, str] | None:
    found = verify().broken
    return (found.seq, found.what.en) if found else None


def test_an_empty_trail_holds() -> None:
    assert verify().checked == 0
    assert broken() is None
    assert head() is None


def test_an_untouched_trail_holds(five: None) -> None:
    assert verify().checked == 5
    assert broken() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-09-28 01:03:01"),
        ("operation", "0" * 32),
        ("who_key", "1"),
        ("who_name", "别人"),
        ("who_post", "局长"),
        ("who_organisation", "x"),
        ("action", "b"),
        ("object_kind", "title"),
        ("object_key", "9"),
        ("area_code", "370000"),
        ("outcome", "refused"),
        ("detail_json", '{"x":1}'),
        ("before_digest", "sha256:0"),
        ("after_digest", ""),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_column_is_named(five: None, column: str, value: str) -> None:
    by_hand(f"UPDATE audit_entry SET {column} = %s WHERE seq = 3", value)  # noqa: S608 - names from the list above
    assert broken() == (3, "its content was changed")


def test_every_column_but_the_hash_is_under_the_seal() -> None:
    columns = {field.column for field in Entry._meta.concrete_fields}
    # The digests of rows are sealed after the columns where there are any (test_rows).
    assert columns - {"hash", "rows_json"} == set(COLUMNS)


def test_an_unknown_algorithm_and_a_cut_link_are_named(five: None) -> None:
    by_hand("UPDATE audit_entry SET algorithm = 'md5' WHERE seq = 4")
    assert broken() == (4, "names an unknown algorithm")
    by_hand("UPDATE audit_entry SET prev_hash = %s WHERE seq = 2", "1" * 64)
    assert broken() == (2, "is not tied to the entry before it")


def test_a_missing_entry_is_named(five: None) -> None:
    by_hand("DELETE FROM audit_entry WHERE seq = 2")
    assert broken() == (2, "this entry is missing")


def test_a_cut_tail_is_found_by_the_stored_head(five: None) -> None:
    by_hand("DELETE FROM audit_entry WHERE seq >= 4")
    assert broken() == (4, "this entry and those after it are missing")


def test_an_emptied_trail_is_found_by_the_stored_head(five: None) -> None:
    by_hand("DELETE FROM audit_entry")
    assert broken() == (1, "this entry and those after it are missing")


def test_a_head_set_back_or_removed_is_found(five: None) -> None:
    earlier = Entry.objects.get(seq=3)
    by_hand("UPDATE audit_head SET seq = 3, hash = %s, at = %s", earlier.hash, earlier.at)
    assert broken() == (5, "the stored head is missing or behind")
    by_hand("DELETE FROM audit_head")
    assert broken() == (5, "the stored head is missing or behind")


def test_another_moment_of_the_head_is_found(five: None) -> None:
    by_hand("UPDATE audit_head SET at = '2001-02-03 04:05:06+00:00'")
    assert broken() == (5, "differs from the stored head")


def test_a_chain_rewritten_together_with_its_head_is_found_by_a_head_noted_outside(five: None) -> None:
    noted = head()
    assert noted is not None
    by_hand("UPDATE audit_entry SET who_name = '别人' WHERE seq = 5")
    rewritten = seal(Entry.objects.values_list(*COLUMNS).get(seq=5))
    by_hand("UPDATE audit_entry SET hash = %s WHERE seq = 5", rewritten)
    by_hand("UPDATE audit_head SET hash = %s", rewritten)
    assert broken() is None

    found = verify([noted]).broken
    assert found is not None
    assert (found.seq, found.what.en) == (5, "differs from the head noted outside")


def test_a_tail_cut_together_with_its_head_is_found_by_a_head_noted_outside(five: None) -> None:
    noted = head()
    assert noted is not None
    by_hand("DELETE FROM audit_entry WHERE seq >= 4")
    third = Entry.objects.get(seq=3)
    by_hand("UPDATE audit_head SET seq = 3, hash = %s, at = %s", third.hash, third.at)
    assert broken() is None

    found = verify([noted]).broken
    assert found is not None
    assert found.seq == 4


def test_a_noted_head_reads_back_and_a_torn_line_says_what_is_allowed(five: None) -> None:
    noted = head()
    assert noted is not None
    assert HeadNote.parse(str(noted)) == noted
    with pytest.raises(ValueError, match="is no noted head; one reads"):
        HeadNote.parse("2026-09-28 5")


def test_the_trail_of_a_thing_of_an_area_and_its_last_states(five: None) -> None:
    assert [entry.seq for entry in entries_about("case", "1")] == [1, 3, 5]
    assert [entry.seq for entry in entries_in_area("210200", "210299")] == [5, 2, 1]
    assert last_after("case") == {"1": digest({"n": 5}), "0": digest({"n": 4})}
