"""A fresh site gets three administrators, once; there is no default account and no default password."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jidi.accounts.enums import Duty
from jidi.accounts.models import Person
from jidi.accounts.queries import mixed_administrators, posts_held
from jidi.accounts.services.first_run import create_administrators
from jidi.common.say import Refused
from tests.cast import load_some_divisions

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_the_first_run_makes_three_people_with_three_duties() -> None:
    load_some_divisions()
    made = create_administrators(at=AT)

    accounts = (made.system, made.security, made.audit)
    assert len({account.password for account in accounts}) == 3
    for account, duty in zip(accounts, (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN), strict=True):
        assert account.person.check_password(account.password)
        assert account.person.must_change_password
        assert [row.post.duty for row in posts_held(account.person, date(2026, 3, 2))] == [duty]
    assert mixed_administrators() == []


@pytest.mark.django_db
def test_the_first_run_happens_once() -> None:
    load_some_divisions()
    create_administrators(at=AT)
    with pytest.raises(Refused) as refused:
        create_administrators(at=AT)
    assert refused.value.code == "not-first"
    assert Person.objects.count() == 3


@pytest.mark.django_db
def test_an_area_that_is_none_gets_no_administrators() -> None:
    load_some_divisions()
    with pytest.raises(Refused) as refused:
        create_administrators(at=AT, area_code="990000")
    assert refused.value.code == "area-unknown"
    assert not Person.objects.exists()
