"""A story that cannot be told says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.demo import story
from jidi.demo.story import StoryRefused, names, tell


def test_the_story_of_the_document_in_force_can_be_told() -> None:
    assert "liaoning-2022" in names()
    assert tell("liaoning-2022").area == "210000"


def test_a_story_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(StoryRefused, match="liaoning-2022"):
        tell("nowhere-1999")


def test_a_slip_is_named_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slip").mkdir()
    text = (story.STORIES / "liaoning-2022" / "story.yaml").read_text("utf-8")
    (tmp_path / "slip" / "story.yaml").write_text(text.replace("surnames:", "sirnames:"), "utf-8")
    monkeypatch.setattr(story, "STORIES", tmp_path)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("surnames:"))
    with pytest.raises(StoryRefused, match=rf"slip/story.yaml:{line}: sirnames"):
        tell("slip")
