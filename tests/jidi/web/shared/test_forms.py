"""A form on a page: what was typed is always there again, with or without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import QueryDict
from django.test import Client

from jidi.common.say import Say
from jidi.filings import queries
from jidi.filings.models import Filing, Version
from jidi.web.shared import forms
from jidi.web.shared.formparts import Point
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.conftest import GOOD, Opener, form, opener, rules  # noqa: F401 - fixtures
from tests.jidi.filings.test_housefindings import FIELDS
from tests.jidi.web.conftest import Enter
from tests.jidi.web.shared.form_site import Site

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.jidi.web.shared.form_site")]


@pytest.fixture
def filing(opener: Opener) -> Filing:  # noqa: F811
    return opener()


@pytest.fixture
def client(filing: Filing, cast: Cast, enter: Enter) -> Iterator[Client]:
    yield enter(cast.county_officer)
    Site.allowed, Site.points = None, ()


def text_of(client: Client, address: str = "/form/") -> str:
    return client.get(address).content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1].replace("&quot;", '"')


def fields(page: str, **texts: str) -> dict[str, str]:
    """Everything a browser would send of the page, with some texts changed."""
    sent = {"seen": hidden(page, "seen"), "shown": hidden(page, "shown")}
    sent |= dict(_inputs(page))
    return sent | {f"f.{name.replace('__', '.')}": text for name, text in texts.items()}


def _inputs(page: str) -> list[tuple[str, str]]:
    inputs = re.findall(r'<input class="jd-cell[^>]*>', page)
    found = [(re.search(r'name="([^"]*)"', one)[1], re.search(r' value="([^"]*)"', one)[1]) for one in inputs]  # type: ignore[index]
    areas = re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n([^<]*)</textarea>', page)
    return found + areas


def autosave(client: Client, page: str, **texts: str) -> dict[str, object]:
    named = {f"f.{name.replace('__', '.')}": text for name, text in texts.items()}
    sent = {"seen": hidden(page, "seen"), "changed": list(named), **named}
    answer = client.post("/form/autosave/", sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_form_names_each_field_its_unit_and_what_it_waits_for(client: Client) -> None:
    page = text_of(client)
    assert 'id="f-total"' in page
    assert 'aria-label="总产值 2025（亿元）"' in page
    assert page.count('placeholder="待填"') >= 7
    assert "第十四条" in page
    assert "还不能报送" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_the_autosave_answers_with_its_moment_and_what_cannot_be_read(client: Client) -> None:
    page = text_of(client)
    answer = autosave(client, page, total__2025="二百亿", brand="九个")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", str(answer["saved"]))
    assert answer["times"] == 1
    assert answer["seen"] == hidden(page, "seen")
    assert list(answer["errors"]) == ["f.total.2025"]  # type: ignore[call-overload]
    again = text_of(client)
    assert 'value="二百亿"' in again
    assert "九个" in again
    assert 'aria-invalid="true"' in again


def test_a_page_without_script_saves_everything_with_its_button(client: Client) -> None:
    page = text_of(client)
    answer = client.post("/form/save/", fields(page, total__2025="214.30", brand="一行\r\n二行") | {"act": "save"})
    assert answer.status_code == 302
    state = queries.draft_state(Filing.objects.get())
    assert (state.text("total.2025"), state.text("brand")) == ("214.30", "一行\n二行")
    assert set(state.cells) == {"total.2025", "brand"}


def test_a_page_that_sends_everything_does_not_undo_what_another_page_wrote(
    client: Client, cast: Cast, enter: Enter
) -> None:
    first = text_of(client)
    other = enter(cast.sister_county_officer)
    autosave(other, text_of(other), staff="12")
    client.post("/form/save/", fields(first, brand="九个"))
    state = queries.draft_state(Filing.objects.get())
    assert (state.text("staff"), state.text("brand")) == ("12", "九个")
    assert not state.cells["staff"].also


def test_two_people_at_one_cell_see_both_texts_and_choose(client: Client, cast: Cast, enter: Enter) -> None:
    other = enter(cast.sister_county_officer)
    mine, theirs = text_of(client), text_of(other)
    autosave(client, mine, staff="10")
    answer = autosave(other, theirs, staff="12")
    assert "孙丽写「10」" in str(answer["errors"])
    page = text_of(client)
    choice = re.search(r'name="choose" value="(staff=2)"', page)
    assert choice
    client.post("/form/save/", {**fields(page), "choose": choice[1]})
    assert queries.draft_state(Filing.objects.get()).text("staff") == "12"


def test_what_was_refused_is_shown_again_with_why(client: Client) -> None:
    client.post("/form/save/", fields(text_of(client), **GOOD_NAMES))
    Site.allowed = {"brand"}
    page = text_of(client)
    assert 'name="f.total.2025"' not in page
    answer = client.post("/form/save/", {**fields(page), "f.total.2025": "999", "f.nothing": "还在"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "没有改动" in said
    assert "还在" in said
    assert "您填的都还在" in said
    cell = said.split('id="c-total.2025"')[1].split("</span>")[0]
    assert "999" not in cell, "a shut cell shows what stands there, not what was refused"
    assert "214.30" in cell


GOOD_NAMES = {name.replace(".", "__"): text for name, text in GOOD.items()}


def test_handing_in_too_early_leads_to_every_missing_field(client: Client) -> None:
    answer = client.post("/form/submit/", fields(text_of(client), total__2025="十"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#c-total.2025"' in said
    assert 'value="十"' in said
    assert said.count('<li><a href="#c-') == 7


def test_a_row_more_and_a_row_less(client: Client) -> None:
    page = text_of(client)
    answer = client.post("/form/save/", fields(page, rows__1__name="甲", rows__2__name="乙") | {"act": "add:rows"})
    assert answer.headers["Location"] == "/form/?rows=rows:5#f-rows"
    more = text_of(client, "/form/?rows=rows:5")
    assert 'name="f.rows.7.name"' in more
    client.post("/form/save/", {**fields(more), "act": "drop:rows.1"})
    state = queries.draft_state(Filing.objects.get())
    assert state.layout.rows_in("rows", [a for a, cell in state.cells.items() if cell.text]) == [2]


def test_a_hostile_text_is_shown_as_text(client: Client) -> None:
    evil = '"><script>alert(1)</script></textarea><img src=x>'
    autosave(client, text_of(client), brand=evil, total__2025=evil, rows__1__name=evil, nature=evil)
    page = text_of(client)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 4


@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "9" * 5000, "shown": "[", "f.staff": "1"},
        {"seen": ":::", "shown": "[1]", "f.staff": "1", "choose": "staff=x"},
        {"shown": '{"staff": 3}', "f.staff": "1", "choose": "=1", "act": "drop:"},
        {"f.staff": "1", "choose": "brand=7", "act": "add:nothing"},
    ],
)
def test_torn_hidden_fields_lose_nothing(client: Client, sent: dict[str, str]) -> None:
    assert client.post("/form/save/", sent).status_code == 302
    assert queries.draft_state(Filing.objects.get()).text("staff") == "1"


def test_a_check_to_explain_opens_its_box_in_place(client: Client) -> None:
    autosave(client, text_of(client), **{**GOOD_NAMES, "total__2025": "400"})
    page = text_of(client)
    assert 'name="f.why:jump"' in page
    autosave(client, page, **{"why:jump": "蜀蔬公司 6 月起自营进口，2.9 亿元"})
    assert "已说明，待判定" in text_of(client)


def test_a_version_is_read_with_its_differences_and_points_at_the_field(client: Client) -> None:
    Site.points = (
        Point(
            1,
            "brand",
            Say("认证企业数不符，请核", "please check"),
            "09-18",
            Say("已改", "done"),
            "10-09",
            Say("已采纳", "taken"),
        ),
    )
    client.post("/form/submit/", fields(text_of(client), **GOOD_NAMES))
    Site.allowed = {"brand", "nature"}
    client.post("/form/submit/", fields(text_of(client), brand="自主品牌 11 个。") | {"f.nature": "joint"})
    assert Version.objects.count() == 2
    page = text_of(client, "/form/read/?changed=1")
    assert '<del class="jd-del">9</del><ins class="jd-ins">11</ins>' in page
    assert '<del class="jd-del">未填</del><ins class="jd-ins">中外合资</ins>' in page
    assert "补正点 1" in page
    assert "已采纳" in page
    assert "总产值" not in page.split('id="main"')[1]
    assert "总产值" in text_of(client, "/form/read/")


def test_a_page_of_a_form_asks_the_same_few_questions_however_much_is_in_it(
    client: Client, django_assert_max_num_queries: object
) -> None:
    rows = {f"rows__{n}__name": f"企业{n}" for n in range(1, 200)}
    autosave(client, text_of(client), **rows)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert "第 101～199 行" in text_of(client)


def test_only_so_many_empty_rows_are_offered() -> None:
    assert forms.spare_rows(QueryDict("rows=a:5&rows=b:999&rows=c:x&rows=d:9999")) == {"a": 5, "b": 50}


def test_the_autosave_brings_what_changed_beside_the_fields(client: Client) -> None:
    answer = autosave(client, text_of(client), **GOOD_NAMES)
    assert answer["computed"]["c-share.2025"] == "89.1"  # type: ignore[call-overload,index]
    assert answer["rows"]["f-total"]["yoy"] == "+7.9%"  # type: ignore[call-overload,index]
    assert "可以报送" in answer["parts"]["findings"]  # type: ignore[call-overload,index]
    assert ">89.1</output>" in text_of(client)


@pytest.fixture
def follows(cast: Cast, opener: Opener, enter: Enter) -> Client:  # noqa: F811
    """The page of a form with a figure that is typed although a formula gives it, and a computed column."""
    table = {
        "id": "firms", "zh": "企业", "kind": "table", "required": False,
        "columns": [
            {"id": "name", "zh": "名称"},
            {"id": "sales", "zh": "销售额", "kind": "number", "unit": "亿元"},
            {"id": "research", "zh": "研发投入", "kind": "number", "unit": "万元", "required": False},
            {"id": "intensity", "zh": "强度", "kind": "derived", "unit": "%", "formula": "[research] / [sales]"},
        ],
    }  # fmt: skip
    sections = [{"id": "all", "zh": "统计", "fields": [*FIELDS, table]}]
    own = {"id": "yearly", "zh": "年报", "basis": "house", "sections": sections, "checks": []}
    opener(owner_key="8", form=Form.model_validate(own))
    return enter(cast.county_officer)


def test_what_follows_from_the_sources_is_at_its_cell_as_soon_as_they_are_saved(follows: Client) -> None:
    offers: dict[str, str] = autosave(follows, text_of(follows), density__2024="410", density__2025="430.5")["offers"]  # type: ignore[assignment]
    assert "按公式为 5.0" in offers["c-growth.2025"]
    assert 'value="take:growth.2025=5.0"' in offers["c-growth.2025"]
    assert offers["c-growth.2023"] == ""
    offers = autosave(follows, text_of(follows), growth__2025="5")["offers"]  # type: ignore[assignment]
    assert offers["c-growth.2025"] == ""


def test_without_script_what_follows_is_taken_over_by_its_button_after_saving(follows: Client) -> None:
    follows.post("/form/save/", {**fields(text_of(follows), density__2024="410", density__2025="430.5"), "act": "save"})
    page = text_of(follows)
    found = re.search(r'name="act" value="(take:growth\.2025=[^"]*)"', page)
    assert found
    answer = follows.post("/form/save/", {**fields(page), "act": found[1]})
    assert answer.url == "/form/#f-growth"  # type: ignore[attr-defined]
    assert queries.draft_state(Filing.objects.latest("pk")).text("growth.2025") == "5.0"
    assert "按公式为" not in text_of(follows)


def test_a_computed_column_follows_too(follows: Client) -> None:
    answer = autosave(follows, text_of(follows), firms__1__name="甲", firms__1__sales="2", firms__1__research="500")
    assert answer["computed"]["c-firms.1.intensity"] == "2.50"  # type: ignore[index]
