"""The one file a newcomer starts with: nothing but the standard library, nothing done twice."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.house.written import ROOT


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": "/nonexistent", "PATH": os.defpath}
    command = [sys.executable, ROOT / "run.py", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_without_a_verb_it_says_what_it_can_do() -> None:
    said = call()
    assert said.returncode == 0
    for verb in run.VERBS:
        assert f"run.py {verb}" in said.stdout


def test_an_unknown_verb_is_no_success() -> None:
    assert call("fly").returncode == 2


def test_bench_without_a_name_lists_what_can_be_measured() -> None:
    said = call("bench")
    assert said.returncode == 2
    assert "NAME" in said.stdout


def test_a_stamp_changes_with_a_name_and_with_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    first, second = tmp_path / "a.lock", tmp_path / "b.lock"
    first.write_bytes(b"1")
    second.write_bytes(b"1")
    assert run.digest(first) != run.digest(second)
    before = run.digest(first)
    first.write_bytes(b"2")
    assert run.digest(first) != before


def test_an_environment_made_for_tests_serves_the_demo_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", python)
    both = run.digest(ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
    (tmp_path / ".jidi-stamp").write_text(both, encoding="utf-8")

    def unwanted() -> Path:
        raise AssertionError("nothing was to be installed")

    monkeypatch.setattr(run, "uv", unwanted)
    run.prepare_python(dev=False)
    run.prepare_python(dev=True)


def test_no_lock_names_a_host() -> None:
    locks = [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]
    assert len(locks) == 5
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "resolved" not in text
        assert "index-url" not in text.replace("--no-emit-index-url", "")
