"""Where the packs of the tests lie, and how a broken one is made from the tiny one."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

PACKS = Path(__file__).parents[2] / "packs"
TINY, FIXTURE, BROKEN = PACKS / "tiny", PACKS / "fixture", PACKS / "broken"


def made_from_tiny(broken: Path, target: Path) -> Path:
    """Copy the tiny pack and break it: by the changes of ``change.yaml``, and by the files that stand in for its own.

    A change names a file and the text to ``find`` there once, with what to ``put`` instead; or says that it is ``gone``.
    """
    shutil.copytree(TINY, target)
    for path in sorted(p for p in broken.rglob("*.yaml") if p.name != "change.yaml"):
        place = target / path.relative_to(broken)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    changes = broken / "change.yaml"
    for change in yaml.safe_load(changes.read_text(encoding="utf-8")) if changes.exists() else ():
        place = target / change["file"]
        if change.get("gone"):
            place.unlink()
            continue
        text = place.read_text(encoding="utf-8")
        assert text.count(change["find"]) >= 1, f"{broken.name}: {change['find']!r} is not in {change['file']}"
        place.write_text(text.replace(change["find"], change["put"]), encoding="utf-8")
    return target
