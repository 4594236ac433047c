"""A zip made while it is sent: whole, in pieces, every name once."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from jidi.files.bundles import Member, stream, told_apart

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def test_what_goes_in_comes_out_with_its_names_and_one_time(tmp_path: Path) -> None:
    large = tmp_path / "kept"
    large.write_bytes(b"0123456789abcdef" * 100_000)
    members = [Member("整卷.html", "<p>庄河</p>".encode()), Member("附件/规划.pdf", large)]
    pieces = list(stream(members, at=AT))
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert bundle.testzip() is None
    assert bundle.read("整卷.html").decode() == "<p>庄河</p>"
    assert bundle.read("附件/规划.pdf") == large.read_bytes()
    assert {info.date_time for info in bundle.infolist()} == {(2026, 3, 2, 10, 0, 0)}


def test_no_more_than_a_piece_is_held_at_once(tmp_path: Path) -> None:
    large = tmp_path / "kept"
    large.write_bytes(bytes(4_000_000))
    pieces = [len(piece) for piece in stream([Member("附件/图.jpg", large)], at=AT)]
    assert sum(pieces) > 4_000_000
    assert max(pieces) < 300_000


def test_a_member_knows_its_digest(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"as found")
    assert Member("a", kept).sha256 == Member("b", b"as found").sha256


def test_equal_names_are_told_apart_and_none_leaves_its_folder() -> None:
    assert told_apart(["a/x.pdf", "a/X.PDF", "a/x.pdf", "a/x", "a/x"]) == [
        "a/x.pdf", "a/X (2).PDF", "a/x (3).pdf", "a/x", "a/x (2)",
    ]  # fmt: skip
    assert told_apart(["../../etc/passwd", "/a", "..\\b", ""]) == ["etc/passwd", "a", "b", "file"]
