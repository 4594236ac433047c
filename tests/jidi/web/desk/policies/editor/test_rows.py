"""A value as rows and back: what was decided comes back as it was, rows move, nobody's id changes hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jidi.policies.bounds import checklist_decided, form_decided
from jidi.policies.values import from_json, to_json
from jidi.web.desk.policies.editor.changing import change, path_of
from jidi.web.desk.policies.editor.rows import Row, amount_of, blank, from_value, id_of, is_empty, row_at, to_value
from policycore.open_points import PointKind
from policycore.pack.reading import read_text
from policycore.shapes import Shape, shape_of

STORIES = Path(__file__).resolve().parents[6] / "src" / "jidi" / "demo" / "stories"
CRITERIA = {
    "groups": {"now": {"zh": "现状", "en": "Now"}, "plan": "规划"},
    "leaves": [
        {"id": "chain", "zh": "产业链", "group": "now", "weight": 60, "maximum": {"open": "full-mark"}, "cite": ["16.1"]},
        {"id": "money", "zh": "资金", "group": "plan", "weight": 40, "looks-at": ["plans"], "computed": "[a] / [b]"},
    ],
}
FORM: dict[str, Any] = {
    "zh": "申报表",
    "about": "base",
    "sections": [
        {"id": "trade", "zh": "外贸", "years-called": ["上年", "今年"], "fields": [
            {"id": "all", "zh": "进出口", "kind": "number", "unit": "万元", "years": 2},
            {"id": "out", "zh": "出口", "kind": "number", "unit": "万元", "years": 2, "of-which": "all", "indicator": "exports"},
            {"id": "share", "zh": "占比", "kind": "derived", "formula": "[out] / [all]"},
            {"id": "sort", "zh": "类型", "kind": "choice", "choices": {"one": "单一", "many": "多个"}, "required": False},
            {"id": "firms", "zh": "企业", "kind": "table", "columns": [{"id": "name", "zh": "名称"}, {"id": "n", "zh": "数", "kind": "integer"}]},
        ]},
    ],
    "checks": [{"id": "within", "must": "[out] <= [all]", "basis": "house"}],
}  # fmt: skip


def shaped(kind: PointKind) -> Shape:
    found = shape_of(kind)
    assert found is not None
    return found


def again(kind: PointKind, value: Any) -> Any:
    return to_value(shaped(kind), from_value(shaped(kind), value)).data


@pytest.mark.parametrize(("kind", "value"), [
    (PointKind.FORM, FORM),
    (PointKind.CHECKLIST, {"items": [{"id": "a", "zh": "申请书", "formats": ["pdf"], "at-least": 2, "required": False}]}),
    (PointKind.TRANCHES, {"parts": [{"id": "a", "zh": "首批", "share": "60%"}, {"id": "b", "zh": "余款", "share": "40%", "gate": "[done]"}]}),
])  # fmt: skip
def test_a_value_comes_back_as_it_was(kind: PointKind, value: Any) -> None:
    assert again(kind, value) == value


def test_criteria_stand_in_their_groups_and_come_back_beside_them() -> None:
    head = from_value(shaped(PointKind.CRITERIA), CRITERIA)
    assert [(row.name, [leaf.name for leaf in row.rows["leaves"]]) for row in head.rows["groups"]] == [
        ("现状", ["产业链"]), ("规划", ["资金"]),
    ]  # fmt: skip
    made = again(PointKind.CRITERIA, CRITERIA)
    assert made["leaves"] == CRITERIA["leaves"]
    assert made["groups"] == {"now": {"zh": "现状", "en": "Now"}, "plan": {"zh": "规划"}}


def test_criteria_without_groups_stay_without() -> None:
    assert again(PointKind.CRITERIA, [{"id": "taste", "zh": "口味", "weight": 100}]) == {
        "leaves": [{"id": "taste", "zh": "口味", "weight": 100}]
    }


def _list(_: str, value: Any) -> Any:
    return checklist_decided(value)


@pytest.mark.parametrize("story", ["liaoning-2022", "sichuan-2020"])
def test_every_decision_of_the_stories_comes_back(story: str) -> None:
    rows = read_text((STORIES / story / "decisions.yaml").read_text("utf-8"), "decisions").data
    kinds = {"form": PointKind.FORM, "checklist": PointKind.CHECKLIST}
    points = yaml.safe_load((STORIES.parents[3] / "policies" / story / "open-points.yaml").read_text("utf-8"))
    tried = 0
    for row in rows:
        kind = kinds.get(str(points[row["point"]].get("kind")))
        if kind is not None:
            value, read = from_json(to_json(row["value"])), form_decided if kind is PointKind.FORM else _list
            assert read(row["point"], again(kind, value)) == read(row["point"], value)
            tried += 1
    assert tried


def test_a_row_nothing_was_typed_in_is_left_out_and_new_ones_get_an_id_of_their_own() -> None:
    shape = shaped(PointKind.CHECKLIST)
    head = from_value(shape, {"items": [{"id": "item-1", "zh": "申请书"}]})
    for _ in range(2):
        change(shape, head, "add", ("items",))
    head.rows["items"][2].cells["zh"] = "照片"
    written = to_value(shape, head)
    assert [one["id"] for one in written.data["items"]] == ["item-1", id_of("item", "照片")]
    assert written.places["items", 1] == ("items", 2)
    assert is_empty(head.rows["items"][1], shape.rows[0])
    assert to_value(shape, blank(shape)).data == {}


def test_rows_move_and_past_the_end_into_the_next_list() -> None:
    shape = shaped(PointKind.FORM)
    head = from_value(shape, FORM)
    change(shape, head, "add", ("sections",))
    assert change(shape, head, "down", path_of("sections.0.fields.4")) == ("sections", 1, "fields", 0)
    assert [row.id for row in head.rows["sections"][1].rows["fields"]] == ["firms", ""]
    assert change(shape, head, "up", path_of("sections.1.fields.0")) == ("sections", 0, "fields", 4)
    assert change(shape, head, "up", path_of("sections.0.fields.1")) == ("sections", 0, "fields", 0)
    assert [row.id for row in head.rows["sections"][0].rows["fields"][:2]] == ["out", "all"]
    change(shape, head, "drop", path_of("sections.0.fields.0"))
    change(shape, head, "below", path_of("sections.0.fields.0"))
    assert [row.id for row in head.rows["sections"][0].rows["fields"]] == ["all", "", "share", "sort", "firms"]
    change(shape, head, "drop", path_of("checks.0"))
    assert "checks" not in to_value(shape, head).data


@pytest.mark.parametrize("path", ["", "nothing", "sections", "sections.9", "sections.0.fields.x", "checks", "items.0"])
def test_a_button_that_fits_nothing_changes_nothing(path: str) -> None:
    shape = shaped(PointKind.FORM)
    head = from_value(shape, FORM)
    for act in ("up", "down", "drop", "below"):
        change(shape, head, act, path_of(path))
    assert to_value(shape, head).data == FORM


def test_a_choice_keeps_its_id_while_its_words_or_its_place_stay() -> None:
    shape = shaped(PointKind.FORM)
    head = from_value(shape, FORM)
    row = row_at(head, path_of("sections.0.fields.3"))
    assert row is not None

    def choices(text: str) -> Any:
        assert row is not None
        row.cells["choices"] = text
        return to_value(shape, head).data["sections"][0]["fields"][3].get("choices")

    assert choices("多个\n单一") == {"many": "多个", "one": "单一"}
    assert choices("单一产业\n多个") == {"one": "单一产业", "many": "多个"}
    assert choices("单一\n多个\n其他") == {"one": "单一", "many": "多个", "choice-1": "其他"}
    assert choices("单一") == {"one": "单一"}
    assert choices("") is None


@pytest.mark.parametrize(("text", "read"), [("20", 20), ("２０", 20), ("1,000", 1000), ("20%", "20%"), ("二十", "二十")])
def test_amounts_are_read_as_people_write_them(text: str, read: Any) -> None:
    cell = next(one for one in shaped(PointKind.CRITERIA).rows[0].rows[0].cells if one.key == "weight")
    assert amount_of(cell, text) == read


def test_a_share_is_a_part_of_the_whole() -> None:
    shape = shaped(PointKind.TRANCHES)
    head = Row(rows={"parts": [Row(cells={"zh": "首批", "share": "60"}), Row(cells={"zh": "余款", "share": "40%"})]})
    assert [one["share"] for one in to_value(shape, head).data["parts"]] == ["60%", "40%"]


def test_the_id_of_a_row_that_was_taken_out_is_never_given_to_another() -> None:
    shape = shaped(PointKind.CHECKLIST)
    head = from_value(shape, {})
    change(shape, head, "add", ("items",))
    head.rows["items"][-1].cells["zh"] = "新材料甲"
    (first,) = to_value(shape, head).data["items"]
    head = from_value(shape, {"items": [first]})
    change(shape, head, "drop", ("items", 0))
    change(shape, head, "add", ("items",))
    head.rows["items"][-1].cells["zh"] = "完全不同的材料乙"
    (second,) = to_value(shape, head).data["items"]
    assert second["id"] != first["id"]
    assert id_of("item", "照片", {id_of("item", "照片")}) != id_of("item", "照片")
