"""A file is what its content says; macros, programs and bombs are turned away before anything is unpacked."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.files.names import display_name, disposition
from jidi.files.refusals import FileRefused
from jidi.files.types import TYPES, recognise
from tests.jidi.files import samples

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(directory: Path, content: bytes) -> Path:
    path = directory / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("extension", "content", "media_type", "inline"),
    [
        ("pdf", samples.PDF, "application/pdf", True),
        ("png", samples.PNG, "image/png", True),
        ("jpg", samples.JPG, "image/jpeg", True),
        ("jpeg", samples.JPG, "image/jpeg", True),
        ("docx", samples.docx(), WORD, False),
        ("xlsx", samples.xlsx("xl/worksheets/sheet1.xml"), SHEET, False),
        ("ofd", samples.container("OFD.xml", "Doc_0/Document.xml"), "application/ofd", False),
        ("doc", samples.ole("WordDocument"), "application/msword", False),
        ("wps", samples.ole("WordDocument"), "application/vnd.ms-works", False),
        ("wps", samples.docx(), "application/vnd.ms-works", False),
        ("xls", samples.ole("Workbook"), "application/vnd.ms-excel", False),
        ("et", samples.ole("Workbook"), "application/vnd.ms-excel", False),
        ("txt", "基地情况\r\n".encode(), "text/plain; charset=utf-8", False),
        ("txt", "基地情况".encode("gb18030"), "text/plain; charset=gb18030", False),
    ],
)
def test_what_is_taken_in(tmp_path: Path, extension: str, content: bytes, media_type: str, inline: bool) -> None:
    assert recognise(write(tmp_path, content), extension) == (media_type, inline)


@pytest.mark.parametrize(
    ("extension", "content", "code"),
    [
        ("pdf", b"MZ" + samples.PDF, "type-mismatch"),
        ("pdf", samples.docx(), "type-mismatch"),
        ("pdf", samples.PDF + b"<</S/JavaScript/JS(app.alert(1))>>", "executable"),
        ("pdf", samples.PDF + b"x" * 1_048_540 + b"<</S/Launch/F(a.exe)>>", "executable"),
        ("png", samples.JPG, "type-mismatch"),
        ("jpg", b"<script>", "type-mismatch"),
        ("docx", samples.xlsx(), "type-mismatch"),
        ("xlsx", samples.docx(), "type-mismatch"),
        ("docx", samples.PDF, "type-mismatch"),
        ("docx", b"MZ" + samples.docx(), "type-mismatch"),
        ("docx", samples.docx()[:-30], "torn"),
        ("docx", samples.docx("../../etc/passwd"), "torn"),
        ("docx", samples.docx("word/vbaProject.bin"), "macro"),
        ("xlsx", samples.xlsx("xl/macrosheets/sheet1.xml"), "macro"),
        ("xlsx", samples.xlsx("xl/activeX/activeX1.bin"), "macro"),
        ("xlsx", samples.xlsx("xl/embeddings/run.EXE"), "executable"),
        ("docx", samples.encrypted(), "encrypted"),
        ("docx", samples.ole("EncryptedPackage"), "encrypted"),
        ("docx", samples.lying(), "unpacks-too-large"),
        ("xlsx", samples.bomb(), "unpacks-too-large"),
        ("docx", samples.docx(*(f"word/media/{n}.xml" for n in range(2100))), "unpacks-too-large"),
        ("wps", samples.ole("Workbook"), "type-mismatch"),
        ("doc", samples.ole("WordDocument", "_VBA_PROJECT"), "macro"),
        ("et", samples.container("xl/vbaProject.bin"), "macro"),
        ("txt", b"MZ\x90\x00\x03", "type-mismatch"),
        ("txt", "基地".encode("utf-16"), "type-mismatch"),
        ("txt", b"\xff\xfe\xff", "type-mismatch"),
        ("docm", samples.docx(), "macro"),
        ("xlsm", samples.xlsx(), "macro"),
        ("exe", b"MZ", "type-unknown"),
        ("html", b"<html>", "type-unknown"),
        ("svg", b"<svg>", "type-unknown"),
        ("zip", samples.docx(), "type-unknown"),
        ("", samples.PDF, "type-unknown"),
    ],
)
def test_what_is_turned_away_and_why(tmp_path: Path, extension: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(write(tmp_path, content), extension)
    assert refused.value.code == code
    assert refused.value.next_step.en


def test_only_pictures_and_pdf_are_shown_in_place() -> None:
    assert {extension for extension, kind in TYPES.items() if kind.inline} == {"pdf", "png", "jpg", "jpeg"}


@pytest.mark.parametrize(
    ("given", "shown", "extension"),
    [
        ("申报书.PDF", "申报书.pdf", "pdf"),
        ("C:\\Users\\王\\申报书.docx", "申报书.docx", "docx"),
        ("../../etc/passwd", "passwd", ""),
        ("报告\u202efdp.exe", "报告fdp.exe", "exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf", "pdf"),
        (".htaccess", "htaccess", ""),
        ("", "file", ""),
        ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx", "xlsx"),
    ],
)
def test_a_name_is_for_display_only(given: str, shown: str, extension: str) -> None:
    assert display_name(given) == (shown, extension)


def test_a_chinese_name_is_sent_as_rfc_6266_says() -> None:
    assert disposition("申报书.pdf", inline=False) == "attachment; filename*=utf-8''%E7%94%B3%E6%8A%A5%E4%B9%A6.pdf"
    assert disposition('a"b.pdf', inline=True) == 'inline; filename="a\\"b.pdf"'


def frame(wide: int, high: int) -> bytes:
    """A JPEG with a preview's segment before the frame that says its size."""
    preview = b"\xff\xe1" + (20_000).to_bytes(2, "big") + bytes(19_998)
    head = b"\xff\xc0\x00\x11\x08" + high.to_bytes(2, "big") + wide.to_bytes(2, "big")
    return samples.JPG[:20] + preview + head + bytes(10)


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("png", samples.PNG[:16] + (60_000).to_bytes(4, "big") * 2 + samples.PNG[24:]),
        ("jpg", frame(60_000, 60_000)),
        ("jpg", frame(12_000, 12_000)),
    ],
)
def test_a_picture_of_too_many_pixels_is_not_taken_in(tmp_path: Path, extension: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(write(tmp_path, content), extension)
    assert refused.value.code == "picture-too-large"


def test_a_photograph_of_a_telephone_is_taken_in(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, frame(12_000, 9_000)), "jpg") == ("image/jpeg", True)
