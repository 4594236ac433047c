"""The files the walk hands in are what they say they are: the product's own eyes take them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.demo.walk.paper import pdf, png, xlsx
from jidi.files.types import recognise


@pytest.mark.parametrize(("content", "extension"), [(pdf(), "pdf"), (png(), "png"), (xlsx(), "xlsx")])
def test_a_file_is_recognised_by_its_content(content: bytes, extension: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    media, _ = recognise(path, extension)
    assert extension in media or "spreadsheet" in media
