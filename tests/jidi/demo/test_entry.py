"""One click to be anyone exists in the demo, and nowhere else by any way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from pytest_django import Settings

from jidi.accounts.models import Person
from jidi.common.clock import clock
from jidi.common.say import Refused
from jidi.demo import views
from jidi.demo.people import PASSWORD
from tests.cast import Cast

ADDRESSES = ("/demo/enter/", "/demo/clock/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_outside_the_demo_there_is_no_such_address(address: str, client: Client, db: None) -> None:
    with pytest.raises(Resolver404):
        resolve(address)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_outside_the_demo_the_room_is_not_even_loaded() -> None:
    assert not apps.is_installed("jidi.demo")
    with pytest.raises(NoReverseMatch):
        reverse("demo:enter")


@pytest.mark.parametrize("view", [views.enter, views.move_clock])
def test_called_all_the_same_it_says_there_is_no_such_page(view: views.View, cast: Cast, rf: RequestFactory) -> None:
    person = str(Person.objects.get(login_name="city-officer").pk)
    with pytest.raises(Http404):
        view(rf.post("/", {"person": person, "days": "1"}))


def test_outside_the_demo_nobody_has_its_password(cast: Cast) -> None:
    assert not any(person.check_password(PASSWORD) for person in Person.objects.all()[:5])


def test_the_clock_of_an_office_cannot_be_moved(db: None) -> None:
    with pytest.raises(Refused, match="时钟没有移动"):
        clock.back_to_now()


def test_installed_without_the_switch_it_stays_shut(settings: Settings, tmp_path: Path) -> None:
    """A site started without JIDI_DEMO=1 drops the room, whatever its data directory holds."""
    asked = "from django.conf import settings as s; import django; django.setup(); print('demo' in s.ROOMS, s.DEMO)"
    said = {"DJANGO_SETTINGS_MODULE": "jidi.config.settings", "JIDI_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    for switch, answer in (("", "False False"), ("0", "False False"), ("1", "True True")):
        run = subprocess.run(
            [sys.executable, "-c", asked], env=said | {"JIDI_DEMO": switch}, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == answer
