"""Which duty is walked and by which steps, whatever a pack has people owe: chosen by what it has, never by its name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from jidi.demo.small import Site
from jidi.demo.walk.owed import Owed, Seats, next_owed, undecided
from jidi.demo.walk.reporting import ReportWalk
from jidi.returns.models import Duty
from tests.cast import Cast
from tests.jidi.returns.ferry import Ferry, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def ferry(cast: Cast) -> Ferry:
    """The ferry document in force in the spring of 2023."""
    made = play(cast).day("2023-03-15")
    made.compute()
    made.compute(2024)
    return made


def site(ferry: Ferry) -> Site:
    told = SimpleNamespace(
        outsiders={}, version=ferry.version, cast=SimpleNamespace(by_office={}, by_key=ferry.cast.actors)
    )
    told.pack = Site.pack.fget(told)  # type: ignore[attr-defined]
    return cast(Site, told)


def only(*rules: str) -> None:
    Duty.objects.exclude(rule__in=rules).delete()


def steps(ferry: Ferry, owed: Owed | None) -> list[str]:
    assert owed is not None
    walk = ReportWalk(cast(Any, None), Seats(site(ferry)), owed)
    return [step.__name__ for step in walk.steps()]


def following(ferry: Ferry, but: Owed | None = None) -> Owed | None:
    return next_owed(Seats(site(ferry)), ferry.on, but)


WHOLE = ["due", "reminded", "filed", "questioned", "judged", "returned", "corrected", "accepted", "totalled"]


def test_the_fullest_duty_is_walked_whole(ferry: Ferry) -> None:
    found = following(ferry)
    assert found is not None
    assert (found.duty.rule, found.explains) == ("figures", True)
    assert steps(ferry, found) == WHOLE


def test_articles_alone_are_written_and_taken_up(ferry: Ferry) -> None:
    only("news")
    found = following(ferry)
    assert found is not None
    assert found.form is None
    assert steps(ferry, found) == ["due", "reminded", "written", "ended_without_form"]


def test_what_is_done_elsewhere_is_recorded_and_its_articles_come_first(ferry: Ferry) -> None:
    only("story")
    assert steps(ferry, following(ferry)) == ["due", "reminded", "written", "recorded", "ended_without_form"]


def test_a_form_that_only_prepares_what_is_done_elsewhere_is_filled_in_and_not_reviewed(ferry: Ferry) -> None:
    only("half-year")
    assert steps(ferry, following(ferry)) == ["due", "reminded", "filed", "recorded", "not_reviewed", "totalled"]


def test_where_nobody_of_the_site_is_above_nothing_is_reviewed(ferry: Ferry) -> None:
    only("figures")
    for duty in Duty.objects.all():
        duty.levels.update(to="", to_organ="", to_tier="")
    assert steps(ferry, following(ferry)) == ["due", "reminded", "filed", "not_reviewed", "totalled"]


def test_one_without_a_day_is_walked_where_there_is_no_other(ferry: Ferry) -> None:
    only("figures", "news")
    Duty.objects.filter(rule="figures").update(due_on=None)
    found = following(ferry)
    assert found is not None
    assert (found.duty.rule, found.duty.due_on) == ("figures", None)
    Duty.objects.filter(rule="figures", period="2023-Q3").update(due_on="2023-10-15")
    found = following(ferry)
    assert found is not None
    assert found.duty.period == "2023-Q3"


def test_where_nobody_sits_nothing_is_walked_and_what_is_undecided_is_named(ferry: Ferry) -> None:
    Duty.objects.all().delete()
    assert following(ferry) is None
    assert {lack.name for lack in undecided(site(ferry), ferry.on)} == {"ministry-day", "call-cycle"}
    ferry.decide("call-cycle", "year")
    ferry.decide("ministry-day", "04-20")
    assert undecided(site(ferry), ferry.on) == ()


def test_a_program_files_another_rule_where_there_is_one_and_only_what_a_form_alone_fulfils(ferry: Ferry) -> None:
    first = following(ferry)
    second = following(ferry, first)
    assert first is not None
    assert second is not None
    assert second.plain
    assert second.duty.rule != first.duty.rule
    only("figures", "news", "half-year")
    second = following(ferry, first)
    assert second is not None
    assert (second.duty.rule, second.duty.pk != first.duty.pk) == ("figures", True)
    only("news", "half-year", "story")
    assert following(ferry, first) is None


def test_a_document_is_handed_in_and_accepted_like_a_form(ferry: Ferry, monkeypatch: pytest.MonkeyPatch) -> None:
    only("news")
    Duty.objects.update(articles_owed=0)
    monkeypatch.setattr("jidi.demo.walk.reporting.document_of", lambda duty: "report")
    found = following(ferry)
    assert steps(ferry, found) == ["due", "reminded", "handed_document", "accepted", "ended_without_form"]
    for duty in Duty.objects.all():
        duty.levels.update(to="", to_organ="", to_tier="")
    assert steps(ferry, following(ferry)) == ["due", "reminded", "handed_document", "ended_without_form"]
