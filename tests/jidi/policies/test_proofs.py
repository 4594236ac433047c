"""Proofs of a pack are kept beside the data, by digest, and read only whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from jidi.policies import proofs
from policycore.engine.mutation import Proof

DIGEST = "ab" * 32
RAN_ON = date(2026, 3, 1)
FOUND = [
    Proof("vetoes", "one", caught=[("removed", "a"), ("negated", "b"), ("≥ to >", "a")]),
    Proof("vetoes", "two", caught=[("removed", "a")], survived=["negated"]),
    Proof("sets", "three", not_loading=["removed"]),
]


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    proofs.file_of(DIGEST).unlink(missing_ok=True)


def test_what_was_kept_is_read_back() -> None:
    assert proofs.kept(DIGEST) is None
    made = proofs.keep(DIGEST, FOUND, RAN_ON)
    assert proofs.kept(DIGEST) == made
    assert (made.total, made.proven, made.ran_on) == (3, 1, RAN_ON)
    assert made.by["vetoes/one"] == ("a", "b")
    assert [made.proves(name) for name in ("vetoes/one", "vetoes/two", "sets/three", "sets/none")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_a_later_run_replaces_the_earlier() -> None:
    proofs.keep(DIGEST, FOUND, RAN_ON)
    proofs.keep(DIGEST, FOUND[:1], RAN_ON)
    found = proofs.kept(DIGEST)
    assert found is not None and found.total == 1


def test_a_torn_file_is_no_proof() -> None:
    proofs.keep(DIGEST, FOUND, RAN_ON)
    file = proofs.file_of(DIGEST)
    file.write_text(file.read_text("utf-8")[:40], "utf-8")
    assert proofs.kept(DIGEST) is None


@pytest.mark.parametrize("name", ["", "../settings", "x" * 40, "ab"])
def test_only_a_digest_names_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="is no digest of a pack"):
        proofs.file_of(name)
    assert proofs.kept(name) is None
