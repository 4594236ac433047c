"""Small real files to hand in where a form wants one, made here so that nothing has to lie around."""

from __future__ import annotations

import io
import zipfile

TEXT = "Demo file, invented"


def pdf(text: str = TEXT) -> bytes:
    """A PDF of one page with one line on it (PDF 32000-1, the smallest that readers open)."""
    stream = f"BT /F1 18 Tf 72 760 Td ({text}) Tj ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made = io.BytesIO(b"")
    made.write(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    for place in places:
        made.write(b"%010d 00000 n \n" % place)
    made.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return made.getvalue()


def png() -> bytes:
    """A picture of one white point."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
        "3a7e9b550000000a49444154789c63f80f00010101005a4d7f4d0000000049454e44ae426082"
    )


def xlsx() -> bytes:
    """An empty workbook."""
    made = io.BytesIO()
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(made, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/worksheet" Target="sheet1.xml"/></Relationships>',
        )
        book.writestr("xl/sheet1.xml", f'{head}<worksheet xmlns="{main}"><sheetData/></worksheet>')
    return made.getvalue()


def for_accept(accept: str) -> tuple[str, bytes, str]:
    """The name, content and type of a file a field accepts: a PDF unless it wants something else."""
    wanted = accept.lower()
    if not wanted or "pdf" in wanted or "*/*" in wanted:
        return "demo.pdf", pdf(), "application/pdf"
    if "xlsx" in wanted or "sheet" in wanted:
        return "demo.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "demo.png", png(), "image/png"
