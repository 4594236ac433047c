"""What goes into a workbook comes out of it: ten thousand random values of every kind, and the form of the documents."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jidi.filings.definition import written
from jidi.filings.locks import OPEN
from jidi.filings.parsing import read
from jidi.filings.spots import NAMES, Layout, Spot, layout_of
from jidi.filings.state import Cell, Entry, FormState
from jidi.filings.workbooks.cells import NUMBERS
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import plan_of
from jidi.filings.workbooks.reading import read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import Stamp
from jidi.filings.workbooks.writer import Content, write
from policycore.forms import FieldKind, Form, Severity
from policycore.pack import load_pack
from tests.jidi.filings.conftest import FORM

ROOT = Path(__file__).resolve().parents[4]
WORDS = "基地水产甲乙丙丁=+-@'\"<&>，。（）\n\t1234567890 abcé𠮷"
VALUES = 10_000


def forms() -> Iterator[Form]:
    """Every form of every pack, and the one of the tests."""
    yield Form.model_validate(FORM)
    for folder in sorted((ROOT / "policies").iterdir()):
        if (folder / "pack.yaml").exists():
            yield from load_pack(folder).forms.values()


def _number(chance: random.Random, spot: Spot) -> str:
    whole = spot.leaf.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT)
    scale = 0 if whole else chance.randint(0, spot.leaf.scale)
    digits = chance.choice([1, 2, 3, 5, 8, 12, 15, 18])
    amount = Decimal(chance.randrange(10**digits)) / (10 ** min(scale, digits))
    return f"{-amount if chance.random() < 0.2 else amount:f}"


def _random(chance: random.Random, spot: Spot) -> str:
    kind = spot.leaf.kind
    if kind in NUMBERS:
        return _number(chance, spot)
    if kind is FieldKind.DATE:
        return (date(1950, 1, 1) + timedelta(days=chance.randrange(40_000))).isoformat()
    if kind is FieldKind.FLAG:
        return chance.choice(["yes", "no"])
    if kind is FieldKind.CHOICE:
        return chance.choice(list(spot.leaf.choices))
    if kind is FieldKind.HS_CODES:
        return ", ".join(f"{chance.randrange(100):02d}{chance.randrange(100):02d}" for _ in range(chance.randint(1, 5)))
    size = chance.choice([1, 3, 10, 40, 200, 1500])
    text = "".join(chance.choice(WORDS) for _ in range(min(size, spot.leaf.max_length)))
    return text if spot.part == NAMES or kind is FieldKind.LONG_TEXT else text.replace("\n", " ").replace("\t", " ")


def _texts(layout: Layout, chance: random.Random) -> dict[str, str]:
    explained = {check.id for check in layout.form.checks if check.severity is Severity.EXPLAIN}
    spots = [one for address, one in layout.fixed.items() if not address.startswith("why:")]
    spots += [one for address, one in layout.fixed.items() if address.removeprefix("why:") in explained]
    for table in layout.tables:
        for number in sorted(chance.sample(range(1, 200), chance.randint(1, 30))):
            spots += layout.row(table, number)
    found = {spot.address: _random(chance, spot) for spot in spots if chance.random() < 0.9}
    return {address: text for address, text in found.items() if text.strip()}


@pytest.mark.slow
def test_ten_thousand_random_values_come_back_as_they_were(tmp_path: Path) -> None:
    chance, path, count = random.Random(20261128), tmp_path / "form.xlsx", 0  # noqa: S311 - test data
    every = [(text, digest) for text, digest in map(written, forms())]
    while count < VALUES:
        for text, digest in every:
            layout = layout_of(text, "2025")
            texts = _texts(layout, chance)
            used = {table: layout.rows_in(table, texts) for table in layout.tables}
            stamp = Stamp(layout.form.id, digest, 1, "case:1", "base:1", "2025", 0, "基地")
            plan = plan_of(layout, used)
            path.write_bytes(write(Content(plan, stamp, texts, name="基地")))
            raw, _ = run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
            empty = FormState(layout, {})
            expected = replace(stamp, filing=2)
            found = read_upload(
                grids_of(raw), plan=plan_of(layout), expected=expected, state=empty, locks=OPEN, page="1:x"
            )
            assert (found.bad, found.gaps) == ((), ())
            new = {one.address: one.new for one in found.changes}
            assert {key: _value(layout, key, one) for key, one in new.items()} == {
                key: value for key, one in texts.items() if (value := _value(layout, key, one)) is not None
            }
            untouched = read_upload(
                grids_of(raw), plan=plan, expected=stamp, locks=OPEN, page="1:x",
                state=FormState(layout, {key: Cell(Entry(one)) for key, one in texts.items()}),
            )  # fmt: skip
            assert not untouched.changes
            count += len(texts)


def _value(layout: Layout, address: str, text: str) -> object:
    spot = layout.spot(address)
    assert spot is not None
    return read(spot.leaf, text).value
