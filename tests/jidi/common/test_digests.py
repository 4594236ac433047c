"""The same content has the same digest, whatever order or type it came in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from jidi.common.digests import canonical, digest


def test_order_of_keys_and_zone_of_a_moment_do_not_matter() -> None:
    beijing = timezone(timedelta(hours=8))
    one = {"at": datetime(2026, 1, 1, 8, tzinfo=beijing), "on": date(2026, 1, 1), "名": Decimal("1.50")}
    other = {"名": "1.50", "on": "2026-01-01", "at": datetime(2026, 1, 1, tzinfo=UTC)}

    assert canonical(one) == '{"at":"2026-01-01T00:00:00.000000+00:00","on":"2026-01-01","名":"1.50"}'
    assert digest(one) == digest(other)
    assert digest(one).startswith("sha256:")


def test_sets_are_written_in_one_order() -> None:
    assert canonical({"b", "a"}) == canonical(frozenset({"a", "b"})) == '["a","b"]'


@pytest.mark.parametrize("value", [1.5, object(), datetime(2026, 1, 1), {"x": b"bytes"}])
def test_what_has_no_single_written_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
