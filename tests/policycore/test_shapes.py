"""What a decided value is made of: every key of its models is filled in by hand, kept, or a list of rows. None is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from policycore.forms import ChecklistItem, FormField
from policycore.open_points import PointKind
from policycore.shapes import KEPT, OFFERED, CellKind, Refers, cells_of, keys_of, shape_of, words_of_key

SHAPED = (PointKind.CHECKLIST, PointKind.FORM, PointKind.CRITERIA, PointKind.TRANCHES)
MODELS = [
    (rows.model, {one.key for one in rows.rows} | {one.named_in for one in rows.rows})
    for kind in SHAPED
    if (shape := shape_of(kind))
    for rows in shape.lists()
]


@pytest.mark.parametrize(("model", "inside"), MODELS)
def test_no_key_of_a_row_is_forgotten(model: type[BaseModel], inside: set[str]) -> None:
    stands_beside = {"columns", "group", "id"}  # a column has none of its own; a group is named by where a row stands
    known = set(OFFERED.get(model, {})) | set(KEPT[model]) | inside | stands_beside
    assert set(keys_of(model)) <= known


@pytest.mark.parametrize("kind", SHAPED)
def test_no_key_of_a_head_is_forgotten(kind: PointKind) -> None:
    shape = shape_of(kind)
    assert shape is not None
    lists = {one.key for one in shape.lists()}
    assert set(keys_of(shape.model)) <= set(OFFERED.get(shape.model, {})) | set(KEPT.get(shape.model, {})) | lists | {
        "id"
    }


@pytest.mark.parametrize("model", [model for model, _ in MODELS])
def test_what_is_offered_is_there(model: type[BaseModel]) -> None:
    assert set(OFFERED.get(model, {})) | set(KEPT[model]) <= set(keys_of(model))


def test_a_cell_is_what_its_model_says() -> None:
    cells = {cell.key: cell for cell in cells_of(FormField)}
    assert (cells["kind"].kind, cells["kind"].default) == (CellKind.CHOICE, "text")
    assert "named-count" in cells["kind"].choices
    assert (cells["years"].kind, cells["years"].default) == (CellKind.WHOLE, "1")
    assert (cells["required"].kind, cells["required"].default) == (CellKind.FLAG, "yes")
    assert cells["choices"].kind is CellKind.LINES
    assert cells["unit"].refers is Refers.UNITS
    assert cells["zh"].required
    papers = {cell.key: cell for cell in cells_of(ChecklistItem)}
    assert papers["formats"].kind is CellKind.SEVERAL
    assert papers["only"].kind is CellKind.SEVERAL


@pytest.mark.parametrize(
    "kind", [PointKind.VALUE, PointKind.WINDOW, PointKind.SET, PointKind.WEIGHTS, PointKind.READING]
)
def test_other_kinds_have_no_rows(kind: PointKind) -> None:
    assert shape_of(kind) is None


def test_keys_are_called_by_words() -> None:
    assert words_of_key(FormField, "formula").zh == "算法"
    assert words_of_key(FormField, "unit").zh == "单位"
    assert words_of_key(FormField, "nothing-of-the-kind").zh == "nothing-of-the-kind"


def test_a_document_says_what_it_is_taken_in_as() -> None:
    asked: dict[str, Any] = {"id": "one", "zh": "照片", "formats": ["picture", "pdf"], "at-least": 2}
    assert ChecklistItem.model_validate(asked).asks.zh == "至少 2 份，只收 图片、PDF"
    assert ChecklistItem.model_validate({"id": "one", "zh": "照片"}).asks.zh == ""
