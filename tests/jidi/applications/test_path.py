"""The whole path, at the level of the services: county, city, panel, visit, re-check, meeting, act."""

from __future__ import annotations

from jidi.applications.models import Application, Round
from jidi.bases.models import TitleHolding
from tests.jidi.applications.play import Play


def test_an_application_goes_all_the_way_and_the_title_is_granted(
    play: Play, round_: Round, application: Application
) -> None:
    application = play.submitted(application)
    assert application.case.step == "city-forward"
    play.forwarded(round_, application)
    play.reviewed(round_, application)
    play.rechecked(round_, application)
    play.decided(round_, {application.case_id: "agree"})
    act = play.list_of(round_, "designate", round_.key, play.cast.province_officer)
    moved = play.answered_list(round_, act, {application.case_id: "issued"}, play.cast.province_officer)
    assert [one.ended for one in moved] == ["designated"]
    holding = TitleHolding.objects.get(base=application.base)
    assert (holding.title, holding.state) == ("provincial", "held")
    assert play.again(application).living_key is None
