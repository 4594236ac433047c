"""Tokens: shown once, good for one person in one post, and gone with either."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jidi.accounts.models import AccessToken, Appointment
from jidi.accounts.queries import tokens_visible_to
from jidi.accounts.services.people import disable_person
from jidi.accounts.services.posts import end_appointment
from jidi.accounts.services.tokens import LONGEST, MOST, Made, actor_by, end_token, make_token
from jidi.audit.models import Entry
from jidi.common.keys import new_key
from jidi.common.say import Refused, Unknown
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def made(cast: Cast, who: str = "city_officer", days: int = 30, key: str = "", name: str = "报表程序") -> Made:
    return make_token(actor=cast.actors[who], name=name, days=days, at=AT, key=key or new_key())


def test_a_token_stands_for_its_person_in_its_post(cast: Cast) -> None:
    assert actor_by(secret=made(cast).secret, at=AT) == cast.city_officer


def test_the_secret_is_kept_nowhere(cast: Cast) -> None:
    secret = made(cast).secret
    row = AccessToken.objects.get()
    assert secret not in {str(getattr(row, field.attname)) for field in AccessToken._meta.fields}
    assert secret not in str(list(Entry.objects.filter(action="token.made").values()))


def test_two_clicks_make_one_and_show_it_once(cast: Cast) -> None:
    key = new_key()
    first, second = made(cast, key=key), made(cast, key=key)
    assert (second.token, second.secret) == (first.token, "")
    assert AccessToken.objects.count() == 1


def test_the_last_day_still_counts(cast: Cast) -> None:
    secret = made(cast, days=30).secret
    assert actor_by(secret=secret, at=AT + timedelta(days=30)) == cast.city_officer
    assert actor_by(secret=secret, at=AT + timedelta(days=31)) is None


def test_an_unknown_secret_opens_nothing(cast: Cast) -> None:
    made(cast)
    assert actor_by(secret="jidi_" + "x" * 43, at=AT) is None


def test_ending_ends_at_once_and_twice_is_once(cast: Cast) -> None:
    one = made(cast)
    for _ in range(2):
        end_token(actor=cast.city_officer, token_id=one.token.pk, at=AT)
    assert actor_by(secret=one.secret, at=AT) is None
    assert Entry.objects.filter(action="token.ended").count() == 1


def test_anothers_token_is_not_there(cast: Cast) -> None:
    one = made(cast)
    assert not tokens_visible_to(cast.province_officer).exists()
    with pytest.raises(Unknown):
        end_token(actor=cast.province_officer, token_id=one.token.pk, at=AT)


def test_with_the_post_or_the_account_goes_the_token(cast: Cast) -> None:
    city, county = made(cast), made(cast, "county_officer")
    held = Appointment.objects.get(person_id=cast.city_officer.person_id)
    end_appointment(actor=cast.security_admin, appointment=held, on=date(2026, 3, 2), at=AT)
    disable_person(actor=cast.security_admin, person=cast.people["county_officer"], reason="离岗", at=AT)
    assert [actor_by(secret=one.secret, at=AT) for one in (city, county)] == [None, None]


@pytest.mark.parametrize(("days", "name"), [(0, "程序"), (LONGEST + 1, "程序"), (30, "  ")])
def test_a_year_at_most_and_named(cast: Cast, days: int, name: str) -> None:
    with pytest.raises(Refused, match="没有生成访问令牌"):
        made(cast, days=days, name=name)


def test_ten_a_person_at_most(cast: Cast) -> None:
    for _ in range(MOST):
        made(cast)
    with pytest.raises(Refused, match="已有 10 个有效令牌"):
        made(cast)
    assert made(cast, "county_officer").secret
