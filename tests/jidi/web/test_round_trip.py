"""The information form by page, by workbook and by API, all over HTTP: whatever way a value comes in, all three say the same.

The form of the document with its 26 items, three years where it has three, counts with names, and its table with more
rows than the template draws.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from jidi.common.clock import Clock
from jidi.common.keys import new_key
from jidi.filings import queries
from jidi.filings.locks import OPEN
from jidi.filings.models import Filing, Upload
from jidi.filings.parsing import read
from jidi.filings.spots import WHY, Layout
from jidi.filings.state import FormState
from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.cells import written
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import LEAST, NUMBER_HEAD, plan_of
from jidi.filings.workbooks.reading import read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import Meta, read_meta
from jidi.returns.queries.filling import filing_for
from jidi.web.shared.formtables import ROWS_SHOWN
from tests.cast import Cast
from tests.jidi.filings.workbooks.test_round_trip import _random, _texts
from tests.jidi.returns import ferry as played
from tests.jidi.returns.ferry import Ferry, play
from tests.jidi.web.api.conftest import Program, Programs
from tests.jidi.web.api.conftest import program as program
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
FORM = Path(__file__).resolve().parents[3] / "policies" / "sichuan-2020" / "forms" / "information.yaml"
VALUES = 10_000
Texts = dict[str, str]


def wide(folder: Path) -> Path:
    """The ferry document with the information form of the province in place of its yearly summary."""
    shutil.copytree(played.FOLDER, folder)
    form = re.sub(r"^( *)cite: annex.*\n", "", FORM.read_text("utf-8"), flags=re.MULTILINE)
    form = re.sub(r"^cite:\n(  .*\n)+", 'cite: "3"\n', form, flags=re.MULTILINE)
    form = re.sub(r"^ *defined: .*\n", "", form, flags=re.MULTILINE)
    place = folder / "forms" / "summary.yaml"
    place.write_text(form.replace("id: information\n", "id: summary\n", 1), "utf-8")
    return folder


class _Fields(HTMLParser):
    """The values of a page's fields, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Texts = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = named.get("name") or ""
        if tag == "input" and named.get("type", "text") in ("text", "hidden"):
            self.found[name] = named.get("value") or ""
        elif tag == "textarea":
            self.area, self.found[name] = name, ""
        elif tag == "select":
            self.select, self.found[name] = name, ""
        elif tag == "option" and "selected" in named:
            self.found[self.select] = named.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data.removeprefix("\n") if not self.found[self.area] else data


@dataclass
class Desk:
    """One filing of the form and the three ways to it."""

    client: Client
    asked: Program
    duty: int
    folder: Path
    now: Texts = field(default_factory=dict)

    @property
    def filing(self) -> Filing:
        return Filing.objects.get(owner_kind="duty", owner_key=str(self.duty))

    @property
    def layout(self) -> Layout:
        return queries.layout_in(self.filing)

    def changes(self, texts: Texts) -> Texts:
        """What a page that shows the form as it stands sends to make it these texts."""
        return dict.fromkeys(self.now, "") | texts

    # --- in -----------------------------------------------------------------------------------------------------------

    def by_page(self, texts: Texts) -> None:
        page = self.fields()
        sent = {f"f.{address}": text for address, text in self.changes(texts).items()}
        everything = {**page, **sent, "act": "save", "once": new_key()}
        answer = self.client.post(reverse("desk:duty-save", args=[self.duty]), everything)
        assert answer.status_code == 302, answer.content.decode()[:500]

    def by_api(self, texts: Texts) -> None:
        revision = self.asked.get(f"/duties/{self.duty}/form")[1]["revision"]
        body = {"revision": revision, "values": self.changes(texts)}
        status, said = self.asked.ask("PUT", f"/duties/{self.duty}/form", body)
        assert (status, said["refused"]) == (200, {})

    def by_workbook(self, texts: Texts) -> None:
        book = load_workbook(BytesIO(self.workbook()))
        meta = read_meta([[str(cell) if cell is not None else "" for cell in row] for row in book["_meta"].values])
        assert meta is not None
        for sheet, row, col, value in self._cells(meta, book, texts):
            cell = book[sheet].cell(row + 1, col + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # typed text that begins with = is text here
        out = BytesIO()
        book.save(out)
        upload = reverse("desk:workbook-upload", args=[self.filing.pk])
        sent = self.client.post(upload, {"file": SimpleUploadedFile("表.xlsx", out.getvalue()), "once": new_key()})
        assert sent.status_code == 302, sent.content.decode()[:500]
        found = uploads.outcome_of(Upload.objects.latest("pk"))
        assert (found.bad, found.gaps) == ((), ())
        accepted = self.client.post(f"{sent.url}accept/", {"once": new_key()})
        assert accepted.status_code == 302, accepted.content.decode()[:500]

    def _cells(self, meta: Meta, book: Any, texts: Texts) -> Iterator[tuple[str, int, int, Any]]:
        """Where each text goes, rows below those drawn too; every other cell is emptied."""
        for place in meta.places:
            if place.address.startswith(WHY):
                continue
            if not place.table:
                yield place.sheet, place.row, place.col, self._value(place.address, texts)
                continue
            rows = self.layout.rows_in(place.table, texts)
            for at in range(place.row + 1, max(book[place.sheet].max_row, place.row + len(rows)) + 1):
                number = rows[at - place.row - 1] if at - place.row - 1 < len(rows) else None
                assert book[place.sheet].cell(place.row + 1, 1).value == NUMBER_HEAD
                yield place.sheet, at, 0, number
                address = place.address.replace("#", str(number))
                yield place.sheet, at, place.col, self._value(address, texts) if number else None

    def _value(self, address: str, texts: Texts) -> Any:
        spot = self.layout.spot(address)
        assert spot is not None
        return written(spot.leaf, texts[address]).value if address in texts else None

    # --- out ----------------------------------------------------------------------------------------------------------

    def fields(self) -> Texts:
        """What stands in the fields of the page, all pages of its table."""
        found: Texts = {}
        rows = len(self.layout.rows_in("enterprises", self.now))
        for page in range(1, max(1, -(-rows // ROWS_SHOWN)) + 1):
            html = self.client.get(f"{reverse('desk:duty-form', args=[self.duty])}?page=enterprises:{page}")
            reader = _Fields()
            reader.feed(html.content.decode())
            found = {**reader.found, **found} if page > 1 else reader.found
        return found

    def on_page(self) -> Texts:
        return {name[2:]: text for name, text in self.fields().items() if name.startswith("f.")}

    def in_api(self) -> Texts:
        said = self.asked.get(f"/duties/{self.duty}/form")[1]["values"]
        return {address: cell["text"] for address, cell in said.items()}

    def workbook(self) -> bytes:
        return bytes(self.client.get(reverse("desk:workbook-download", args=[self.filing.pk])).content)

    def in_workbook(self) -> Texts:
        path = self.folder / "out.xlsx"
        path.write_bytes(self.workbook())
        raw, _ = run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
        grids = grids_of(raw)
        meta = read_meta(next(grid for grid in grids if grid.name == "_meta").rows())
        assert meta is not None
        other = replace(meta.stamp, filing=0)  # of a filing in which nothing stands: everything is a change
        empty = FormState(self.layout, {})
        found = read_upload(grids, plan=plan_of(self.layout), expected=other, state=empty, locks=OPEN, page="1:x")
        assert (found.bad, found.gaps) == ((), ())
        return {one.address: one.new for one in found.changes}


def values(layout: Layout, texts: Mapping[str, str]) -> dict[str, object]:
    """What texts mean, by address; empty ones left out."""
    found = {}
    for address, text in texts.items():
        spot = layout.spot(address)
        assert spot is not None, address
        value = read(spot.leaf, text).value
        if value is not None:
            found[address] = value
    return found


@pytest.fixture
def desk(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enter: Enter, program: Programs) -> Desk:
    monkeypatch.setattr(played, "FOLDER", wide(tmp_path / "ferry-2023"))
    ferry: Ferry = play(cast)
    ferry.compute()
    ferry.day("2023-02-10")
    monkeypatch.setattr(Clock, "now", lambda self: ferry.now["at"])
    duty = ferry.duty("summary", "2023")
    client = enter(cast.city_officer)
    client.post(reverse("desk:duty-open", args=[duty.pk]), {"once": new_key()})
    filing = filing_for(duty)
    assert filing is not None
    found = Desk(client, program(cast.city_officer), duty.pk, tmp_path)
    found.now = {address: cell.text for address, cell in queries.draft_state(filing).cells.items()}
    return found


def random_texts(layout: Layout, chance: random.Random) -> Texts:
    """Values at nearly all places; rows of the table far beyond the template. Explanations are asked for elsewhere."""
    found = {address: text for address, text in _texts(layout, chance).items() if not address.startswith(WHY)}
    for number in chance.sample(range(1, 200), chance.randint(40, 90)):
        found |= {spot.address: _random(chance, spot) for spot in layout.row("enterprises", number)}
    # A browser makes one kind of line end of all, and its fields of one line hold none.
    return {address: text.strip() for address, text in found.items() if text.strip()}


def ways(desk: Desk) -> list[tuple[str, Callable[[Texts], None]]]:
    return [("page", desk.by_page), ("workbook", desk.by_workbook), ("api", desk.by_api)]


@pytest.mark.slow
@pytest.mark.parametrize("most", [VALUES])
def test_whatever_way_a_value_comes_in_page_workbook_and_api_say_the_same(desk: Desk, most: int) -> None:
    chance, count, turn, seen, rows = random.Random(20261129), 0, 0, set(), 0  # noqa: S311 - test data
    layout = desk.layout
    assert {field.years for field in layout.form.fields()} == {1, 3}
    while count < most:
        texts = random_texts(layout, chance)
        name, write = ways(desk)[turn % 3]
        write(texts)
        desk.now = texts
        expected = values(layout, texts)
        for said in (desk.on_page(), desk.in_api(), desk.in_workbook()):
            assert values(layout, said) == expected, name
        seen |= {spot.leaf.kind for address in texts if (spot := layout.spot(address)) is not None}
        rows = max(rows, len(layout.rows_in("enterprises", texts)))
        count, turn = count + len(texts), turn + 1
    assert turn >= 3
    assert len(seen) >= 7
    assert rows > LEAST


def test_the_form_filled_in_by_hand_is_the_same_three_ways(desk: Desk) -> None:
    """A form as people fill it in: three years, counts with their names, twenty-five enterprises; each way writes other figures."""
    layout = desk.layout
    for turn, (name, write) in enumerate(ways(desk), 1):
        texts = {f"output.{year}": f"{turn}{n}8.6" for n, year in enumerate((2020, 2021, 2022))}
        texts |= {f"platforms.{year}": "2" for year in (2020, 2021, 2022)}
        texts |= {"platforms.names": f"甲平台{turn}｜研发\n乙平台｜检测", "codes": "2001, 2005", "serious.2022": "no"}
        for row in range(1, 26):
            texts |= {f"enterprises.{row}.name": f"企业{row}", f"enterprises.{row}.research": f"{turn}{row}.5"}
        write(texts)
        desk.now = texts
        expected = values(layout, texts)
        assert len(expected) == len(texts)
        assert [values(layout, said) for said in (desk.on_page(), desk.in_api(), desk.in_workbook())] == [
            expected
        ] * 3, name
