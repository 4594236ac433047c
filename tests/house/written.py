"""Which files are the project's own: what git knows, or would know if it were added."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", ".venv", ".tools", ".cache", "node_modules", "dist", "var", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of ours, tracked or about to be; in an unpacked archive, everything that is not generated."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def texts(*suffixes: str, under: str = "") -> list[tuple[str, str]]:
    """The path (as seen from the root) and text of our files with one of these endings, all if none is named."""
    chosen = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(under) or (suffixes and path.suffix not in suffixes):
            continue
        try:
            chosen.append((name, path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture; or a file a colleague is just now moving
    return chosen
