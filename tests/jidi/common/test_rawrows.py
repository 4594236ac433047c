"""Rows in straight SQL are the rows the models would have written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from jidi.common import rawrows
from jidi.common.models import OnceOnly

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 2, 0, 0, 5, tzinfo=UTC)
COLUMNS = ("key", "who", "what", "content", "result_json", "made_at")


def test_many_rows_are_inserted_and_found_again() -> None:
    rows = [(f"k{n}", "我", "what", "", "", rawrows.moment(AT)) for n in range(300)]
    rawrows.insert(OnceOnly, COLUMNS, rows)
    one = OnceOnly.objects.get(key="k7")
    assert (one.who, one.made_at) == ("我", AT)
    found = rawrows.select_in(OnceOnly, ("key", "id"), "key", ["k7", "k8", "none"])
    assert {key for key, _ in found} == {"k7", "k8"}
    assert dict(found)["k7"] == one.pk


def test_texts_come_back_as_they_were_and_what_the_database_refuses_is_an_error_of_django() -> None:
    odd = ["\\N", "a\tb\nc\\d", "", "\r\n", "100%", "引“号”'\""]
    rows = [(f"k{n}", "我", text, "", "", rawrows.moment(AT)) for n, text in enumerate(odd)]
    rawrows.insert(OnceOnly, COLUMNS, iter(rows))
    assert list(OnceOnly.objects.order_by("key").values_list("what", flat=True)) == odd
    with pytest.raises(IntegrityError), transaction.atomic():
        rawrows.insert(OnceOnly, COLUMNS, rows[:1])
    assert OnceOnly.objects.count() == len(odd)


def test_nothing_asked_for_is_nothing_found() -> None:
    rawrows.insert(OnceOnly, COLUMNS, [])
    assert rawrows.select_in(OnceOnly, ("id",), "key", []) == []
