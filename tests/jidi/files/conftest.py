"""A data directory and a registered kind of owner for the tests of this room."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.acting import Actor
from jidi.files import registry


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    """A data directory of its own for each test."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Things of the kind ``case``; the key of one is the area it lies in."""

    def visible(actor: Actor | None, keys: Collection[str]) -> Collection[str]:
        return [key for key in keys if actor is not None and actor.covers(key)]

    monkeypatch.setattr(registry, "_owners", {})
    registry.register("case", visible)
