"""What a story types into forms: enterprises with names of their own."""

from __future__ import annotations

import pytest

from jidi.demo.forms import FIRM, firm
from jidi.demo.story import names, tell


@pytest.mark.parametrize("name", names())
def test_no_two_bases_of_a_story_name_the_same_enterprise(name: str) -> None:
    story = tell(name)
    assert any(FIRM in text for text in story.texts.values())
    rows = [firm(story, 2 * base + row) for base in range(1, len(story.bases) + 1) for row in (1, 2)]
    assert len(set(rows)) == len(rows)
