"""A form's places as a JSON Schema: what may be sent where, with labels as printed."""

from __future__ import annotations

import re
from typing import Any

from jidi.filings.spots import Layout, Spot
from policycore.forms import FieldKind

SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def schema_of(layout: Layout) -> dict[str, Any]:
    """The places of a form: fixed ones by their address, those of tables by a pattern of addresses."""
    fixed = {address: _place(spot) for address, spot in layout.fixed.items() if spot.leaf.kind is not FieldKind.DERIVED}
    rows = {
        rf"^{re.escape(table)}\.[1-9][0-9]*\.{re.escape(spot.address.split('.')[2])}$": _place(spot)
        for table in layout.tables
        for spot in layout.row(table, 1)
    }
    return {
        "$schema": SCHEMA, "title": layout.form.zh, "type": "object", "properties": fixed, "patternProperties": rows,
        "additionalProperties": False,
    }  # fmt: skip


def _place(spot: Spot) -> dict[str, Any]:
    field = spot.leaf
    label = spot.label
    said: dict[str, Any] = {"type": "string", "title": label.zh, "x-title-en": label.en, "x-kind": field.kind.value}
    if field.unit:
        said["x-unit"] = field.unit
    if field.help:
        said["description"] = field.help
    if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
        said["maxLength"] = field.max_length
    if field.choices:
        said["x-choices"] = dict(field.choices)
    if field.required:
        said["x-required"] = True
    return said
