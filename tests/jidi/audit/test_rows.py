"""Every kept row is what the trail recorded last: a column changed, a row added or taken away by hand is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from jidi.accounts.enums import Tier
from jidi.agenda.models import RunningClock
from jidi.agenda.services.clocks import start_clock
from jidi.applications import services
from jidi.applications.models import Application, Round, SelectionLine
from jidi.applications.services.selection import Chosen
from jidi.audit.models import Entry
from jidi.audit.queries import verify
from jidi.audit.rows import broken_rows, kept
from jidi.audit.services import operation
from jidi.calendars.models import Edition
from jidi.calendars.services import seed
from jidi.cases.models import ListItem
from jidi.common.say import HOUSE, Say
from jidi.policies.actors import Seat
from policycore.calendar import DayUnit
from tests.cast import Cast
from tests.jidi.applications.play import AT, Play, step_of, version_in_force

pytestmark = pytest.mark.django_db

CHANGES = {
    "applications_selection": {"reason": "'另有原因'", "place": "place + 1, reason = 'x'", "points": "1"},
    "applications_round": {"closes_on": "'2027-01-31'", "year": "2030", "zh": "'x'"},
    "applications_application": {
        "base_id": "(SELECT MAX(id) FROM bases_base)",
        "started_at": "'2020-01-01 00:00:00+00'",
    },
    "cases_case": {"title_zh": "'别的基地'", "organisation_id": "(SELECT MIN(id) FROM accounts_organisation)"},
    "cases_party": {"sees": "'progress'"},
    "cases_listitem": {"answer": "'refuse'"},
    "cases_recording": {"data_json": "'{}'", "digest": "'x'"},
    "agenda_clock": {"ends_on": "'2030-01-01'"},
    "agenda_workitem": {"due_on": "'2030-01-01'", "what_zh": "'x'"},
    "accounts_bodymember": {"part": "'组长'"},
    "bases_host": {"from_on": "'2001-01-01'", "words": "'x'"},
    "calendars_day": {"is_workday": "NOT is_workday"},
    "panels_seat": {"place": "place + 7"},
}


@contextmanager
def by_hand(statement: str) -> Iterator[None]:
    """A statement of somebody with the database in hand, taken back afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, statement
        yield
        transaction.set_rollback(True)


@pytest.fixture
def played(cast: Cast) -> Play:
    """A round as far as its selection, with a row of every kind."""
    seed(at=AT)
    play = Play(cast, version_in_force())
    round_ = play.announced()
    one = play.submitted(play.started(round_))
    play.base(product="藻类")
    play.forwarded(round_, one)
    play.reviewed(round_, one)
    play.rechecked(round_, one)
    line = Chosen(one.case_id, 1, True, "")
    services.save_selection(
        actor=cast.province_officer, round_=round_, step=step_of(round_, "decision"), lines=[line], **play.now
    )
    with operation(at=AT):
        start_clock(
            room="cases", kind="case", key="1", what=Say("公示"), cite=HOUSE, area_code="210283",
            seat=Seat("commerce", Tier.CITY, "210200"), starts_on=AT.date(), length=5, unit=DayUnit.WORKDAY,
            at=AT,
        )  # fmt: skip
    return play


def test_what_the_product_wrote_is_on_record_to_the_last_column(played: Play) -> None:
    assert list(broken_rows()) == []
    assert verify()
    for model in (Round, Application, SelectionLine, ListItem):
        assert model._default_manager.exists()
    assert RunningClock.objects.exists()


def test_each_column_changed_by_hand_is_found_and_named_by_its_row(played: Play) -> None:
    for table, columns in CHANGES.items():
        for column, value in columns.items():
            first = "day" if table == "calendars_day" else "id"
            where = f"{first} = (SELECT MIN({first}) FROM {table})"  # noqa: S608 - names written above
            with by_hand(f"UPDATE {table} SET {column} = {value} WHERE {where}"):  # noqa: S608
                found = {thing.partition(":")[0] for thing, _ in broken_rows()}
            assert found == {table}, f"{table}.{column}"
    assert list(broken_rows()) == []


def test_a_row_added_or_taken_away_by_hand_is_found(played: Play) -> None:
    with by_hand("DELETE FROM applications_selection"):
        assert [say.zh for _, say in broken_rows()] == ["审计链有记录而这一行不见了"]
    columns = "body_id, person_id, organisation_id, part, from_on, to_on"
    with by_hand(f"INSERT INTO accounts_bodymember ({columns}) SELECT {columns} FROM accounts_bodymember"):  # noqa: S608
        assert [say.zh for _, say in broken_rows()] == ["审计链没有这一行的记录"]


def test_the_digests_of_rows_are_under_the_seal_of_the_chain(played: Play) -> None:
    entry = Entry.objects.exclude(rows_json="").latest("seq")
    with by_hand(f"UPDATE audit_entry SET rows_json = '' WHERE seq = {entry.pk}"):  # noqa: S608
        found = verify()
        assert found.broken is not None
        assert found.broken.seq == entry.pk


def test_every_table_named_here_is_kept() -> None:
    assert set(CHANGES) <= {model._meta.db_table for model in kept()}


def test_a_row_with_a_small_key_is_on_record_too() -> None:
    """The edition of the calendar is row 1 of a table with a small key: PostgreSQL answers no prepared question about it."""
    seed(at=AT)
    assert Edition.objects.count() == 1
    assert [thing for thing, _ in broken_rows() if thing.startswith("calendars_")] == []
