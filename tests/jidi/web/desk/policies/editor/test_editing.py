"""Deciding in rows on the page of a point: without script, nothing typed lost, what is wrong named by row and cell."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from jidi.common.keys import new_key
from jidi.policies.models import PackVersion, PointDecision
from tests.cast import Cast
from jidi.web.desk.policies.editor.rows import id_of
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.test_deciding import FORM, announced, decided

pytestmark = pytest.mark.django_db


def fields_of(form: Tag) -> dict[str, Any]:
    """Every field of a form as a browser would send it untouched; several of one name as a list."""
    sent: dict[str, Any] = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name", "")), one.get("type", "")
        if not name or kind == "file" or (kind in {"checkbox", "radio"} and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            value = str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
        else:
            value = one.text.removeprefix("\n") if one.name == "textarea" else str(one.get("value", ""))
        sent[name] = [*sent[name], value] if isinstance(sent.get(name), list) else ([sent[name], value] if name in sent else value)
    return sent


class Page:
    """The page of a point in one browser: its form is sent by its own buttons only."""

    def __init__(self, client: Client, pack: str, point: str, query: str = "") -> None:
        self.client, self.path = client, f"/policies/{pack}/points/{point}/"
        self.answer: Any = client.get(self.path + query)
        self.typed: dict[str, Any] = {}

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def form(self) -> Tag:
        found = self.soup.find("form", attrs={"action": f"{self.path}decide/"})
        assert isinstance(found, Tag)
        return found

    def type(self, **cells: Any) -> Page:
        self.typed |= {name.replace("__", ".").replace("_", "-") if "__" in name else name: v for name, v in cells.items()}
        return self

    def write(self, cells: dict[str, Any]) -> Page:
        self.typed |= cells
        return self

    def press(self, do: str) -> Page:
        offered = [str(one.get("value")) for one in self.form.find_all("button", attrs={"name": "do"})]
        assert do in offered, (do, offered)
        sent = fields_of(self.form)
        for name, value in self.typed.items():
            assert name in sent or value == "yes" or isinstance(value, list), f"the page has no {name}"
            sent[name] = value
        sent = {name: value for name, value in sent.items() if value is not None}
        self.typed = {}
        self.answer = self.client.post(f"{self.path}decide/", {**sent, "do": do, "once": new_key()}, follow=True)
        return self

    def errors(self) -> list[str]:
        return [one.get_text(" ", strip=True) for one in self.soup.select(".jd-errors li")]

    def value(self, name: str) -> Any:
        return fields_of(self.form).get(name)


ACT: dict[str, Any] = {"act": "关于开展评定的通知", "decided_on": "2022-03-08"}


@pytest.fixture
def page(cast: Cast, enter: Enter, harbour_version: PackVersion) -> Any:
    """Open the page of a point of the harbour document as the office that decides."""
    announced("harbour-2020", "r1")
    announced("harbour-2020", "r2")
    client = enter(cast.province_officer)
    return lambda point, query="?round=r1": Page(client, "harbour-2020", point, query)


def test_a_checklist_is_made_in_rows_and_the_next_one_goes_on_from_it(page: Any) -> None:
    here = page("round-list")
    here.write({"e.items.0.zh": "申请书"}).press("add:items")
    assert here.answer.status_code == 200
    assert here.value("e.items.0.zh") == "申请书"
    here.write({"e.items.1.zh": "照片", "e.items.1.help": "近一年的", "e.items.1.required": None, "e.items.1.at-least": "3",
                "e.items.1.formats": ["pdf", "picture"]}).press("up:items.1")  # fmt: skip
    assert here.value("e.items.0.zh") == "照片"
    here.press("preview")
    shown = here.soup.find(id="preview")
    assert isinstance(shown, Tag)
    assert "至少 3 份，只收 PDF、图片" in shown.text
    assert not PointDecision.objects.exists()
    here.write(ACT).press("decide")
    row = PointDecision.objects.get()
    assert row.value["items"] == [
        {"id": id_of("item", "照片"), "zh": "照片", "help": "近一年的", "at-least": 3, "formats": ["pdf", "picture"], "required": False},
        {"id": id_of("item", "申请书"), "zh": "申请书"},
    ]
    assert "2 份材料，其中 1 份必交" in here.answer.text
    # Another round begins from there: what stays keeps its id, what is new gets a free one.
    there = page("round-list", "?round=r2")
    there.press("drop:items.0").press("add:items").write({"e.items.1.zh": "承诺书", **ACT}).press("decide")
    assert [item["id"] for item in PointDecision.objects.get(target="r2").value["items"]] == [id_of("item", "申请书"), id_of("item", "承诺书")]


def test_a_form_is_made_in_rows_with_sections_fields_options_and_columns(page: Any) -> None:
    here = page("round-form")
    here.write({"e.zh": "申报表", "e.sections.0.zh": "产值", "e.sections.0.fields.0.zh": "总产值", "e.sections.0.fields.0.kind": "number",
                "e.sections.0.fields.0.unit": "亿元", "e.sections.0.fields.0.years": "3"}).press("add:sections.0.fields")  # fmt: skip
    here.write({"e.sections.0.fields.1.zh": "其中特色", "e.sections.0.fields.1.kind": "number", "e.sections.0.fields.1.unit": "亿元",
                "e.sections.0.fields.1.of-which": id_of("field", "总产值")})  # fmt: skip
    here.press("below:sections.0.fields.1").write({
        "e.sections.0.fields.2.zh": "类型", "e.sections.0.fields.2.kind": "choice", "e.sections.0.fields.2.choices": "单一\n多个",
    }).press("below:sections.0.fields.2").write({"e.sections.0.fields.3.zh": "企业", "e.sections.0.fields.3.kind": "table"})  # fmt: skip
    here.press("add:sections.0.fields.3.columns").write({"e.sections.0.fields.3.columns.0.zh": "名称"}).press("preview")
    assert here.errors() == []
    shown = here.soup.find(id="preview")
    assert isinstance(shown, Tag)
    for part in ("产值", "总产值", "亿元", "其中：特色", "单一", "名称"):
        assert part in shown.text
    here.write(ACT).press("decide")
    [section] = PointDecision.objects.get().value["sections"]
    assert section["fields"] == [
        {"id": id_of("field", "总产值"), "zh": "总产值", "kind": "number", "unit": "亿元", "years": 3},
        {"id": id_of("field", "其中特色"), "zh": "其中特色", "kind": "number", "unit": "亿元", "of-which": id_of("field", "总产值")},
        {"id": id_of("field", "类型"), "zh": "类型", "kind": "choice", "choices": {"choice-1": "单一", "choice-2": "多个"}},
        {"id": id_of("field", "企业"), "zh": "企业", "kind": "table", "columns": [{"id": id_of("column", "名称"), "zh": "名称"}]},
    ]


def test_what_nobody_edits_in_rows_is_shown_and_goes_along(page: Any) -> None:
    here = page("round-form").write({"value": FORM, **ACT}).press("decide")
    before = PointDecision.objects.get().value
    again = page("round-form")
    assert "其中特色产品 不大于 总产值" in again.form.text
    again.write({"e.sections.0.fields.0.zh": "全部产值", **ACT}).press("decide")
    after = PointDecision.objects.order_by("pk").last()
    assert after is not None
    assert after.value["checks"] == before["checks"]
    assert after.value["sections"][0]["fields"][0] == {"id": "total", "zh": "全部产值", "kind": "number", "unit": "亿元"}
    assert here.answer.status_code == 200


def test_a_column_a_check_needs_is_not_dropped_unseen(page: Any) -> None:
    here = page("round-form").write({"value": FORM, **ACT}).press("decide")
    here = page("round-form")
    here.press("drop:sections.0.fields.0").write(ACT).press("decide")
    assert here.answer.status_code == 422
    assert any("核对规则" in one and "用到已删去的栏目" in one for one in here.errors()), here.errors()
    assert not any("declared" in one or "total" in one for one in here.errors()), here.errors()


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"e.sections.0.fields.0.zh": ""}, "e.sections.0.fields.0.zh", "第 1 部分「产值」第 1 栏的名称：没有写"),
        ({"e.sections.0.fields.0.years": "三"}, "e.sections.0.fields.0.years", "第 1 部分「产值」第 1 栏「总产值」的连填几年：「三」不是整数"),
        ({"e.sections.0.fields.0.years": "30"}, "e.sections.0.fields.0.years", "连填几年：30 太大，最大 10"),
        ({"e.sections.0.fields.1.kind": "choice"}, "e.sections.0.fields.1", "填的是「选项」，还要写选项"),
        ({"e.sections.0.fields.1.kind": "table"}, "e.sections.0.fields.1", "填的是「表格」，还要写各列"),
        ({"e.sections.0.fields.0.kind": "text"}, "e.sections.0.fields.1.of-which", "其中项，属于：所属的栏目已经删去或不再是数"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_cell_and_all_stays(page: Any, cells: dict[str, str], field: str, said: str) -> None:
    here = page("round-form").write({"value": FORM}).press("text:")
    here.write({**cells, "act": "写了很久的通知", "decided_on": "2022-03-08"}).press("decide")
    assert here.answer.status_code == 422
    assert any(said in one for one in here.errors()), here.errors()
    assert here.soup.find(id=field) is not None
    assert f'href="#{field}"' in here.answer.text
    assert here.value("act") == "写了很久的通知"
    for name, value in cells.items():
        assert here.value(name) == value
    assert not re.search(r"fields\.\d|loc|max-length", " ".join(here.errors()))
    assert not PointDecision.objects.exists()


def test_a_field_a_check_speaks_of_cannot_go_alone(page: Any) -> None:
    here = page("round-form").write({"value": FORM}).press("text:").press("drop:sections.0.fields.1").write(ACT).press("decide")
    assert here.answer.status_code == 422
    assert any("核对规则" in one for one in here.errors()), here.errors()
    here.press("drop:checks.0").write(ACT).press("decide")
    assert "checks" not in PointDecision.objects.get().value


def test_rows_and_text_are_not_both_changed_silently(page: Any) -> None:
    here = page("round-form").write({"value": FORM}).press("text:")
    here.write({"value": FORM.replace("总产值", "文本里的产值"), "e.zh": "行里的表名", **ACT}).press("decide")
    assert here.answer.status_code == 422
    assert "都改了" in here.errors()[0]
    assert "文本里的产值" in here.value("value")
    assert here.value("e.zh") == "行里的表名"
    here.press("rows:")
    assert "行里的表名" in here.value("value")
    assert "文本里的产值" not in here.value("value")
    here.write({"value": FORM.replace("zh: 申报表", "zh: 又改的表名")}).press("text:")
    assert here.value("e.zh") == "又改的表名"


def test_text_with_a_mistake_is_named_by_its_line_and_stays_beside_the_rows(page: Any) -> None:
    here = page("round-form").write({"e.zh": "表", "e.sections.0.zh": "一", "e.sections.0.fields.0.zh": "甲"}).press("rows:")
    text = here.value("value").replace("zh: 甲", "zhh: 甲")
    here.write({"value": text, **ACT}).press("decide")
    assert here.answer.status_code == 422
    assert "第 " in here.errors()[0]
    assert "zhh" in here.value("value")
    assert here.value("e.sections.0.fields.0.zh") == "甲"


def test_a_decision_before_is_taken_as_the_beginning(page: Any, harbour_version: PackVersion) -> None:
    old = decided(harbour_version, "round-list", {"items": [{"id": "old", "zh": "旧的材料"}]}, target="r2")
    here = page("round-list")
    here.write({"e.from": "nothing"}).press("start:")
    assert here.value("e.items.0.zh") == ""
    assert "轮次 r2（2022-03-01）" in here.form.text
    here.write({"e.from": f"decision-{old.pk}"}).press("start:")
    assert here.value("e.items.0.zh") == "旧的材料"
    assert here.value("e.items.0.id") == "old"


def test_what_a_row_keeps_cannot_be_made_into_something_else(page: Any) -> None:
    here = page("round-list").write({"e.items.0.zh": "申请书"}).press("add:items")
    for kept in ('{"$":"amount","v":"x","unit":"元"}', "[1]", "{", '{"only":{"$":"set","v":[1]}}', '{"zhh":"别的键"}'):
        sent = {**fields_of(here.form), **ACT, "e.items.0.kept": kept, "do": "decide", "once": new_key(), "reach": "round:r1"}
        answer = here.client.post(f"{here.path}decide/", sent)
        assert answer.status_code in (302, 422)
    assert all(set(row.value["items"][0]) == {"id", "zh"} for row in PointDecision.objects.all())


def test_criteria_are_grouped_and_their_weights_make_a_hundred(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    announced("fixture", "r1")
    here = Page(enter(cast.province_officer), "fixture", "guest-items", "?round=r1")
    assert "权重合计" in here.form.text
    here.write({"e.groups.0.zh": "茶", "e.groups.0.leaves.0.zh": "口味", "e.groups.0.leaves.0.weight": "60",
                "e.groups.0.leaves.0.maximum": "10"}).press("add:groups")  # fmt: skip
    here.write({"e.groups.1.zh": "人", "e.groups.1.leaves.0.zh": "热情", "e.groups.1.leaves.0.weight": "三十", **ACT}).press("decide")
    assert here.errors() == ["第 2 组「人」第 1 项指标「热情」的权重：「三十」不是数，写 20 或 20%"]
    here.write({"e.groups.1.leaves.0.weight": "30"}).press("decide")
    assert any("权重合计 90，须为 100" in one for one in here.errors()), here.errors()
    total = here.soup.find("output", attrs={"data-total": "weight"})
    assert isinstance(total, Tag)
    assert (total.text, "jd-sums__amount--off" in total["class"]) == ("90", True)
    here.write({"e.groups.1.leaves.0.weight": "40"}).press("decide")
    assert PointDecision.objects.get().value == {
        "groups": {id_of("group", "茶"): {"zh": "茶"}, id_of("group", "人"): {"zh": "人"}},
        "leaves": [
            {"id": id_of("criterion", "口味"), "zh": "口味", "group": id_of("group", "茶"), "weight": 60, "maximum": 10},
            {"id": id_of("criterion", "热情"), "zh": "热情", "group": id_of("group", "人"), "weight": 40},
        ],
    }


def test_the_parts_of_a_payment_make_the_whole(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    here = Page(enter(cast.province_officer), "fixture", "tool-parts")
    here.write({"e.parts.0.zh": "首批", "e.parts.0.share": "60"}).press("add:parts")
    here.write({"e.parts.1.zh": "余款", "e.parts.1.share": "30", "reach": "pack:", **ACT}).press("decide")
    assert any("各批比例合计 90%，须为 100%" in one for one in here.errors()), here.errors()
    here.write({"e.parts.1.share": "40"}).press("decide")
    assert [one["share"] for one in PointDecision.objects.get().value["parts"]] == ["60%", "40%"]

