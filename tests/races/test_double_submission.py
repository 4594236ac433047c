"""Over real sockets against ``jidi serve`` with its two workers: a command sent many times has one effect, and of two
officials in the same second one wins and the other is told who was faster, and with what.

``JIDI_RACE_ROUNDS=200`` (a multiple of 20) or ``python3 run.py bench races 200`` fights more rounds.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from tests.races.asking import Link, together
from tests.races.fights import fight
from tests.races.serving import Server
from tests.races.site import Site, act, fresh_key, rounds

CLICKS = 100
ROUNDS = rounds("JIDI_RACE_ROUNDS", 40)


def test_a_hundred_clicks_hand_an_application_in_once(site: Site, server: Server) -> None:
    matter, who, key = site.applications[0], site.session("county_officer"), fresh_key()
    with ExitStack() as links:
        clicks = [
            partial(
                act,
                links.enter_context(Link(server.port)),
                who,
                matter["number"],
                "submit",
                once=key,
                seen=matter["seq"],
            )
            for _ in range(CLICKS)
        ]
        answers = together(clicks)
    assert {(answer.status, answer.to) for answer in answers} == {(302, f"/applications/{matter['number']}/")}
    assert site.one("SELECT count(*) FROM cases_move WHERE case_id = ? AND step = 'prepare'", matter["case"]) == 1
    assert site.one("SELECT step FROM cases_case WHERE id = ?", matter["case"]) == "city-forward"
    versions = (
        "SELECT count(*) FROM filings_version v JOIN filings_filing f ON f.id = v.filing_id WHERE f.owner_key = ?"
    )
    assert site.one(versions, str(matter["pk"])) == 1
    told = "SELECT count(*) FROM audit_entry WHERE action = 'case.moved' AND object_key = ?"
    assert site.one(told, str(matter["case"])) == 1
    waiting = "SELECT count(*) FROM agenda_workitem WHERE kind = 'case' AND \"key\" = ? AND done_at IS NULL"
    assert site.one(waiting, str(matter["case"])) == 1


def test_of_two_officials_in_the_same_second_one_wins_and_the_other_is_told(site: Site, server: Server) -> None:
    fight(site, server.port, site.applications[1:11], ROUNDS)
