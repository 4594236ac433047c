"""An actor works where their duty and organisation put them, and an answer carries its reason."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Denied, Permit, require
from jidi.common.say import HOUSE, Say
from tests.cast import Cast


@pytest.mark.parametrize(
    ("who", "area", "covers"),
    [
        ("province_officer", "210000", True),
        ("province_officer", "210800", True),
        ("province_officer", "210882", True),
        ("province_officer", "331003", False),
        ("city_officer", "210200", True),
        ("city_officer", "210283", True),
        ("city_officer", "210213", True),
        ("city_officer", "210000", False),
        ("city_officer", "210882", False),
        ("county_officer", "210283", True),
        ("county_officer", "210213", False),
        ("county_officer", "210200", False),
        ("county_officer", "210882", False),
        ("finance_officer", "210882", True),
        ("city_finance_officer", "210882", False),
        ("decider", "210882", True),
        ("auditor", "210882", True),
        ("other_province_officer", "210882", False),
        ("other_province_county_officer", "331003", True),
        # Where somebody sits opens nothing to those whose duty is no area.
        ("base_clerk", "210283", False),
        ("enterprise_clerk", "210283", False),
        ("chamber_clerk", "210200", False),
        ("expert", "210100", False),
        ("system_admin", "210283", False),
        ("security_admin", "000000", False),
        ("audit_admin", "210283", False),
    ],
)
def test_who_works_on_which_area(cast: Cast, who: str, area: str, covers: bool) -> None:
    assert getattr(cast, who).covers(area) is covers


def test_a_thing_without_an_area_is_covered_by_nobody(cast: Cast) -> None:
    assert not any(actor.covers("") for actor in cast.actors.values())


def test_administrators_look_after_their_area_and_nobody_else_does(cast: Cast) -> None:
    assert cast.system_admin.administers("210283")
    assert not cast.province_officer.administers("210283")


def test_an_actor_is_written_into_the_trail_as_they_were(cast: Cast) -> None:
    who = cast.county_officer.who
    assert (who.name, who.post, who.organisation) == ("孙丽", "外贸股经办", "庄河市商务局")
    assert who.key == str(cast.people["county_officer"].pk)


def test_a_permit_is_true_and_fits_one_act_on_one_thing(cast: Cast) -> None:
    permit = Permit(cast.county_officer, "case.return", "case", "7", Say("您是初审单位。"), HOUSE)
    assert permit
    assert require(permit) is permit
    assert permit.fits("case.return", "case", "7")
    assert not permit.fits("case.return", "case", "8")


def test_a_refusal_is_false_and_is_raised_where_a_permit_is_required() -> None:
    denied = Denied(Say("您不是初审单位。", "You are not the office that reviews first."))
    assert not denied
    assert denied.status == 403
    with pytest.raises(Denied) as raised:
        require(denied)
    assert raised.value.why.en == "You are not the office that reviews first."
    assert raised.value, "once raised it is a refusal like any other"
