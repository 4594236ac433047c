"""A round is made ready on its page by posting the rows of the editors only, and its applications and panel use what was decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jidi.applications import queries, services
from jidi.applications.models import Round
from jidi.applications.points import undecided
from jidi.applications.requirements import before_submitting
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.filings.queries import filings_of, form_in
from jidi.policies.models import PointDecision
from jidi.policies.queries import pack
from jidi.policies.services import DecisionLine, DecisionsRefused
from jidi.policies.services.from_page import decide_together
from jidi.web.desk.policies.editor.rows import id_of
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.applications.play import PDF, TODAY, Play, step_of, version_in_force
from tests.jidi.applications.services.test_reviewing import left_open
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.editor.test_editing import Page, fields_of

KEY = "designation-2027"
ADDRESS = f"/applications/rounds/{KEY}/points/"
ACT = {"act": "2027 年认定通知", "act_number": "〔2026〕9号", "decided_on": TODAY.isoformat()}
FORM: dict[str, Any] = {
    "e.zh": "2027 年申报表", "e.sections.0.zh": "产业现状", "e.sections.0.fields.0.zh": "总产值", "e.sections.0.fields.0.kind": "number",
    "e.sections.0.fields.0.unit": "亿元",
}  # fmt: skip


class Desk:
    """The page of a round's points in one browser."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answer: Any = client.get(ADDRESS)

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def sent(self) -> dict[str, Any]:
        form = self.soup.find("form", attrs={"action": ADDRESS})
        assert isinstance(form, Tag)
        return fields_of(form)

    def press(self, do: str = "", **typed: Any) -> Any:
        """Type into the page and press one of its buttons; the main one without a name."""
        sent = self.sent
        if do:
            assert self.soup.find("button", attrs={"name": "do", "value": do}) is not None, do
            sent["do"] = do
        self.answer = self.client.post(ADDRESS, {**sent, **typed, "once": new_key()})
        return self.answer

    def errors(self) -> list[str]:
        return [one.get_text(" ", strip=True) for one in self.soup.select(".jd-errors li")]


def of(point: str, cells: dict[str, Any]) -> dict[str, Any]:
    return {f"{point}.{name}": value for name, value in cells.items()}


@pytest.fixture
def play(cast: Cast, tmp_path: Path) -> Play:
    """A copy of the Liaoning document whose contents of review are left to the round as well."""
    return Play(cast, version_in_force(left_open(tmp_path)))


@pytest.fixture
def round_(play: Play) -> Round:
    """A round of which nothing was decided."""
    return play.announced(KEY, year=2027, opens_on=date(2026, 9, 1), closes_on=date(2027, 1, 31))


@pytest.fixture
def desk(play: Play, round_: Round, enter: Enter) -> Desk:
    return Desk(enter(play.cast.province_officer))


def all_decided(desk: Desk, round_: Round) -> None:
    """Every point, those with rows through their rows."""
    desk.press("round-forms.add:sections.0.fields", **of("round-forms", FORM))
    cells = {"e.sections.0.fields.1.zh": "其中：特色产品", "e.sections.0.fields.1.kind": "number", "e.sections.0.fields.1.unit": "亿元",
             "e.sections.0.fields.1.of-which": id_of("field", FORM["e.sections.0.fields.0.zh"])}  # fmt: skip
    desk.press(
        "round-checklist.add:items", **of("round-forms", cells), **of("round-checklist", {"e.items.0.zh": "申请书"})
    )
    papers = {"e.items.1.zh": "照片", "e.items.1.at-least": "2", "e.items.1.formats": ["pdf"]}
    first = {
        "e.groups.0.zh": "产业基础",
        "e.groups.0.leaves.0.zh": "产业链",
        "e.groups.0.leaves.0.maximum": "60",
        "e.groups.0.leaves.0.weight": "55",
    }
    desk.press("indicators.add:groups", **of("round-checklist", papers), **of("indicators", first))
    second = {
        "e.groups.1.zh": "成效",
        "e.groups.1.leaves.0.zh": "品牌",
        "e.groups.1.leaves.0.maximum": "100",
        "e.groups.1.leaves.0.weight": "45",
    }
    assert desk.press(**of("indicators", second), **_plain(round_), **ACT).status_code == 302, desk.errors()


def _plain(round_: Round) -> dict[str, Any]:
    """Something for every point that has one field."""
    found: dict[str, Any] = {}
    for one in undecided(round_, TODAY):
        point = one.point
        if point.kind == "window":
            found |= {f"{point.id}.length": "7"}
        elif point.kind == "set":
            found[f"{point.id}.value"] = "一项"
        elif point.choices:
            found[f"{point.id}.value"] = "scores" if "scores" in point.choices else next(iter(point.choices))
        elif point.type == "date":
            found[f"{point.id}.value"] = "2027-01-31"
        elif point.kind == "value":
            found[f"{point.id}.value"] = "3" if point.id != "trim" else "0"
    return found


def test_what_was_decided_in_rows_is_what_is_filled_in_handed_in_and_scored(
    play: Play, round_: Round, desk: Desk, enter: Enter
) -> None:
    all_decided(desk, round_)
    assert undecided(round_, TODAY) == []
    _shown_as_decided(BeautifulSoup(desk.client.get(f"/applications/rounds/{KEY}/").text, "html.parser"))
    application = play.started(round_)
    [filing] = filings_of(queries.OWNER, [str(application.pk)])[str(application.pk)]
    form = form_in(filing)
    assert (form.zh, [field.zh for field in form.fields()]) == ("2027 年申报表", ["总产值", "其中：特色产品"])
    assert form.fields()[1].of_which == form.fields()[0].id
    assert [(one.zh, one.at_least) for one in queries.checklist_now(application, TODAY)] == [("申请书", 1), ("照片", 2)]
    page = enter(play.cast.county_officer).get(f"/applications/{application.case.case_no}/?tab=documents").text
    assert "至少 2 份，只收 PDF" in page
    assert 'accept=".pdf"' in page
    play.submitted(_with_two_photos(play, application))
    play.forwarded(round_, application)
    play.answer(application, "received", play.cast.province_officer)
    play.pooled()
    panel = services.begin_panel(
        actor=play.cast.province_officer, round_=round_, step=step_of(round_, "expert-review"), **play.sent
    )
    assert [(c["zh"], c["group"], c["maximum"], c["weight"]) for c in panel.criteria_json] == [
        ("产业链", "产业基础", "60", "55"), ("品牌", "成效", "100", "45"),
    ]  # fmt: skip


def _shown_as_decided(page: BeautifulSoup) -> None:
    """The round's page shows what was decided in full, to read only, under its act, number and day."""
    group = next(one for one in page.find_all("tbody") if "2027 年认定通知" in one.text)
    for part in ("〔2026〕9号", "09-21", "总产值", "其中：特色产品", "照片", "至少 2 份，只收 PDF", "产业基础", "品牌"):
        assert part in group.text, part
    assert group.find(["input", "textarea", "select"]) is None


def _with_two_photos(play: Play, application: Any) -> Any:
    """The photograph is asked for twice: one is not enough, another kind of file is not taken."""
    photo = queries.checklist_now(application, TODAY)[1].id
    with pytest.raises(Refused, match="没有上传"):
        services.attach_document(
            actor=play.cast.county_officer, application=application, item_id=photo, name="照片.docx", content=[PDF], **play.now
        )  # fmt: skip
    play.attached(application, photo)
    assert [line.item.zh for line in queries.documents_of(application, TODAY) if line.missing] == ["申请书", "照片"]
    case = play.again(application).case
    said = [one.say.zh for one in services_missing(case)]
    assert "材料「照片」要 2 份，已有 1 份" in said
    return application


def services_missing(case: Any) -> list[Any]:
    step = pack(case.version).procedures[case.procedure].step(case.step)
    return list(before_submitting(case, step, "submit", TODAY))


def test_a_button_beside_rows_decides_nothing_and_keeps_all_that_was_typed(desk: Desk, round_: Round) -> None:
    before = PointDecision.objects.count()
    typed = {
        **of("round-forms", FORM),
        "act": "还没写完的通知",
        "panel-size.value": "五",
        **of("round-checklist", {"e.items.0.zh": "申请书"}),
    }
    answer = desk.press("round-checklist.below:items.0", **typed)
    assert answer.status_code == 200
    assert desk.errors() == []
    sent = desk.sent
    for name, value in typed.items():
        assert sent[name] == value, name
    assert sent["round-checklist.e.items.1.zh"] == ""
    assert PointDecision.objects.count() == before


def test_a_form_is_looked_at_before_it_is_decided(desk: Desk) -> None:
    answer = desk.press("round-forms.preview", **of("round-forms", FORM))
    shown = desk.soup.find(id="round-forms")
    assert isinstance(shown, Tag)
    assert "填的人会看到" in shown.text
    assert "总产值" in shown.text
    assert answer.status_code == 200
    assert not PointDecision.objects.filter(target=KEY, point="round-forms").exists()


def test_what_is_wrong_in_rows_is_named_with_the_point_the_row_and_the_cell(desk: Desk, round_: Round) -> None:
    wrong = {**FORM, "e.sections.0.fields.0.years": "许多"}
    keep = {name: "" for name in desk.sent if name.startswith("take.") and name != "take.round-forms"}
    sent = {name: value for name, value in desk.sent.items() if name not in keep} | of("round-forms", wrong) | ACT
    desk.answer = desk.client.post(ADDRESS, {**sent, "once": new_key()})
    assert desk.answer.status_code == 422
    assert desk.errors() == ["申报表：第 1 部分「产业现状」第 1 栏「总产值」的连填几年：「许多」不是整数"]
    assert 'href="#round-forms.e.sections.0.fields.0.years"' in desk.answer.text
    assert desk.sent["round-forms.e.sections.0.fields.0.years"] == "许多"


def test_what_another_decided_meanwhile_is_not_put_aside(play: Play, desk: Desk, round_: Round, enter: Enter) -> None:
    all_decided(desk, round_)
    client = enter(play.cast.province_officer)
    late = client.post(ADDRESS, {"take.panel-size": "yes", "panel-size.value": "5", **ACT, "once": new_key()})
    assert late.status_code == 422
    assert "刚才都已记录" in late.text
    with pytest.raises(DecisionsRefused) as refused:
        decide_together(
            version_id=round_.version_id, is_demo=False, actor=play.cast.province_officer, at=play.at, key=new_key(),
            lines=[DecisionLine("panel-size", 5, "通知", "", TODAY, None, Scope.ROUND, round_.key)],
        )  # fmt: skip
    assert "刚才已依据" in str(refused.value)


def test_enter_in_a_field_records_nothing(desk: Desk, round_: Round) -> None:
    """The first button of a form is what Enter presses: it shows what is typed."""
    page = BeautifulSoup(desk.client.get(f"/applications/rounds/{round_.key}/points/").text, "html.parser")
    form = page.find("form", attrs={"action": f"/applications/rounds/{round_.key}/points/"})
    assert isinstance(form, Tag)
    first = form.find("button", attrs={"type": "submit"})
    assert isinstance(first, Tag)
    assert (first["name"], first["value"]) == ("do", "keep")
    before = PointDecision.objects.count()
    assert desk.press("keep", **of("round-forms", FORM), **ACT).status_code == 200
    assert PointDecision.objects.count() == before


def test_the_round_before_is_the_beginning(play: Play, desk: Desk, round_: Round) -> None:
    all_decided(desk, round_)
    later = play.announced("designation-2028", year=2028, opens_on=date(2026, 9, 10), closes_on=date(2027, 1, 31))
    text = desk.client.get(f"/applications/rounds/{later.key}/points/").text
    form = BeautifulSoup(text, "html.parser").find(
        "form", attrs={"action": f"/applications/rounds/{later.key}/points/"}
    )
    assert isinstance(form, Tag)
    sent = fields_of(form)
    assert sent["round-forms.e.sections.0.fields.1.zh"] == "其中：特色产品"
    assert sent["indicators.e.groups.1.leaves.0.weight"] == "45"
    assert "已按上一轮的决定填上" in form.text


def test_the_official_file_upload_is_refused_by_kind_on_the_page(
    play: Play, desk: Desk, round_: Round, enter: Enter
) -> None:
    all_decided(desk, round_)
    application = play.started(round_)
    photo = queries.checklist_now(application, TODAY)[1].id
    client = enter(play.cast.county_officer)
    address = f"/applications/{application.case.case_no}/documents/{photo}/attach/"
    answer = client.post(address, {"once": new_key(), "file": SimpleUploadedFile("照片.png", b"x")})
    assert "「照片.png」没有上传" in answer.text
    assert "只收 PDF" in answer.text
    # Of several each is taken or refused by itself, and all are named.
    files = [SimpleUploadedFile("甲.png", b"x"), SimpleUploadedFile("乙.pdf", PDF), SimpleUploadedFile("丙.docx", b"x")]
    several = client.post(address, {"once": new_key(), "file": files})
    for words in ("2 个文件没有上传，其余 1 个已存", "「甲.png」", "「丙.docx」", "乙.pdf"):
        assert words in several.text


def test_departments_are_chosen_by_their_names(play: Play, enter: Enter) -> None:
    here = Page(enter(play.cast.province_officer), "liaoning-2022", "departments-concerned")
    offered = here.form.find("input", attrs={"name": "member", "value": "customs"})
    assert isinstance(offered, Tag)
    assert offered.find_parent("label").text == "海关"  # type: ignore[union-attr]
    cells = {"member": ["finance", "customs"], "value": "某某局\n税务部门", "reach": "pack:"}
    here.write({**cells, "act": "通知", "decided_on": TODAY.isoformat()}).press("decide")
    row = PointDecision.objects.filter(point="departments-concerned").latest("pk")
    assert row.value == ["finance", "customs", "某某局", "tax"]
    assert here.value("value") == "某某局"
