"""Packs and decisions changed by hand are found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from jidi.policies.invariants import all_checks
from jidi.policies.models import PackVersion
from jidi.policies.services import decide_point, import_pack, publish
from tests.jidi.packs import harbour
from tests.jidi.policies.conftest import edit

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
def decided(version: PackVersion) -> PackVersion:
    """The harbour document with three decisions on one point and one on another."""
    for begins in (date(2020, 5, 1), date(2020, 5, 20), date(2020, 5, 10)):
        decide_point(
            version_id=version.pk, point="first-day", value=True, act="通知", decided_on=begins, actor=None, at=AT
        )
    decide_point(version_id=version.pk, point="silence", value="agrees", act="通知", decided_on=date(2020, 5, 1),
                 actor=None, at=AT)  # fmt: skip
    return version


def test_all_holds_after_publishing_deciding_and_publishing_again(decided: PackVersion, folder: object) -> None:
    edit(folder, "pack.yaml", "version: 1", "version: 2")  # type: ignore[arg-type]
    with harbour.upper_rooms():
        second = import_pack(folder=folder, actor=None, at=AT)  # type: ignore[arg-type]
        publish(version_id=second.pk, from_on=date(2021, 1, 1), actor=None, at=AT)
    assert list(all_checks()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policies_packversion SET files_json = REPLACE(files_json, '县', '乡')",
        "UPDATE policies_packversion SET in_force_to = '2020-12-31'",
        "UPDATE policies_decision SET value_json = 'false' WHERE point = 'first-day'",
        "UPDATE policies_decision SET act = '另一文件' WHERE point = 'silence'",
        "UPDATE policies_decision SET valid_to = '2020-06-01', living_key = NULL WHERE point = 'silence'",
        "DELETE FROM policies_decision WHERE point = 'silence'",
    ],
)
def test_a_change_by_hand_is_found(decided: PackVersion, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert {finding.invariant for finding in all_checks()} == {"I2"}
