"""``jidi invariants`` finds what was changed by hand, and nothing where nothing was."""

from __future__ import annotations

import pytest
from django.db import connection

from jidi.cli import invariants
from tests.cast import Cast


@pytest.mark.django_db
def test_an_untouched_site_holds(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert invariants.main([]) == 0
    assert "all of it holds" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_entry_of_the_trail_changed_by_hand_is_named(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'nothing' WHERE seq = 2")
    assert invariants.main([]) == 1
    assert "I3 audit:2" in capsys.readouterr().out
