"""A form of an application is open by workbook and by the API exactly while it is open on its own page."""

from __future__ import annotations

import pytest

from jidi.accounts.acting import Permit
from jidi.applications.models import Application
from jidi.filings.doors import door_of
from jidi.filings.models import Filing
from tests.jidi.applications.play import TODAY, Play

pytestmark = pytest.mark.django_db


def _filing(application: Application) -> Filing:
    return Filing.objects.get(owner_kind="application", owner_key=str(application.pk))


def test_whoever_fills_it_in_may_write_and_nobody_else(play: Play, application: Application) -> None:
    filing, cast = _filing(application), play.cast
    door = door_of(cast.county_officer, filing, TODAY)
    assert isinstance(door.may, Permit)
    assert (door.may.object_kind, door.may.object_key) == ("application", str(application.pk))
    assert (door.allowed, door.name.zh) == (None, application.base.name)
    assert not door_of(cast.city_officer, filing, TODAY).may


def test_it_is_shut_once_it_was_handed_in(play: Play, application: Application) -> None:
    play.submitted(application)
    application.refresh_from_db()
    assert not door_of(play.cast.county_officer, _filing(application), TODAY).may
