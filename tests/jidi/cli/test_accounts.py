"""A site is begun, and places are found, from the command line."""

from __future__ import annotations

import pytest

from jidi.accounts.models import Division, Person
from jidi.cli import divisions, first_run
from jidi.common.say import Refused

pytestmark = pytest.mark.django_db


def test_the_first_run_shows_three_passwords_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert first_run.main(["--area", "210000"]) == 0
    shown = capsys.readouterr().out
    for person in Person.objects.select_related("home"):
        password = next(line.split()[1] for line in shown.splitlines() if line.split()[0] == person.login_name)
        assert person.check_password(password)
        assert person.home is not None
        assert person.home.area_id == "210000"
    with pytest.raises(Refused):
        first_run.main([])


def test_the_first_run_for_an_area_that_is_none_creates_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert first_run.main(["--area", "990000"]) == 2
    assert not Person.objects.exists()


def test_divisions_are_loaded_and_places_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert divisions.main([]) == 0
    assert Division.objects.count() > 3000
    assert divisions.main(["--find", "邵东县", "--province", "湖南省"]) == 0
    assert "430582  认作湖南省邵阳市邵东市（原邵东县，2019 起更名）" in capsys.readouterr().out
    assert divisions.main(["--find", "鼓楼区"]) == 1
