"""The sheet: our own names, our own colours, enough contrast, nothing that older browsers drop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
SHEETS = sorted((ROOT / "frontend" / "src").rglob("*.css"))
TEMPLATES = sorted((ROOT / "src" / "jidi").rglob("templates/**/*.html"))
TOKENS = dict(re.findall(r"--jd-([\w-]+):\s*(#[0-9A-F]{6});", (SHEETS[0].parent / "sheet" / "tokens.css").read_text()))


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_tokens_are_read() -> None:
    assert TOKENS["ink"] == "#1A2433"


def test_every_class_is_ours() -> None:
    wrong = []
    for path in SHEETS:
        selectors = re.sub(r"\{[^{}]*\}", "{}", re.sub(r'"[^"]*"', "", rules(path)))
        wrong += [f"{path.name}: .{name}" for name in re.findall(r"\.([a-zA-Z][\w-]*)", selectors) if name[:3] != "jd-"]
    assert wrong == []


def test_every_token_used_is_declared() -> None:
    declared = set(re.findall(r"--(jd-[\w-]+):", rules(SHEETS[0].parent / "sheet" / "tokens.css")))
    used = {name for path in SHEETS for name in re.findall(r"var\(--(jd-[\w-]+)\)", rules(path))}
    assert used - declared == set()


@pytest.mark.parametrize(
    "banned", [":is(", ":where(", "inset", "aspect-ratio", "@import url", "@font-face", "@keyframes"]
)
def test_nothing_moves_and_nothing_is_too_new(banned: str) -> None:
    found = [path.name for path in SHEETS if banned in rules(path).replace("box-shadow: inset", "")]
    assert found == []


def test_flex_boxes_are_spaced_by_margins() -> None:
    """Flex gap came later than the rest of what the sheet uses (Chromium 84, Safari 14.1)."""
    blocks = [block for path in SHEETS for block in re.findall(r"\{([^{}]*)\}", rules(path))]
    assert [block for block in blocks if "flex" in block and re.search(r"\bgap:", block)] == []


@pytest.mark.parametrize(
    ("words", "ground", "least"),
    [
        ("ink", "surface", 7),
        ("ink2", "surface", 7),
        ("ink3", "surface", 4.5),
        ("ink3", "bg", 4.5),
        ("ink3", "grey-tint", 4.5),
        ("ink3", "head", 4.5),
        ("ink3", "blue-tint", 4.5),
        ("ink3", "red-tint", 4.5),
        ("ink3", "amber-tint", 4.5),
        ("blue", "surface", 4.5),
        ("blue", "blue-tint", 4.5),
        ("blue", "red-tint", 4.5),
        ("blue", "amber-tint", 4.5),
        ("red", "red-tint", 4.5),
        ("amber", "amber-tint", 4.5),
        ("amber", "blue-tint", 4.5),
        ("burnt", "surface", 4.5),
        ("green", "green-tint", 4.5),
        ("ins", "ins-tint", 4.5),
        ("surface", "navy", 4.5),
        ("on-navy", "navy-field", 4.5),
        ("surface", "blue", 4.5),
        ("surface", "red", 4.5),
        ("surface", "green", 4.5),
        ("field", "surface", 3),
        ("select", "surface", 3),
        ("amber-rule", "surface", 3),
    ],
)
def test_contrast_is_enough(words: str, ground: str, least: float) -> None:
    assert contrast(words, ground) >= least


def test_every_class_of_a_template_is_in_the_sheet() -> None:
    known = {name for path in SHEETS for name in re.findall(r"\.(jd-[\w-]+)", rules(path))}
    wrong = []
    for path in TEMPLATES:
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "§", path.read_text("utf-8"))
        for classes in re.findall(r'class="([^"]*)"', text):
            wrong += [f"{path.name}: {one}" for one in classes.split() if "§" not in one and one not in known]
    assert wrong == []


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    listed = (ROOT / "frontend" / "src" / "icons.txt").read_text("utf-8").splitlines()
    known = {line.strip() for line in listed if line.strip() and not line.startswith("#")}
    used = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)" %\}', path.read_text("utf-8"))}
    assert used - known == set()


def test_paper_is_not_taken_for_a_phone() -> None:
    """A4 less its margins is narrower than the phone's limit."""
    media = [rule for path in SHEETS for rule in re.findall(r"@media[^{]*max-width[^{]*", rules(path))]
    assert media
    assert [rule for rule in media if "screen and" not in rule] == []
