"""The first run makes three administrators and no more; nobody has a default password."""

from __future__ import annotations

import pytest

from jidi.accounts.models import Person
from jidi.cli import admins
from jidi.cli.main import main

pytestmark = pytest.mark.django_db


def test_the_first_run_prints_three_passwords_that_open_three_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    assert admins.main(["create"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines() if "\t" in line]
    assert sorted(login for _, login, _ in lines) == ["audit-admin", "security-admin", "system-admin"]
    for _, login, password in lines:
        assert Person.objects.get(login_name=login).check_password(password)


def test_a_second_run_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    admins.main(["create"])
    capsys.readouterr()
    assert main(["admins", "create"]) == 1
    assert "本站已有账户" in capsys.readouterr().err
    assert Person.objects.count() == 3
