"""Whatever was changed by hand in a case is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from jidi.audit.rows import broken_rows
from jidi.cases import services
from jidi.cases.invariants import all_checks
from jidi.cases.models import Case
from jidi.cases.queries import open_points
from jidi.cases.services import Point
from jidi.common.keys import new_key
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {finding.invariant for finding in all_checks()}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_all_holds_after_the_whole_way(play: Play) -> None:
    play.open().to_meeting()
    play.open(key="2").to_city()
    assert found() == set()


def test_all_holds_after_a_veto_was_named_and_corrected_and_a_return_came_back(play: Play) -> None:
    play.open().to_city()
    city, county = play.cast.city_officer, play.cast.county_officer
    play.note(city, "false-material", value=True, what_is_false="发票")
    play.note(city, "false-material", value=True, what_is_false="发票金额")
    play.note(city, "false-material", value=False)
    play.answer(city, "return", points=(Point("field", "trade", "请核"),), back_by=play.day + timedelta(days=9))
    services.answer_point(
        actor=county, point_id=open_points(play.case)[0].pk, text="已改", at=play.at, on=play.day, key=new_key()
    )
    play.wait().answer(county, "submit")
    assert found() == set()
    assert list(broken_rows()) == []


@pytest.mark.parametrize(
    ("statement", "invariants"),
    [
        ("UPDATE cases_case SET step = 'issue'", {"I2"}),
        ("UPDATE cases_case SET area_code = '210800'", {"I2"}),
        ("UPDATE cases_case SET end = 'designated', ended_at = entered_at, ended_on = entered_on, living_key = NULL",
         {"I2", "I4"}),
        ("UPDATE cases_move SET answer = 'agree' WHERE seq = 3", {"I2"}),
        ("UPDATE cases_move SET reason = 'x' WHERE seq = 2", {"I2"}),
        ("UPDATE cases_move SET who_name = 'x' WHERE seq = 2", {"I2"}),
        ("UPDATE cases_opinion SET text = 'x'", {"I2"}),
        ("DELETE FROM cases_opinion WHERE step = 'ask'", {"I2"}),
        ("UPDATE cases_answer SET value_json = 'true'", {"I2"}),
        ("UPDATE cases_steprecord SET data_json = '{}'", {"I2"}),
        ("UPDATE cases_move SET to_step = 'end.designated' WHERE seq = 4", {"I2", "I4"}),
        ("DELETE FROM cases_move WHERE seq = 6", {"I2", "I3"}),
        ("UPDATE cases_verdict SET data_json = REPLACE(data_json, 'no', 'yes')", {"I2"}),
        ("UPDATE cases_verdict SET digest = 'x'", {"I2"}),
        ("UPDATE cases_recording SET data_json = '{}'", {"I2"}),
        ("UPDATE cases_liststep SET closed_at = NULL, living_key = 'x'", {"I2"}),
        ("UPDATE cases_liststep SET digest = 'x'", {"I2"}),
    ],
)  # fmt: skip
def test_a_change_by_hand_is_found(play: Play, statement: str, invariants: set[str]) -> None:
    play.open().to_notice()
    sql(statement.replace(" end = ", ' "end" = '))
    assert found() == invariants


def test_the_database_refuses_a_half_ended_case(play: Play) -> None:
    play.open()
    with pytest.raises(IntegrityError, match="cases_case_ended"), transaction.atomic():
        Case.objects.update(end="designated")
