"""The command line finds its command, and says plainly what it does not know."""

from __future__ import annotations

from importlib import import_module

import pytest

from jidi.cli.main import find, main
from jidi.cli.table import COMMANDS, Command


def test_help_names_every_command_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert f"{name} " in shown
        assert f"{command.zh} · {command.en}" in shown


def test_an_unknown_command_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "No command 'fly'" in capsys.readouterr().err


def test_two_words_are_looked_for_before_one() -> None:
    known = {"policy": Command("a", "", ""), "policy decide": Command("b", "", "")}
    found = find(["policy", "decide", "FILE"], known)
    assert found is not None
    assert found[0] == "policy decide"
    assert find(["policy", "check"], known) == ("policy", known["policy"])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_a_module_that_runs_it(name: str) -> None:
    assert callable(import_module(COMMANDS[name].module).main)
