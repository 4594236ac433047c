"""Files people send by mistake and strangers send on purpose, each with what must come of it.

``CASES`` maps a name to how the file is made of a good workbook, and to the outcome: the code of the refusal, or ``ok``
for a file that is read (whatever it says in its cells is then named cell by cell).
"""

# ruff: noqa: S311 - chance makes test files here, not secrets

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Make = Callable[[bytes], bytes]
MAIN, META, STRINGS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet4.xml", "xl/sharedStrings.xml"
TYPES, BOOK, RELS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
) + b"]>"  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A file: how it is made, what comes of it, under which name it is sent."""

    make: Make
    code: str
    name: str = "表.xlsx"


def parts(good: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, data in content.items():
            book.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> Make:
    """The good workbook with one part more."""
    return lambda good: packed({**parts(good), name: data})


def without(name: str) -> Make:
    return lambda good: packed({key: data for key, data in parts(good).items() if key != name})


def changed(name: str, change: Callable[[bytes], bytes]) -> Make:
    return lambda good: packed({key: change(data) if key == name else data for key, data in parts(good).items()})


def replaced(name: str, old: bytes, new: bytes) -> Make:
    def change(data: bytes) -> bytes:
        assert old in data, (name, old)
        return data.replace(old, new, 1)

    return changed(name, change)


def row(cells: bytes, number: int = 4000) -> Make:
    """The good workbook with one more row on its first sheet."""
    return replaced(MAIN, b"</sheetData>", b'<row r="%d">%s</row></sheetData>' % (number, cells))


def after_head(name: str, head: bytes) -> Make:
    return changed(name, lambda data: re.sub(rb"^(<\?xml[^>]*\?>\s*)?", lambda found: found[0] + head, data, count=1))


def in_total(text: bytes) -> Make:
    """The good workbook with another cell in place of 总产值 2025."""
    pattern = rb'<c r="E6"( s="\d+")?[^>]*>.*?</c>'
    return changed(MAIN, lambda data: re.sub(pattern, lambda _: text, data, count=1))


def many(count: int) -> Make:
    return lambda good: packed({**parts(good), **{f"xl/media/{i}.bin0": b"x" for i in range(count)}})


def twice(good: bytes) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        warnings.simplefilter("ignore")
        for name, data in parts(good).items():
            book.writestr(name, data)
        book.writestr(MAIN, b"<worksheet/>")
    return out.getvalue()


def locked(good: bytes) -> bytes:
    """Every entry marked as encrypted."""
    data = bytearray(packed(parts(good)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def lying_size(good: bytes) -> bytes:
    """The directory says that a part of 30 MB has 1,000 bytes."""
    data = bytearray(packed({**parts(good), "xl/theme/x.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    at = data.rfind(b"xl/theme/x.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<L", 1000)
    return bytes(data)


def zip64(good: bytes) -> bytes:
    """An end record that says there are 65,535 entries, as a file of more would."""
    data = bytearray(good)
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    return bytes(data)


def broken_stream(good: bytes) -> bytes:
    data = bytearray(good)
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        start = book.getinfo(MAIN).header_offset + 80
    data[start : start + 200] = bytes(200)
    return bytes(data)


def wrong_sum(good: bytes) -> bytes:
    """Another check sum in the directory for the first sheet."""
    data = bytearray(good)
    at = data.rfind(MAIN.encode()) - 46
    data[at + 16 : at + 20] = b"\x01\x02\x03\x04"
    return bytes(data)


def stamped(old: bytes, new: bytes) -> Make:
    """The good workbook with other words on its hidden sheet (they stand among the shared strings)."""
    return replaced(STRINGS, old, new)


def rels(kind: bytes, mode: bytes = b' TargetMode="External"') -> Make:
    link = b'<Relationship Id="rIdX" Type="http://x/%s" Target="http://example.invalid/a"%s/>' % (kind, mode)
    whole = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    return lambda good: packed({**parts(good), "xl/worksheets/_rels/sheet1.xml.rels": whole % link})


def flat(good: bytes, *, rows: int, text: bytes = b"1") -> bytes:
    cells = b"".join(b'<row r="%d"><c r="H%d"><v>%s</v></c></row>' % (n, n, text) for n in range(600, 600 + rows))
    return replaced(MAIN, b"</sheetData>", cells + b"</sheetData>")(good)


def grid(good: bytes) -> bytes:
    """250,000 cells inside the range."""
    line = b"".join(b'<c r="%s%%d"><v>1</v></c>' % chr(65 + n).encode() for n in range(6, 26))
    rows = b"".join(b'<row r="%d">%s</row>' % (n, line.replace(b"%d", b"%d" % n)) for n in range(100, 4900))
    wide = b"".join(
        b'<row r="%d">%s</row>'
        % (n, b"".join(b'<c r="A%s%d"><v>1</v></c>' % (chr(65 + c).encode(), n) for c in range(26)))
        for n in range(100, 4900)
    )
    more = rows + wide + wide.replace(b'r="A', b'r="B')
    return replaced(MAIN, b"</sheetData>", more + b"</sheetData>")(good)


def deep(good: bytes) -> bytes:
    return row(b'<c r="A4000">' + b"<x>" * 100_000 + b"</x>" * 100_000 + b"</c>")(good)


CASES: dict[str, Case] = {
    "untouched": Case(lambda good: good, "ok"),
    # --- not a workbook ---
    "empty": Case(lambda good: b"", "empty"),
    "random bytes": Case(lambda good: random.Random(7).randbytes(50_000), "not-a-workbook"),
    "a text": Case(lambda good: "总产值,3".encode(), "not-a-workbook"),
    "a page of html": Case(lambda good: b"<html><table><tr><td>1</td></tr></table></html>", "not-a-workbook"),
    "a zip of something": Case(lambda good: packed({"a.txt": b"a"}), "not-a-workbook"),
    "a document": Case(lambda good: packed({TYPES: b"<Types/>", "word/document.xml": b"<d/>"}), "not-a-workbook"),
    "password or old format": Case(lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "password"),
    "behind a PDF head": Case(lambda good: b"%PDF-1.4\n" + good, "not-a-workbook"),
    "named xlsm": Case(lambda good: good, "type-unknown", "表.xlsm"),
    "named xls": Case(lambda good: good, "type-unknown", "表.xls"),
    "named csv": Case(lambda good: good, "type-unknown", "表.csv"),
    "named with a way out": Case(lambda good: good, "ok", "../../../etc/表.xlsx"),
    # --- torn ---
    "half of it": Case(lambda good: good[: len(good) // 2], "torn"),
    "the end cut off": Case(lambda good: good[:-30], "torn"),
    "a broken stream": Case(broken_stream, "torn"),
    "a wrong check sum": Case(wrong_sum, "torn"),
    "a sheet that is no xml": Case(changed(MAIN, lambda data: data[:500]), "torn"),
    "no list of relations": Case(without(RELS), "torn"),
    "no first sheet": Case(without(MAIN), "torn"),
    "no strings": Case(without(STRINGS), "torn"),
    "a string that is not there": Case(row(b'<c r="A4000" t="s"><v>99999</v></c>'), "torn"),
    "a negative string": Case(row(b'<c r="A4000" t="s"><v>-1</v></c>'), "torn"),
    "a cell called A0": Case(row(b'<c r="A0"><v>1</v></c>'), "torn"),
    "a cell called ZZZZ1": Case(row(b'<c r="ZZZZ1"><v>1</v></c>'), "torn"),
    "a number that is none": Case(row(b'<c r="A4000"><v>12abc</v></c>'), "torn"),
    "a part twice": Case(twice, "torn"),
    "a part outside": Case(lambda good: packed({**parts(good), "../../evil.xml": b"<a/>"}), "torn"),
    "a part at the root of the disk": Case(lambda good: packed({**parts(good), "/etc/evil.xml": b"<a/>"}), "torn"),
    "encrypted parts": Case(locked, "torn"),
    "an unusual packing": Case(lambda good: packed(parts(good), zipfile.ZIP_LZMA), "torn"),
    "a hundred thousand brackets": Case(deep, "torn|too-heavy|ok"),
    # --- too much ---
    "twenty thousand parts": Case(many(20_000), "unpacks-too-large"),
    "two hundred and one parts": Case(many(201), "unpacks-too-large"),
    "a bomb in the sheet": Case(
        changed(MAIN, lambda data: data.replace(b"</sheetData>", b" " * 120_000_000 + b"</sheetData>")),
        "unpacks-too-large",
    ),
    "a bomb among the pictures": Case(with_part("xl/media/a.png", bytes(60_000_000)), "unpacks-too-large"),
    "a small bomb": Case(with_part("xl/media/a.png", bytes(10_000_000)), "unpacks-too-large"),
    "a lying size": Case(lying_size, "unpacks-too-large|torn|ok"),
    "an end record of sixty thousand": Case(zip64, "unpacks-too-large"),
    "twenty-one megabytes": Case(lambda good: good + random.Random(1).randbytes(21 * 1024 * 1024), "too-large"),
    "a quarter of a million cells": Case(grid, "unpacks-too-large"),
    "nine megabytes in a cell": Case(
        row(
            b'<c r="A4000" t="inlineStr"><is><t>%s</t></is></c>'
            % (random.Random(3).randbytes(4_700_000).hex().encode())
        ),
        "unpacks-too-large",
    ),
    # --- far away ---
    "a cell at the end of the world": Case(row(b'<c r="XFD1048576"><v>1</v></c>', 1048576), "far-cell"),
    "a formula at the end of the world": Case(row(b'<c r="A1048576"><f>1+1</f></c>', 1048576), "far-cell"),
    "an empty cell at the end of the world": Case(row(b'<c r="XFD1048576" s="1"/>', 1048576), "ok"),
    "a dimension that lies": Case(
        changed(MAIN, lambda data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)), "ok"
    ),
    # --- programs, links, entities ---
    "a macro": Case(with_part("xl/vbaProject.bin", b"x" * 99), "macro"),
    "a sheet of macros": Case(with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "macro"),
    "a control": Case(with_part("xl/activeX/activeX1.xml", b"<a/>"), "macro"),
    "a program": Case(lambda good: packed({**parts(good), "xl/a.exe": b"MZ"}), "macro"),
    "a type that carries macros": Case(replaced(TYPES, b"sheet.main+xml", b"sheet.macroEnabled.main+xml"), "macro"),
    "a link to another workbook": Case(with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "external"),
    "a source of data": Case(lambda good: packed({**parts(good), "xl/connections.xml": b"<a/>"}), "external"),
    "a template from elsewhere": Case(rels(b"attachedTemplate"), "external"),
    "an object from elsewhere": Case(rels(b"oleObject"), "external"),
    "a web address": Case(rels(b"relationships/hyperlink"), "ok"),
    "an object inside": Case(with_part("xl/embeddings/oleObject1.bin", b"x"), "embedded"),
    "a document inside": Case(with_part("xl/embeddings/a.docx", b"x"), "embedded"),
    "a billion laughs": Case(after_head(STRINGS, LAUGHS), "dtd"),
    "a file of ours by entity": Case(
        after_head(MAIN, b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "dtd"
    ),
    "an entity in the list of sheets": Case(after_head(BOOK, b"<!DOCTYPE w>"), "dtd"),
    "an entity in a part nobody reads": Case(with_part("docProps/x.xml", b"<!DOCTYPE w><w/>"), "dtd"),
    "another encoding": Case(
        changed(MAIN, lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16")), "encoding"
    ),
    # --- somebody else's, or nobody's ---
    "no stamp": Case(stamped(b"jidi-workbook", b"jidi-workbooc"), "no-stamp"),
    "a stamp that is no stamp": Case(stamped(b'"filing"', b'"filinq"'), "no-stamp"),
    "of another base": Case(stamped(b'"subject": "base:42"', b'"subject": "base:43"'), "wrong-base"),
    "of another period": Case(stamped(b'"period": "2025"', b'"period": "2024"'), "wrong-period"),
    "of another form": Case(stamped(b'"form": "yearly"', b'"form": "weekly"'), "wrong-form"),
    "of another kind of duty": Case(stamped(b'"owner": "case:', b'"owner": "duty:'), "wrong-duty"),
    "a revision of the far future": Case(
        changed(STRINGS, lambda data: re.sub(rb'"revision": \d+', b'"revision": 99999999', data)), "ok"
    ),
    # --- read, and named cell by cell ---
    "a formula without a value": Case(in_total(b'<c r="E6"><f>SUM(C6:D6)</f></c>'), "ok"),
    "a formula with a value": Case(in_total(b'<c r="E6"><f>SUM(C6:D6)</f><v>3</v></c>'), "ok"),
    "an error": Case(in_total(b'<c r="E6" t="e"><v>#REF!</v></c>'), "ok"),
    "a number beyond all measure": Case(in_total(b'<c r="E6"><v>1E+300</v></c>'), "ok"),
    "infinity": Case(in_total(b'<c r="E6"><v>INF</v></c>'), "ok"),
    "a command as words": Case(in_total(b'<c r="E6" t="inlineStr"><is><t>=cmd|/c calc!A1</t></is></c>'), "ok"),
    "marks nobody sees": Case(in_total(b'<c r="E6" t="inlineStr"><is><t>1_x0000__x0007_2</t></is></c>'), "ok"),
    "three thousand rows": Case(lambda good: flat(good, rows=3000), "ok"),
}

BAD_CELL = {
    "a formula without a value": "请粘贴为数值",
    "an error": "#REF!",
    "a number beyond all measure": "错误值",
    "infinity": "错误值",
    "a command as words": "只写一个数",
}
"""What is said of the cell 总产值 2025 of these files."""


def mutated(good: bytes, seed: int) -> bytes:
    """A good workbook with a few bits turned, or one of its parts shuffled: torn anywhere."""
    chance = random.Random(seed)
    if seed % 3:
        data = bytearray(good)
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    content = parts(good)
    name = chance.choice(sorted(content))
    part = bytearray(content[name])
    for _ in range(chance.randint(1, 60)):
        at = chance.randrange(len(part))
        part[at : at + chance.randint(0, 3)] = chance.choice([b"<", b">", b'"', b"&", b"9" * 9, b"", part[-20:]])
    return packed({**content, name: bytes(part)})
