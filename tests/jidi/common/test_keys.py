"""A command sent twice is carried out once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections, transaction

from jidi.common.keys import Outcome, new_key, once
from jidi.common.models import OnceOnly
from jidi.common.say import Refused

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
KEY = "a-key-of-a-page-0001"


def send(done: list[str], *, key: str = KEY, who: str = "7", what: str = "submit", content: object = None) -> Outcome:
    def work() -> dict[str, int]:
        done.append(what)
        return {"id": len(done)}

    with transaction.atomic():
        return once(key=key, who=who, what=what, at=AT, work=work, content=content)


@pytest.mark.django_db
def test_the_second_arrival_gets_the_first_result() -> None:
    done: list[str] = []

    assert send(done) == Outcome({"id": 1}, fresh=True)
    assert send(done) == Outcome({"id": 1}, fresh=False)
    assert done == ["submit"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"who": "8"}, "key-of-another"),
        ({"what": "withdraw"}, "key-of-another"),
        ({"content": {"sales": "5"}}, "key-other-content"),
        ({"key": "short"}, "bad-key"),
        ({"key": "spaces are not allowed"}, "bad-key"),
    ],
)
def test_a_key_serves_one_person_one_command_one_content(changed: dict[str, str], code: str) -> None:
    done: list[str] = []
    send(done)

    with pytest.raises(Refused) as refused:
        send(done, **changed)  # type: ignore[arg-type]

    assert refused.value.code == code
    assert done == ["submit"]


@pytest.mark.django_db
def test_refused_work_leaves_no_key_even_when_the_caller_goes_on() -> None:
    def refuse() -> None:
        raise LookupError

    with transaction.atomic(), pytest.raises(LookupError):
        once(key=KEY, who="7", what="submit", at=AT, work=refuse)

    assert not OnceOnly.objects.exists()
    assert send([]).fresh


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_is_not_even_tried() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        once(key=KEY, who="7", what="submit", at=AT, work=dict)


def test_a_new_key_is_long_enough_and_different_each_time() -> None:
    assert len({new_key() for _ in range(20)}) == 20
    assert len(new_key()) >= 16


@pytest.mark.django_db(transaction=True)
def test_of_many_arrivals_in_one_instant_one_does_the_work() -> None:
    done: list[str] = []
    together = Barrier(8)

    def arrive(_: int) -> Outcome:
        try:
            together.wait(timeout=20)
            return send(done)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(arrive, range(8)))

    assert sorted(outcome.fresh for outcome in outcomes) == [False] * 7 + [True]
    assert {outcome.result["id"] for outcome in outcomes} == {1}
    assert done == ["submit"]
