"""Three changed copies of the pack load, prove themselves and are walked: they differ from it in their YAML and in nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.jidi.demo import copies
from tests.jidi.demo.copies import ORIGINAL, Copy

CHANGES = [copies.with_a_notice, copies.without_the_city, copies.decided_elsewhere]


def jidi(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIDI_", "DJANGO_"))}
    command = [sys.executable, "-m", "jidi", *arguments]
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)


@pytest.fixture(params=CHANGES, ids=lambda change: change.__name__)
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    """A changed copy of the pack."""
    change: Callable[[Copy], None] = request.param
    made = Copy(tmp_path)
    change(made)
    return made


def test_a_copy_differs_in_yaml_only(copy: Copy) -> None:
    ours = {path.relative_to(copy.folder) for path in copy.folder.rglob("*") if path.is_file()}
    theirs = {path.relative_to(ORIGINAL) for path in ORIGINAL.rglob("*") if path.is_file()}
    assert ours == theirs
    changed = [name for name in ours if (copy.folder / name).read_bytes() != (ORIGINAL / name).read_bytes()]
    assert changed
    assert all(name.suffix == ".yaml" for name in changed)


def test_a_copy_loads_and_proves_itself(copy: Copy) -> None:
    for verb in ("check", "test"):
        done = jidi("policy", verb, ORIGINAL.name, "--policies", str(copy.folder.parent))
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_copy_is_walked_to_the_register(copy: Copy) -> None:
    done = jidi("demo", "--check", "--pack", str(copy.folder))
    assert done.returncode == 0, done.stdout + done.stderr
