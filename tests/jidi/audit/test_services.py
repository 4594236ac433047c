"""What is done is recorded with it; what is refused is recorded after the rollback; nobody changes a record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction

from jidi.audit.models import Entry, Head
from jidi.audit.queries import verify
from jidi.audit.services import About, operation, record, record_refusal, refusals_audited
from jidi.audit.who import SYSTEM, Who
from jidi.common.appendonly import WrittenOnceError
from jidi.common.digests import digest
from jidi.common.models import OnceOnly
from jidi.common.say import Refused, Say

AT = datetime(2026, 9, 28, 1, 2, 3, 456789, tzinfo=UTC)
CLERK = Who("7", "王芳", "外贸科科员", "大连市商务局")


@dataclass
class Clerk:
    who: Who = CLERK


def note(key: str = "1", **more: object) -> None:
    record(at=AT, who=CLERK, action="case.moved", kind="case", key=key, area_code="210200", **more)  # type: ignore[arg-type]


def refuse() -> None:
    raise Refused(
        Say("没有退回。", "Not returned."), Say("缺少理由。", "No reason."), Say("请写理由。", "Say why."), code="why"
    )


@pytest.mark.django_db
def test_an_entry_holds_who_as_they_were_and_digests_of_before_and_after() -> None:
    note(detail={"answer": "return"}, before={"step": "a"}, after={"step": "b"})

    entry = Entry.objects.get()
    assert (entry.seq, entry.at, entry.action, entry.outcome) == (1, AT, "case.moved", "done")
    assert (entry.who_key, entry.who_name, entry.who_post, entry.who_organisation) == (
        "7",
        "王芳",
        "外贸科科员",
        "大连市商务局",
    )
    assert entry.detail == {"answer": "return"}
    assert (entry.before_digest, entry.after_digest) == (digest({"step": "a"}), digest({"step": "b"}))


@pytest.mark.django_db
def test_all_entries_of_one_operation_share_one_id_also_those_of_services_it_calls() -> None:
    with operation(at=AT):
        note("1")
        with operation(at=AT):
            note("2")
    note("3")

    first, second, third = Entry.objects.all()
    assert first.operation == second.operation != third.operation
    assert [first.object_key, second.object_key, third.object_key] == ["1", "2", "3"]


@pytest.mark.django_db
def test_the_chain_is_touched_only_at_the_end_of_an_operation() -> None:
    with operation(at=AT):
        note()
        assert not Entry.objects.exists()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_recorded() -> None:
    def fail() -> None:
        with operation(at=AT):
            note()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_part_that_is_rolled_back_is_forgotten_while_the_rest_stands() -> None:
    def fail() -> None:
        with operation(at=AT):
            note("forgotten")
            raise LookupError

    with operation(at=AT):
        note("kept")
        with pytest.raises(LookupError):
            fail()
    assert [entry.object_key for entry in Entry.objects.all()] == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_an_operation_refuses_to_be_part_of_another_transaction() -> None:
    with pytest.raises(RuntimeError) as wrong, transaction.atomic(), operation(at=AT):
        note()
    assert "outermost transaction" in wrong.value.__notes__[0]


@refusals_audited("case.moved", lambda asked: About("case", asked["key"], "210200"))
def move(*, key: str, actor: Clerk, at: datetime, fail: bool = True) -> str:
    with operation(at=at):
        OnceOnly.objects.create(key=key, who="7", what="move", content="", made_at=at)
        if fail:
            refuse()
        return key


@pytest.mark.django_db
def test_a_refused_attempt_is_recorded_after_the_rollback() -> None:
    with pytest.raises(Refused) as refused:
        move(key="1", actor=Clerk(), at=AT)

    assert refused.value.recorded
    assert not OnceOnly.objects.exists()
    entry = Entry.objects.get()
    assert (entry.outcome, entry.action, entry.who_name, entry.object_key) == ("refused", "case.moved", "王芳", "1")
    assert entry.detail == {"code": "why", "what": "没有退回。", "why": "缺少理由。", "cite": "本系统规则"}


@dataclass
class Permitted:
    actor: Clerk


@refusals_audited("thing.done", lambda asked: About("thing", "1"))
def permitted(*, permit: Permitted, at: datetime) -> None:
    refuse()


@pytest.mark.django_db
def test_a_refused_attempt_with_a_permit_names_whom_it_was_given_to() -> None:
    with pytest.raises(Refused):
        permitted(permit=Permitted(Clerk()), at=AT)
    assert Entry.objects.get().who_name == "王芳"


@pytest.mark.django_db
def test_what_succeeds_is_not_recorded_as_refused() -> None:
    assert move(key="1", actor=Clerk(), at=AT, fail=False) == "1"
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_where_one_service_calls_another_the_outermost_records_the_refusal() -> None:
    @refusals_audited("list.forwarded", lambda asked: About("list", "9"))
    def forward(*, actor: Clerk, at: datetime) -> None:
        with operation(at=at):
            move(key="1", actor=actor, at=at)

    with pytest.raises(Refused):
        forward(actor=Clerk(), at=AT)

    assert [entry.action for entry in Entry.objects.all()] == ["list.forwarded"]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_not_recorded_where_a_rollback_would_take_it_along() -> None:
    with pytest.raises(Refused) as refused:
        refuse()
    with pytest.raises(RuntimeError), transaction.atomic():
        record_refusal(at=AT, who=SYSTEM, action="x", about=About("case"), refusal=refused.value)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_record_cannot_be_changed_or_deleted() -> None:
    note()
    entry = Entry.objects.get()
    entry.action = "nothing"

    for forbidden in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(action="nothing"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["action"]),
        lambda: Entry.objects.update_or_create(seq=1, defaults={"action": "nothing"}),
        lambda: Entry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["seq"], update_fields=["at"]),
    ):
        with pytest.raises(WrittenOnceError):
            forbidden()
    assert Entry.objects.get().action == "case.moved"


@pytest.mark.django_db
def test_text_that_would_forge_a_line_is_written_as_one_line() -> None:
    record(at=AT, who=Who("7", "王\n芳\u202e"), action="a", kind="case", key="1\x00")
    entry = Entry.objects.get()
    assert (entry.who_name, entry.object_key) == ("王 芳", "1")
    assert verify()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_unbroken_chain() -> None:
    def write(number: int) -> None:
        try:
            with operation(at=AT):
                note(f"{number}-a")
                note(f"{number}-b")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    assert verify().checked == 48
    assert verify().broken is None
    assert Head.objects.get().seq == 48
