"""The test of a message: whoever sees only the message can mend the pack. Where a message guesses what was meant, taking
the guess mends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycore.pack import load_pack

from .packs import BROKEN, made_from_tiny

_PLACE = re.compile(r"^(?P<file>[^:]+?)(?::(?P<line>\d+))?: (?P<rest>.*)$")
_GUESS = re.compile(r"did you mean '?(?P<guess>[^'?]+)'?\?")
_FOUND = (
    re.compile(r"(?:^|: )'(?P<found>[^']+)' (?:is no|can not)"),
    re.compile(r"found '(?P<found>[^']+)'"),
    re.compile(r"leads to '(?P<found>[^']+)'"),
    re.compile(r"there is no function (?P<found>\S+);"),
    re.compile(r"(?P<found>[a-z-]+): is no key here"),
)
# The guess is the nearest word, and the nearest word is not always what was meant.
MEANT_OTHERWISE = {
    "unknown-unit-in-a-formula": "元 is as near to 萬元 as 万元 is",
    "wrong-step-kind": "wait is nearest to audit, and needs a window",
    "file-in-the-wrong-folder": "the guess is a pattern",
}


def messages(broken: Path) -> list[str]:
    return (broken / "expected.txt").read_text(encoding="utf-8").splitlines()


GUESSED = [
    path
    for path in sorted(BROKEN.iterdir())
    if len(messages(path)) == 1 and _GUESS.search(messages(path)[0]) and path.name not in MEANT_OTHERWISE
]


def mended(folder: Path, message: str) -> None:
    """Do what a message guesses, on the line it names, knowing nothing else."""
    place = _PLACE.match(message)
    guess = _GUESS.search(message)
    assert place
    assert guess
    file, rest = folder / place["file"], place["rest"]
    if place["line"] is None:
        file.rename(folder / guess["guess"])
        return
    found = next(match["found"] for pattern in _FOUND if (match := pattern.search(rest)))
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    at = int(place["line"]) - 1
    whole = re.compile(rf"(?<![\w-]){re.escape(found)}(?![\w-])")
    assert whole.search(lines[at]), f"{found!r} is not on the line the message names"
    lines[at] = whole.sub(guess["guess"], lines[at], count=1)
    file.write_text("".join(lines), encoding="utf-8")


def test_most_misspellings_are_guessed() -> None:
    assert len(GUESSED) >= 40


@pytest.mark.parametrize("broken", GUESSED, ids=lambda path: path.name)
def test_taking_the_guess_of_a_message_mends_the_pack(broken: Path, tmp_path: Path) -> None:
    folder = made_from_tiny(broken, tmp_path / "tiny")
    mended(folder, messages(broken)[0])
    assert load_pack(folder).id == "tiny"


@pytest.mark.parametrize("broken", sorted(BROKEN.iterdir()), ids=lambda path: path.name)
def test_every_message_names_a_file_that_can_be_opened_and_a_line_in_it(broken: Path, tmp_path: Path) -> None:
    folder = made_from_tiny(broken, tmp_path / "tiny")
    for message in messages(broken):
        place = _PLACE.match(message)
        assert place
        if place["line"] is not None:
            data = (folder / place["file"]).read_text(encoding="utf-8")
            assert 1 <= int(place["line"]) <= data.count("\n") + 1
