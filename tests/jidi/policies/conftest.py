"""What the tests of this room lean on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jidi.policies.models import PackVersion
from tests.cast import Cast
from tests.jidi.packs import harbour


@pytest.fixture
def version(cast: Cast) -> PackVersion:
    """The harbour document in force."""
    return harbour.published()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the harbour document that a test may change."""
    return Path(shutil.copytree(harbour.FOLDER, tmp_path / "harbour-2020"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place of a pack."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")
