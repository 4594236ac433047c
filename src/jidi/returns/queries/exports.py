"""What was prepared here for another platform, as a parcel to be put there by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping

from jidi.accounts.acting import Actor
from jidi.files.queries import attachments_of
from jidi.files.store import place
from jidi.filings.models import Filing, Version
from jidi.filings.queries import draft_state, layout_in, values_of
from jidi.filings.spots import WHY
from jidi.returns.models import Duty
from jidi.returns.queries.duties import OWNER
from jidi.returns.words import title_of
from policycore.forms import Form

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def prepared(actor: Actor, duty: Duty, filing: Filing, version: Version | None) -> bytes:
    """The values of a version, before there is one those of the draft, as a table and as text, and the pictures of the
    duty the actor may see, in one zip."""
    layout = layout_in(filing)
    values = values_of(version) if version is not None else _drafted(filing)
    order = _order(layout.form)
    lines = [
        (spot.label.zh, spot.leaf.unit, text)
        for address, text in sorted(values.items(), key=lambda one: _printed(order, one[0]))
        if not address.startswith(WHY) and (spot := layout.spot(address)) is not None
    ]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("数据.csv", _table(lines))
        body = "\r\n".join(f"{label}{f'（{unit}）' if unit else ''}：{text}" for label, unit, text in lines)
        box.writestr("数据.txt", ("\ufeff" + title_of(duty).zh + "\r\n\r\n" + body).encode())
        keys = [str(duty.pk), f"{duty.pk}:elsewhere"]
        found = attachments_of(actor, OWNER, keys)
        for number, file in enumerate((one for key in keys for one in found.get(key, ())), 1):
            box.writestr(f"附件/{number:02d}-{file.name}", place(file.stored).read_bytes())
    return made.getvalue()


def _order(form: Form) -> dict[str, int]:
    """The places of the fields, and of the columns of tables (FIELD.COLUMN), as the form prints them."""
    fields = form.fields()
    columns = [f"{field.id}.{column.id}" for field in fields for column in field.columns]
    return {name: number for number, name in enumerate([*(field.id for field in fields), *columns])}


def _printed(order: Mapping[str, int], address: str) -> tuple[int, int, int, str]:
    """Where a spot stands on the form: its field, in a table its row and column, else its period."""
    head, _, rest = address.partition(".")
    row, _, column = rest.partition(".")
    number = int(row) if column and row.isdecimal() else 0
    return order.get(head, len(order)), number, order.get(f"{head}.{column}", 0), rest


def _drafted(filing: Filing) -> dict[str, str]:
    """What the draft of a form holds, in the order of the form."""
    cells = draft_state(filing).cells
    return {address: cell.text for address, cell in cells.items() if cell.text.strip()}


def together(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Several such zips as one, each in a folder of its name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        for number, (name, content) in enumerate(parts, 1):
            with zipfile.ZipFile(io.BytesIO(content)) as one:
                for entry in one.namelist():
                    box.writestr(f"{number:02d}-{name.replace('/', '／')}/{entry}", one.read(entry))
    return made.getvalue()


def _table(lines: list[tuple[str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["项", "单位", "值"])
    # A spreadsheet must not take what somebody typed for a formula; a negative number stays one.
    writer.writerows(
        (label, unit, f"'{v}" if v.startswith(_FORMULA) and not _number(v) else v) for label, unit, v in lines
    )
    return ("\ufeff" + text.getvalue()).encode()


def _number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()
