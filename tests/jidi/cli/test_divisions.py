"""Divisions are loaded, and places found, from the command line."""

from __future__ import annotations

import pytest

from jidi.accounts.models import Division
from jidi.cli.divisions import main


@pytest.mark.django_db
def test_divisions_are_loaded_and_places_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert Division.objects.count() > 3000
    assert main(["--find", "邵东县", "--province", "湖南省"]) == 0
    assert "430582  认作湖南省邵阳市邵东市（原邵东县，2019 起更名）" in capsys.readouterr().out
    assert main(["--find", "鼓楼区"]) == 1
