"""What an act has read already is not read again; nothing is remembered after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jidi.audit.services import operation
from jidi.common.keys import new_key, once
from jidi.common.reading import forget, one_act, read_once

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)


def counting(asked: list[int]) -> Callable[[], int]:
    def read() -> int:
        asked.append(1)
        return len(asked)

    return read


def test_outside_an_act_every_question_is_asked() -> None:
    asked: list[int] = []
    assert [read_once(("a",), counting(asked)) for _ in range(2)] == [1, 2]


def test_an_act_asks_once_and_nothing_outlives_it() -> None:
    asked: list[int] = []
    with one_act():
        assert [read_once(("a",), counting(asked)) for _ in range(2)] == [1, 1]
        with one_act():
            assert read_once(("a",), counting(asked)) == 1
        assert read_once(("b",), counting(asked)) == 2
    with one_act():
        assert read_once(("a",), counting(asked)) == 3


def test_none_is_an_answer_too() -> None:
    asked: list[int] = []
    with one_act():
        for _ in range(2):
            assert read_once(("a",), lambda: asked.append(1)) is None
    assert asked == [1]


def test_what_was_changed_is_forgotten_and_only_that() -> None:
    asked: list[int] = []
    with one_act():
        read_once(("a", 1), counting(asked))
        read_once(("b", 1), counting(asked))
        forget("a")
        assert read_once(("a", 1), counting(asked)) == 3
        assert read_once(("b", 1), counting(asked)) == 2


@pytest.mark.django_db
def test_an_act_rolled_back_within_another_leaves_no_memory() -> None:
    asked: list[int] = []

    def fails() -> None:
        with operation(at=AT):
            assert read_once(("a",), counting(asked)) == 1
            raise ZeroDivisionError

    with operation(at=AT):
        with pytest.raises(ZeroDivisionError):
            fails()
        assert read_once(("a",), counting(asked)) == 2


@pytest.mark.django_db
def test_a_command_rolled_back_leaves_no_memory() -> None:
    asked: list[int] = []

    def work() -> None:
        read_once(("a",), counting(asked))
        raise ZeroDivisionError

    with operation(at=AT):
        with pytest.raises(ZeroDivisionError):
            once(key=new_key(), who="7", what="test", at=AT, work=work)
        assert read_once(("a",), counting(asked)) == 2
