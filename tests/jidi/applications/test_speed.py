"""What handing in costs: questions to the database, however many fields and documents there are."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.applications.models import Round
from jidi.common.reading import one_act
from jidi.policies import services as policies
from jidi.policies.queries import book
from policycore.open_points import Scope
from tests.jidi.applications.play import OPENS, Play

MOST = 60
"""Statements of a submission, savepoints and writes included; it was 66 for six fields when nothing was handed on."""


def test_handing_in_asks_a_fixed_number_of_questions(play: Play, round_: Round) -> None:
    application = play.filled(play.started(round_))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        play.answer(application, "submit", play.cast.county_officer)
    assert len(asked) <= MOST, "\n".join(query["sql"][:150] for query in asked)
    repeated = [
        query["sql"] for query in asked if query["sql"].startswith("SELECT") and "policies_decision" in query["sql"]
    ]
    assert len(repeated) == 1, "decisions are read once in an act"


def test_a_decision_taken_in_an_act_is_seen_by_the_rest_of_it(play: Play) -> None:
    with one_act():
        before = len(book(play.version.pack_id).decisions)
        policies.decide_point(
            version_id=play.version.pk,
            point="panel-size",
            value=7,
            act="会议纪要",
            decided_on=OPENS,
            scope=Scope.ROUND,
            target="designation-2027",
            actor=None,
            at=play.at,
        )
        assert len(book(play.version.pack_id).decisions) == before + 1
