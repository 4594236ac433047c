"""Two people begin for one base in the same second, in two rounds: one application stands. Threads on one real database."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from jidi.applications.models import Application, Round
from jidi.applications.titled import ONE_AT_A_TIME
from jidi.common.say import Refused
from tests.cast import assemble
from tests.jidi.applications.play import Play, version_in_force

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def play() -> Play:
    """The Liaoning document in a database that commits, so that threads see each other."""
    return Play(assemble(), version_in_force())


def test_of_two_who_begin_at_once_in_two_rounds_one_is_told_of_the_other(play: Play) -> None:
    base, rounds = play.base(), [play.announced(), play.announced("designation-2027", year=2027)]
    gate, told = threading.Barrier(2), []

    def run(round_: Round) -> None:
        gate.wait()
        try:
            play.started(round_, base)
        except Refused as refused:
            told.append(refused.cite)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(round_,)) for round_ in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == [ONE_AT_A_TIME]
    assert Application.objects.count() == 1
