"""What a site may tell Jidi, and what it is refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jidi.config import site
from jidi.config.database import SQLITE_PRAGMAS, database


def test_plain_http_is_refused_off_this_machine() -> None:
    with pytest.raises(ImproperlyConfigured, match="loopback"):
        site.public_address("http://jidi.example.gov.cn")


@pytest.mark.parametrize("text", ["ftp://x", "jidi.example", "https://x/path", "https://x:port", "", "https://"])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="JIDI_PUBLIC_URL"):
        site.public_address(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000", "http://localhost:9", "http://[::1]:8000/"])
def test_plain_http_is_allowed_on_this_machine(text: str) -> None:
    address = site.public_address(text)
    assert (address.loopback, address.secure) == (True, False)
    assert "localhost" in address.allowed_hosts


def test_an_https_address_allows_its_own_name_only() -> None:
    address = site.public_address("https://jidi.example.gov.cn/")
    assert (address.url, address.allowed_hosts, address.port) == (
        "https://jidi.example.gov.cn",
        ["jidi.example.gov.cn"],
        443,
    )


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = site.secret_key(tmp_path)
    assert site.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_others_may_read_is_refused(tmp_path: Path) -> None:
    site.secret_key(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        site.secret_key(tmp_path)


def test_a_switch_is_one_or_nothing() -> None:
    assert site.switched_on({"X": "1"}, "X")
    assert not site.switched_on({}, "X")
    with pytest.raises(ImproperlyConfigured, match="write 1"):
        site.switched_on({"X": "yes"}, "X")


def test_sqlite_waits_its_turn_and_reaches_the_disk(tmp_path: Path) -> None:
    settings = database("", tmp_path)
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in SQLITE_PRAGMAS
    assert "journal_mode=WAL" in SQLITE_PRAGMAS


def test_a_postgresql_address_is_read_with_its_escapes(tmp_path: Path) -> None:
    settings = database("postgresql://jidi:p%40ss@db.office:5433/base?sslmode=require", tmp_path)
    assert (settings["USER"], settings["PASSWORD"], settings["HOST"], settings["PORT"], settings["NAME"]) == (
        "jidi",
        "p@ss",
        "db.office",
        "5433",
        "base",
    )
    assert settings["CONN_MAX_AGE"] == 0
    assert settings["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "url", ["mysql://a:secret@b/c", "postgresql://a:secret@b", "postgresql://a:secret@b:x/c", "postgresql://b/c?evil=1"]
)
def test_a_wrong_database_address_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(url, tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("text", "number"), [("", 0), ("0", 0), (" 90 ", 90)])
def test_a_number_of_days_is_read(text: str, number: int) -> None:
    assert site.whole_number({"X": text}, "X") == number
    assert site.whole_number({}, "X") == 0


@pytest.mark.parametrize("text", ["-1", "ninety", "1.5", "９０"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="is no number"):
        site.whole_number({"X": text}, "X")
