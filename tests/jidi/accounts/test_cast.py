"""The cast is the same in the first test and in all later ones."""

from __future__ import annotations

import pytest

from jidi.accounts.models import Organisation, Person
from jidi.audit.queries import verify
from tests.cast import Cast, assemble


def test_the_cast_is_made_by_the_services_and_leaves_a_whole_trail(cast: Cast) -> None:
    assert cast.county_officer.area_code == "210283"
    assert cast.county_officer.organisation_name == "庄河市商务局"
    assert verify().checked > 50
    assert verify()


@pytest.mark.parametrize("time", [1, 2])
def test_new_rows_beside_the_cast_get_keys_of_their_own(cast: Cast, time: int) -> None:
    made = Person.objects.create(login_name=f"somebody-{time}", name="某人")
    assert Person.objects.filter(pk=made.pk).count() == 1


def test_somebody_who_is_not_of_the_cast_is_named(cast: Cast) -> None:
    with pytest.raises(AttributeError, match="nobody of the cast is called minister"):
        _ = cast.minister


@pytest.mark.django_db(transaction=True)
def test_the_cast_also_plays_in_tests_with_real_transactions() -> None:
    assert assemble().decider.name == "杨帆"
    assert Organisation.objects.filter(organ="commerce").count() == 9
