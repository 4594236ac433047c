"""One broken pack per way to be wrong, and exactly the words each must produce."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycore.pack import PackError, load_pack

from .packs import BROKEN, TINY, made_from_tiny

ALL = sorted(path for path in BROKEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("broken", ALL, ids=lambda path: path.name)
def test_a_broken_pack_says_what_is_wrong_where_and_what_is_allowed(broken: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(made_from_tiny(broken, tmp_path / "tiny"))
    assert f"{caught.value}\n" == (broken / "expected.txt").read_text(encoding="utf-8")


def test_the_pack_they_are_made_from_is_sound() -> None:
    assert load_pack(TINY).id == "tiny"
