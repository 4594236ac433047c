"""Writers of one process queue for their turn; processes ask each other; nobody waits for ever."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from jidi.common import turns

WHILE = 0.2


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A connection to SQLite as far as a turn looks at it, outside any transaction."""
    path = tmp_path / "site.sqlite3"
    seen = SimpleNamespace(vendor="sqlite", in_atomic_block=False, settings_dict={"NAME": path})
    monkeypatch.setattr(turns, "connection", seen)
    return path


@pytest.fixture
def elsewhere(database: Path) -> Iterator[None]:
    """Another process that holds the turn: another open file, which is all the lock looks at."""
    file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    yield
    os.close(file)


def test_one_writes_at_a_time(database: Path) -> None:
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(20):
            with turns.write_turn():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.0005)
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]


def test_a_process_waits_for_another(database: Path) -> None:
    file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    threading.Timer(WHILE, os.close, (file,)).start()
    began = time.monotonic()
    with turns.write_turn():
        assert time.monotonic() - began >= WHILE * 0.9


def test_who_has_waited_long_enough_goes_on_and_hears_from_the_database(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", WHILE)
    with turns.write_turn():
        pass


def test_the_turn_is_given_up_when_the_work_fails(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", WHILE)
    with pytest.raises(ZeroDivisionError), turns.write_turn():
        raise ZeroDivisionError
    began = time.monotonic()
    with turns.write_turn():
        assert time.monotonic() - began < WHILE


@pytest.mark.parametrize("differs", [{"vendor": "postgresql"}, {"in_atomic_block": True}])
def test_nobody_waits_where_no_turn_is_needed(
    differs: dict[str, object], elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in differs.items():
        monkeypatch.setattr(turns.connection, name, value)
    began = time.monotonic()
    with turns.write_turn():
        assert time.monotonic() - began < WHILE
