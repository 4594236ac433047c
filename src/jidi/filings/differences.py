"""What changed between two versions: place by place, with what went and what came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from jidi.common.say import Say
from jidi.filings.parsing import read
from jidi.filings.spots import Layout, Spot
from jidi.filings.words import shown_text
from policycore.forms import FieldKind, FormField

_TOKENS: Final = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
"""A number or a Latin word is one token; a Chinese character is one."""
_MOST: Final = 1_000_000
"""Comparisons of tokens a difference may cost; a longer stretch is shown as replaced whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "del", "ins"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: which field, its label, what stood there and what stands there now (for reading)."""

    field: str
    address: str
    label: Say
    before: Say
    after: Say

    @property
    def pieces(self) -> list[Piece]:
        """The way from the former text to the present one."""
        return pieces(self.before.zh, self.after.zh)


def changes(layout: Layout, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Return every place where two sets of stored texts differ in what they mean, in printed order.

    ``1234`` and ``1,234`` are the same figure; so are 214.3 and 214.30.
    """
    addresses = list(dict.fromkeys([*before, *after]))
    spots = {spot.address: spot for spot in layout.spots(addresses)}
    for address in addresses:
        if address not in spots and (computed := computed_spot(layout, address)):
            spots[address] = computed
    return [
        Change(
            spot.field.id,
            address,
            spot.label,
            shown_text(spot.leaf, before.get(address, "")),
            shown_text(spot.leaf, after.get(address, "")),
        )
        for address, spot in spots.items()
        if not same(spot, before.get(address, ""), after.get(address, ""))
    ]


def same(spot: Spot, before: str, after: str) -> bool:
    """Whether two texts mean the same at a spot; what cannot be read is compared as text."""
    if before.strip() == after.strip():
        return True
    old, new = read(spot.leaf, before), read(spot.leaf, after)
    if old.problem or new.problem:
        return False
    return old.value == new.value


def unchanged(layout: Layout, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether two sets of texts mean the same at every spot; explanations and names are compared too."""
    for address in {*before, *after}:
        old, new, spot = before.get(address, ""), after.get(address, ""), layout.spot(address)
        if old.strip() != new.strip() and (spot is None or not same(spot, old, new)):
            return False
    return True


def computed_spot(layout: Layout, address: str) -> Spot | None:
    """Return where a computed field stands. It is no spot to write at; it is read like the number it is."""
    head, *rest = address.split(".")
    field = next((field for field in layout.form.fields() if field.id == head), None)
    if field is None:
        return None
    if field.kind is FieldKind.DERIVED:
        return Spot(address, _as_number(field), period=rest[0] if rest else "")
    column = next((one for one in field.columns if len(rest) == 2 and one.id == rest[1]), None)
    if column is None or not rest[0].isdigit():
        return None
    return Spot(address, field, _as_number(column), row=int(rest[0]))


def _as_number(field: FormField) -> FormField:
    return field.model_copy(update={"kind": FieldKind.NUMBER, "scale": 8})


def pieces(before: str, after: str) -> list[Piece]:
    """Return the way from one text to the other; numbers are replaced whole (14 → 11, not 1[4→1]).

    Long texts are compared by lines first, so that ten thousand characters take no longer than a reader's patience.
    """
    found: list[Piece] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[i1:i2]), "".join(new[j1:j2])
        found += [Piece("same", gone)] if tag == "equal" else _inside(gone, came)
    return _joined(found)


def _inside(gone: str, came: str) -> list[Piece]:
    old, new = _TOKENS.findall(gone), _TOKENS.findall(came)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [Piece("same", "".join(old[:head]))]
    if len(middle_old) * len(middle_new) > _MOST:
        found += [Piece("del", "".join(middle_old)), Piece("ins", "".join(middle_new))]
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append(Piece("same", "".join(middle_old[i1:i2])))
                continue
            found += [Piece("del", "".join(middle_old[i1:i2])), Piece("ins", "".join(middle_new[j1:j2]))]
    return [*found, Piece("same", "".join(old[len(old) - tail :]))]


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(found: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in found:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
