"""What is kept of a question gives the rows the question itself gives; rows written so are the rows the models write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from jidi.accounts.models import Appointment, Organisation, Person
from jidi.agenda.models import WorkItem
from jidi.audit.models import Entry
from jidi.common import quick, rawrows
from jidi.common.appendonly import WrittenOnceError
from jidi.common.kept import noting
from jidi.common.models import OnceOnly
from jidi.common.quick import Prepared
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 2, 0, 0, 5, tzinfo=UTC)


def _key(**more: Any) -> OnceOnly:
    return OnceOnly(**{"key": "k1", "who": "我", "what": "w", "content": "", "made_at": AT, **more})


def test_a_prepared_question_gives_what_the_question_gives(cast: Cast) -> None:
    def asked(pk: int) -> models.QuerySet[Appointment]:
        return (
            Appointment.objects.select_related("post__organisation").defer("post__organisation__name").filter(person=pk)
        )

    prepared = Prepared(asked, int)
    for actor in (cast.county_officer, cast.city_officer, cast.county_officer):
        plain, found = list(asked(actor.person_id)), prepared(actor.person_id)
        assert found == plain != []
        for one, other in zip(found, plain, strict=True):
            assert one.__dict__.keys() == other.__dict__.keys()
            assert {k: v for k, v in vars(one).items() if k != "_state"} == {
                k: v for k, v in vars(other).items() if k != "_state"
            }
            assert vars(one.post.organisation).keys() == vars(other.post.organisation).keys()
            assert not one._state.adding
            with CaptureQueriesContext(connection) as seen:
                assert one.post.organisation.pk == other.post.organisation.pk
            assert not seen


def test_days_texts_and_tuples_are_asked_for_by_value(cast: Cast) -> None:
    prepared = Prepared(
        lambda name, on: Person.objects.filter(name=name, appointments__from_on__lte=on).values_list("pk", "is_active"),
        str,
        date,
    )
    name = cast.county_officer.name
    assert prepared(name, date(2026, 1, 1)) == [(cast.county_officer.person_id, True)]
    assert prepared(name, date(1990, 1, 1)) == []
    assert prepared.first("nobody", date(2026, 1, 1)) is None


def test_a_question_that_does_not_use_its_value_as_it_is_is_refused() -> None:
    with pytest.raises(ValueError, match="as it is"):
        Prepared(lambda text: OnceOnly.objects.filter(key__startswith=text), str)("a")


def test_what_nobody_ever_has_is_asked_of_nobody() -> None:
    prepared = Prepared(lambda pk: OnceOnly.objects.none().filter(pk=pk), int)
    with CaptureQueriesContext(connection) as seen:
        assert prepared(1) == []
    assert not seen


def test_a_row_is_inserted_with_its_key_and_updated_by_it() -> None:
    row = _key()
    quick.insert(row)
    held = OnceOnly.objects.get(pk=row.pk)
    assert (held.key, held.who, held.made_at, held.result_json) == ("k1", "我", AT, "null")
    assert not row._state.adding
    row.who, row.what = "你", "not written"
    quick.update(row, ["who"])
    held.refresh_from_db()
    assert (held.who, held.what) == ("你", "w")


def test_updating_a_row_that_is_gone_says_so() -> None:
    row = _key()
    quick.insert(row)
    OnceOnly.objects.all().delete()
    with pytest.raises(LookupError):
        quick.update(row, ["who"])


def test_what_stands_for_another_row_is_written_as_its_key(cast: Cast) -> None:
    first = Organisation.objects.get(pk=cast.county_officer.organisation_id)
    assert quick._update(Organisation, ("name", "area"), connection.vendor)[0].count("%s") == 3
    first.name = "改名后的局"
    quick.update(first, ["name", "area"])
    assert Organisation.objects.get(pk=first.pk).name == "改名后的局"
    assert Organisation.objects.get(pk=first.pk).area_id == first.area_id


def test_several_rows_with_keys_of_their_own_are_one_statement() -> None:
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    rows = [
        Entry(seq=last + n, at=AT, operation="o", action="a", outcome="done", prev_hash="p", hash=f"h{n}")
        for n in (1, 2, 3)
    ]
    with CaptureQueriesContext(connection) as seen:
        quick.insert_all(rows)
    assert len(seen) == 1
    assert list(Entry.objects.filter(seq__gt=last).order_by("seq").values_list("hash", flat=True)) == ["h1", "h2", "h3"]
    quick.insert_all([])
    with pytest.raises(TypeError):
        quick.insert_all([_key()])


def test_a_row_the_trail_keeps_is_noted_and_one_written_once_stays() -> None:
    item = WorkItem(
        room="r", kind="k", key="1", addressee="person:1", what_zh="事", basis="house", next_zh="办", holder_zh="谁",
        area_code="210000", opened_at=AT, living_key="r:k:1",
    )  # fmt: skip
    with noting() as noted:
        quick.insert(item)
        quick.update(item, ["next_zh"])
    assert noted == {WorkItem: {item.pk: ""}}
    entry = Entry(seq=10**9, at=AT, operation="o", action="a", outcome="done", prev_hash="p", hash="h")
    quick.insert_all([entry])
    with pytest.raises(WrittenOnceError):
        quick.update(entry, ["hash"])
    with pytest.raises(TypeError):
        rawrows.insert(WorkItem, ["key"], [["1"]])


def test_a_number_no_column_holds_is_no_rows_number(cast: Cast) -> None:
    prepared = Prepared(lambda pk: Person.objects.filter(pk=pk), int)
    assert prepared(10**20) == prepared(-(10**20)) == []
    assert prepared.first(2**63) is None
