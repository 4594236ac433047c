"""Deciding an open point on a page: by whoever may, in the fields of its kind, once, with what is wrong at its field."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.applications.models import Round
from jidi.audit.models import Entry
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.queries import pack as pack_of
from jidi.policies.services import decide_point
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.conftest import AT

pytestmark = pytest.mark.django_db

FORM = """zh: 申报表
sections:
  - id: output
    zh: 产值
    fields:
      - {id: total, zh: 总产值, kind: number, unit: 亿元}
      - {id: special, zh: 其中特色产品, kind: number, unit: 亿元, of-which: total}
checks:
  - {id: within, must: "[special] <= [total]", basis: house}
"""


def decided(version: PackVersion, point: str, value: Any, *, target: str = "", day: int = 2022) -> PointDecision:
    """A decision that was taken."""
    return decide_point(
        version_id=version.pk,
        point=point,
        value=value,
        act="某次会议",
        decided_on=date(2022, 3, 1),
        valid_from=date(day, 1, 1),
        scope=Scope.ROUND if target else Scope.PACK,
        target=target,
        actor=None,
        at=AT,
    )


def announced(pack: str, key: str) -> None:
    """A round of this key, that a decision may be for it."""
    version = PackVersion.objects.filter(pack_id=pack).latest("pk")
    who, on, procedure = Person.objects.earliest("pk"), AT.date(), next(iter(pack_of(version).procedures))
    Round.objects.get_or_create(
        key=key, defaults={"version": version, "procedure": procedure, "area_code": "210000", "year": 2022, "zh": f"轮次 {key}",
                           "act": "通知", "opens_on": on, "announced_at": AT, "announced_by": who},
    )  # fmt: skip


def key_on(text: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', text)
    assert found
    return found.group(1)


def send(client: Client, pack: str, point: str, follow: bool = True, **typed: Any) -> Any:
    """Open the page of a point and send its form as a browser would."""
    path = f"/policies/{pack}/points/{point}/"
    text = client.get(path).content.decode()
    if typed.get("scope") == "round" and typed.get("target"):
        announced(pack, typed["target"])
    common = {
        "once": key_on(text),
        "act": "关于开展评定的通知",
        "act_number": "商〔2022〕5号",
        "decided_on": "2022-03-08",
    }
    return client.post(f"{path}decide/", {**common, "do": "decide", **typed}, follow=follow)


@pytest.mark.parametrize(
    ("point", "typed", "value"),
    [
        ("round-year", {"value": "2024", "scope": "round", "target": "2024-1"}, 2024),
        ("silence", {"value": "ask-again", "scope": "pack"}, "ask-again"),
        ("first-day", {"value": "yes", "scope": "pack"}, True),
        ("first-day", {"value": "no", "scope": "pack"}, False),
        ("start-day", {"value": "2022-04-01", "scope": "pack"}, date(2022, 4, 1)),
        ("dissent", {"value": "lead-decides", "scope": "pack"}, "lead-decides"),
    ],
)
def test_a_point_is_decided_in_the_field_of_its_kind(
    cast: Cast, enter: Enter, harbour_version: PackVersion, point: str, typed: dict[str, str], value: Any
) -> None:
    actor = cast.decider if point == "silence" else cast.province_officer
    answer = send(enter(actor), "harbour-2020", point, **typed)
    assert answer.status_code == 200
    row = PointDecision.objects.get()
    assert row.value == value
    assert (row.act, row.act_number, row.by_person_id) == ("关于开展评定的通知", "商〔2022〕5号", actor.person_id)
    assert row.valid_from == date(2022, 3, 8)
    text = answer.content.decode()
    assert "已定为" in text
    assert "历次决定" in text
    assert Entry.objects.filter(action="point.decided").count() == 1


def test_a_city_decides_a_window_for_itself_only(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    client = enter(cast.city_officer)
    page = client.get("/policies/harbour-2020/points/city-days/").content.decode()
    assert '<option value="area:210200">' in page
    typed = {"length": "5", "unit": "workday", "first": "yes", "scope": "area"}
    answer = send(client, "harbour-2020", "city-days", target="210200", **typed)
    assert answer.status_code == 200
    row = PointDecision.objects.get()
    assert row.value == {"length": 5, "unit": "workday", "count-first": True}
    assert (row.scope, row.target) == ("area", "210200")
    assert "5 个工作日（首日计入）" in answer.content.decode()
    refused = send(client, "harbour-2020", "city-days", target="210800", **typed)
    assert refused.status_code == 403
    assert "超出了本地区" in refused.content.decode()


def test_a_form_is_pasted_looked_at_and_decided(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    client = enter(cast.province_officer)
    looked = send(client, "harbour-2020", "round-form", do="preview", value=FORM, scope="round", target="r1")
    text = looked.content.decode()
    assert looked.status_code == 200
    for part in ("填的人会看到", "总产值", "亿元", "其中特色产品 不大于 总产值"):
        assert part in text
    assert not PointDecision.objects.exists()
    answer = send(client, "harbour-2020", "round-form", value=FORM, scope="round", target="r1")
    assert answer.status_code == 200
    row = PointDecision.objects.get()
    assert row.value["sections"][0]["fields"][0]["unit"] == "亿元"
    assert "申报表（1 部分，2 栏）" in answer.content.decode()
    again = client.get("/policies/harbour-2020/points/round-form/").content.decode()
    assert "of-which: total" in again


def test_a_form_may_come_as_a_file(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    file = SimpleUploadedFile("form.yaml", FORM.encode("utf-8-sig"), "text/yaml")
    answer = send(
        enter(cast.province_officer), "harbour-2020", "round-form", value="", file=file, scope="round", target="r1"
    )
    assert answer.status_code == 200
    assert PointDecision.objects.get().value["zh"] == "申报表"


@pytest.mark.parametrize(
    ("content", "said"),
    [("表".encode("gb18030") * 40, "不是 UTF-8 文本"), (b"x" * (256 * 1024 + 1), "超过 256 KB")],
)
def test_a_file_that_is_no_text_is_said_so(
    cast: Cast, enter: Enter, harbour_version: PackVersion, content: bytes, said: str
) -> None:
    file = SimpleUploadedFile("form.yaml", content)
    answer = send(enter(cast.province_officer), "harbour-2020", "round-form", file=file, scope="round", target="r1")
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_is_wrong_in_a_form_is_named_with_its_line(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    wrong = FORM.replace("kind: number, unit: 亿元}", "kind: number, unit: 亿元钱}", 1).replace(
        "[special] <=", "[nothing] <="
    )
    answer = send(enter(cast.province_officer), "harbour-2020", "round-form", value=wrong, scope="round", target="r1")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "第 6 行" in text
    assert "亿元钱" in text
    assert "关于开展评定的通知" in text  # what was typed is still there
    assert not PointDecision.objects.exists()


def test_weights_are_asked_for_each_criterion(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    client = enter(cast.province_officer)
    page = client.get("/policies/fixture/points/weights/").content.decode()
    names = re.findall(r'name="weight-([a-z-]+)"', page)
    assert len(names) == 3
    given = dict(zip((f"weight-{name}" for name in names), ("50", "30.5", "19.5"), strict=True))
    answer = send(client, "fixture", "weights", scope="round", target="r1", **given)
    assert answer.status_code == 200
    kept = PointDecision.objects.get().value
    assert [kept[name] for name in names] == [50, Decimal("30.5"), Decimal("19.5")]
    short = send(client, "fixture", "weights", scope="round", target="r2", **{**given, f"weight-{names[0]}": "40"})
    assert short.status_code == 422
    assert "权重合计 90" in short.content.decode()
    empty = send(client, "fixture", "weights", scope="round", target="r3", **{f"weight-{names[0]}": "x"})
    assert empty.content.decode().count('aria-invalid="true"') == 3


def test_a_list_is_written_one_a_line(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    send(enter(cast.province_officer), "fixture", "cities-concerned", value="大连\n 营口 \n\n大连", scope="pack")
    assert PointDecision.objects.get().value == ["大连", "营口"]


@pytest.mark.parametrize(
    ("typed", "target", "said"),
    [
        ({"value": "2019"}, "value", "2019 小于下限 2020"),
        ({"value": "二〇二四"}, "value", "不是数"),
        ({"value": ""}, "value", "还没有填"),
        ({"value": "2024", "act": " "}, "act", "请写明依据哪份文件或会议决定"),
        ({"value": "2024", "decided_on": "昨天"}, "decided_on", "不是日期"),
        ({"value": "2024", "decided_on": ""}, "decided_on", "请写明决定日期"),
        ({"value": "2024", "valid_from": "2024-13-01"}, "valid_from", "不是日期"),
        ({"value": "2024", "target": ""}, "value", "须写 target"),
        ({"value": "2024", "decided_on": "2099-01-01"}, "value", "还没有到"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, enter: Enter, harbour_version: PackVersion, typed: dict[str, str], target: str, said: str
) -> None:
    given = {"scope": "round", "target": "2024-1", "act_number": "某〔2024〕9号", **typed}
    answer = send(enter(cast.province_officer), "harbour-2020", "round-year", **given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'href="#{target}"' in text
    assert "某〔2024〕9号" in text
    assert not PointDecision.objects.exists()


def test_two_clicks_are_one_decision(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    client = enter(cast.province_officer)
    path = "/policies/harbour-2020/points/first-day/"
    typed = {"once": key_on(client.get(path).content.decode()), "do": "decide", "value": "yes", "scope": "pack"}
    typed |= {"act": "某通知", "decided_on": "2022-03-08"}
    assert client.post(f"{path}decide/", typed).status_code == 302
    assert client.post(f"{path}decide/", typed).status_code == 302
    assert PointDecision.objects.count() == 1
    assert client.post(f"{path}decide/", {**typed, "value": "no"}).status_code == 409
    assert PointDecision.objects.count() == 1


def test_who_did_not_see_the_decision_of_another_does_not_replace_it(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    """Two open the page; the second hears of the first one's decision, looks, and may then change it."""
    path, client = "/policies/harbour-2020/points/first-day/", enter(cast.province_officer)
    page = BeautifulSoup(client.get(path).text, "html.parser")
    seen = {str(one["value"]) for one in page.find_all("input", attrs={"name": "seen"})}
    assert seen == {"0"}
    send(client, "harbour-2020", "first-day", value="yes", scope="pack", seen="0")
    late = send(client, "harbour-2020", "first-day", value="no", scope="pack", seen="0")
    assert late.status_code == 422
    assert "您打开这一页以后，省商务厅 赵敏已依据" in late.text.replace("辽宁省商务厅", "省商务厅")
    assert PointDecision.objects.get().value is True
    (now,) = {one["value"] for one in BeautifulSoup(late.text, "html.parser").find_all("input", attrs={"name": "seen"})}
    send(client, "harbour-2020", "first-day", value="no", scope="pack", seen=str(now), valid_from="2022-05-01")
    assert PointDecision.objects.count() == 2


def test_for_a_round_what_other_rounds_decided_is_no_decision(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    announced("harbour-2020", "2024-1")
    announced("harbour-2020", "2024-2")
    client, path = enter(cast.province_officer), "/policies/harbour-2020/points/round-year/"
    send(client, "harbour-2020", "round-year", value="2024", scope="round", target="2024-1")
    title = {key: client.get(f"{path}?round={key}").text.partition("</h1>")[2][:400] for key in ("2024-1", "2024-2")}
    assert "已定" in title["2024-1"]
    assert "未定" in title["2024-2"]


def test_a_later_decision_ends_the_earlier_and_both_stay(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    client = enter(cast.province_officer)
    send(client, "harbour-2020", "first-day", value="yes", scope="pack")
    answer = send(client, "harbour-2020", "first-day", value="no", scope="pack", valid_from="2022-05-01")
    text = answer.content.decode()
    assert "看全文" not in text
    assert "2022-03-08 至 2022-04-30" in text
    assert "2 次，只增不改" in text


@pytest.mark.parametrize(
    "who", ["county_officer", "base_clerk", "expert", "other_province_officer", "enterprise_clerk"]
)
def test_who_may_not_decide_reads_why_and_cannot_send(
    cast: Cast, enter: Enter, harbour_version: PackVersion, who: str
) -> None:
    actor: Actor = getattr(cast, who)
    client = enter(actor)
    path = "/policies/harbour-2020/points/first-day/"
    text = client.get(path).content.decode()
    assert "记录这项决定" not in text
    assert "由省商务厅办理" in text
    sent = {"once": "x" * 32, "do": "decide", "value": "yes", "scope": "pack", "act": "某", "decided_on": "2022-03-08"}
    answer = client.post(f"{path}decide/", sent)
    assert answer.status_code == 403
    assert "没有决定" in answer.content.decode()
    assert not PointDecision.objects.exists()
    assert Entry.objects.filter(action="point.decide", outcome="refused").count() == 1


def test_a_lost_session_keeps_what_was_typed(client: Client, harbour_version: PackVersion) -> None:
    answer = client.post(
        "/policies/harbour-2020/points/first-day/decide/",
        {"value": "yes", "act": "写了很久的通知名称"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert "写了很久的通知名称" in answer.content.decode()


def test_the_address_of_the_button_cannot_be_opened(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    answer = enter(cast.province_officer).get("/policies/harbour-2020/points/first-day/decide/")
    assert answer.status_code == 405


def test_only_what_nobody_decided_can_be_listed(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    client = enter(cast.province_officer)
    send(client, "harbour-2020", "first-day", value="yes", scope="pack")
    text = client.get("/policies/harbour-2020/points/?show=open").content.decode()
    assert "points/first-day/" not in text
    assert "points/dissent/" in text
    assert "8 项，7 项未定" in text


def test_the_demo_marks_its_decisions(cast: Cast, enter: Enter, harbour_version: PackVersion, settings: Any) -> None:
    settings.DEMO = True
    answer = send(enter(cast.province_officer), "harbour-2020", "first-day", value="yes", scope="pack")
    assert PointDecision.objects.get().is_demo
    assert "演示" in answer.content.decode()


def test_an_indicator_system_and_the_parts_of_a_payment_are_written_and_checked(
    cast: Cast, enter: Enter, tea: PackVersion
) -> None:
    client = enter(cast.province_officer)
    assert "以文本填写" in client.get("/policies/fixture/points/guest-items/").content.decode()
    wrong = "leaves:\n  - {id: taste, zh: 口味, weight: 90}\n"
    short = send(client, "fixture", "guest-items", value=wrong, scope="round", target="r1")
    assert short.status_code == 422
    assert "权重合计 90" in short.content.decode()
    assert "taste" in short.content.decode()  # what was typed is still there
    right = wrong.replace("90", "100")
    assert send(client, "fixture", "guest-items", value=right, scope="round", target="r1").status_code == 200
    parts = "parts:\n  - {id: first, zh: 首批, share: 60%}\n  - {id: rest, zh: 余下, share: 40%}\n"
    assert send(client, "fixture", "tool-parts", value=parts, scope="pack").status_code == 200
    page = client.get("/policies/fixture/points/tool-parts/").content.decode()
    assert "分 2 批：60%、40%" in page
    assert "首批" in page
    assert "由待定项「茶具补助分几批」决定" in client.get("/policies/fixture/articles/18/").content.decode()


def test_what_a_decision_is_limited_to_has_to_be_there(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    client, path = enter(cast.province_officer), "/policies/harbour-2020/points/round-year/"
    for reach, said in (("round:nope", "没有「nope」这个轮次"), ("case:999", "没有「999」这个案卷")):
        answer = send(client, "harbour-2020", "round-year", value="2024", reach=reach)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="2024"' in answer.text
    assert not PointDecision.objects.exists()
    announced("harbour-2020", "2024-1")
    page = client.get(f"{path}?round=2024-1").text
    assert '<option value="round:2024-1" selected>轮次 2024-1</option>' in page
    assert 'name="target"' not in page
    send(client, "harbour-2020", "round-year", value="2024", reach="round:2024-1")
    row = PointDecision.objects.get()
    assert (row.scope, row.target) == ("round", "2024-1")


def test_an_area_nobody_knows_is_no_reach(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    typed = {"length": "5", "unit": "workday", "reach": "area:210299"}
    answer = send(enter(cast.city_officer), "harbour-2020", "city-days", **typed)
    assert answer.status_code == 422
    assert "没有「210299」这个地区" in answer.text
