"""The article page: where chips lead, what it shows of carriers, examples, official words, matters."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from jidi.common.say import Basis, Cite, Say
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack as pack_of
from jidi.policies.services import attach
from jidi.web.desk.policies.applying import Applying, forget_applying, register_applying
from jidi.web.desk.policies.articles import groups_of, source_article, status_of
from jidi.web.desk.policies.examples import citing
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Badge, Link, State
from policycore.pack.model import ArticleStatus
from tests.cast import Cast
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.policies.conftest import AT, ROOT, brought_in

pytestmark = pytest.mark.django_db


def article(client: Client, version: PackVersion, name: str) -> str:
    answer = client.get(f"/policies/{version.pack_id}/articles/{name}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_chip_leads_to_the_article(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    chip = chip_of(Cite(Say("第三条（一）"), Basis.ARTICLE, "harbour-2020", "3.1"))
    assert chip.href == "/policies/harbour-2020/articles/3.1/"
    text = enter(cast.city_officer).get(chip.href).content.decode()
    assert "<h1>第三条（一）　公示</h1>" in text


def test_it_says_what_carries_the_article_out_by_whom_and_how(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = article(enter(cast.county_officer), tea, "11.1")
    for part in ("近三年有严重事件", "按「谁的事件」的决定，取其一：", "茶亭自己的：", "谁的事件：未定"):
        assert part in text
    assert 'href="/policies/fixture/points/whose-events/"' in text
    assert "第十一条（二）" not in text.split("jd-title__acts")[1].split("</div>")[0]
    assert "（二） →" in text


def test_examples_are_run_and_shown(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = article(enter(cast.county_officer), tea, "11.1")
    count = len(citing(pack_of(tea), "11.1"))
    assert count > 6
    assert f"{count} 例，全部符合" in text
    assert "不能判断" in text
    assert "其余" in text


def test_an_example_that_differs_is_shown_at_once(
    cast: Cast, enter: Enter, tmp_path: object, monkeypatch: pytest.MonkeyPatch, tea: PackVersion
) -> None:
    from jidi.web.desk.policies import examples
    from policycore.engine import Result

    honest = examples.run_examples

    def one_wrong(pack: object, calendar: object) -> list[Result]:
        found = honest(pack, calendar)  # type: ignore[arg-type]
        return [Result(r.example, (("value", "yes", "no"),)) if "11.1" in str(r.example.expect) else r for r in found]

    monkeypatch.setattr(examples, "run_examples", one_wrong)
    monkeypatch.setattr(examples, "_results", type(examples._results)())
    client = enter(cast.county_officer)
    assert "不符" in article(client, tea, "11.1")
    assert "例样例与应得不符" in client.get("/policies/fixture/coverage/").content.decode()


def test_an_article_nothing_carries_out_says_why(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = article(enter(cast.county_officer), tea, "1")
    assert "只说目的。" in text
    assert "这一条没有要系统执行的内容" in text
    assert "非操作性" in text
    assert "待建" in article(enter(cast.county_officer), tea, "25")
    assert "原文缺失" in article(enter(cast.county_officer), tea, "annex-2")


def test_a_count_of_the_head_carries_its_article_out(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    text = article(enter(cast.county_officer), tea, "23.b")
    assert "印发时已有茶亭（原办法） 5 个" in text
    assert "印本说明：原文无句号" in text


def test_the_official_words_stand_one_click_away(cast: Cast, enter: Enter, tea: PackVersion) -> None:
    client = enter(cast.county_officer)
    assert "还没有导入公文原文" in article(client, tea, "2")
    attach(pack_id="fixture", text="第二条 县和度假区可以申报。\n第三条 看排名。\n", actor=None, at=AT)
    text = article(client, tea, "2")
    assert "看公文原文" in text
    assert "县和度假区可以申报。" in text


def test_the_official_words_of_a_part_are_those_of_its_heading(tea: PackVersion) -> None:
    articles = pack_of(tea).articles
    source = source_article(pack_of(tea), articles["14.c"])
    assert source is articles["14.a"]


def test_parts_stand_under_the_number_printed(tea: PackVersion) -> None:
    groups = {group.printed: group for group in groups_of(pack_of(tea))}
    assert [one.id for one in groups["第十四条"].articles] == ["14.a", "14.b", "14.c", "14.d"]
    assert groups["第二十三条"].status is ArticleStatus.CARRIED_OUT
    assert groups["附件一"].only
    assert status_of(pack_of(tea).articles["2"]) is ArticleStatus.CARRIED_OUT


def test_an_older_version_stays_chosen(cast: Cast, enter: Enter, harbour_version: PackVersion) -> None:
    client = enter(cast.county_officer)
    text = client.get("/policies/harbour-2020/articles/2/?v=1").content.decode()
    assert 'href="/policies/harbour-2020/articles/1/?v=1"' in text
    assert "您看的是选定的版本" in client.get("/policies/harbour-2020/?v=1").content.decode()


def test_what_applies_an_article_is_said_by_the_rooms_that_know(
    cast: Cast, enter: Enter, harbour_version: PackVersion
) -> None:
    def source(actor: object, pack: str, on: date) -> list[Applying]:
        assert actor == cast.county_officer
        return [
            Applying(
                "procedures/designation/prepare",
                Link(Say("某某基地申报"), "/somewhere/"),
                Badge(State.GOING, Say("填报中")),
                Say("还差 3 项"),
                Say("庄河市商务局"),
                date(2099, 1, 2),
                Say("第 1 版"),
            )
        ]

    register_applying("tests", source)
    try:
        client = enter(cast.county_officer)
        text = article(client, harbour_version, "2")
        for part in ("某某基地申报", "填报中", "庄河市商务局", "2099-01-02", "第 1 版", "1 件在办"):
            assert part in text
        assert "某某基地申报" not in article(client, harbour_version, "6")
        assert "1 件" in client.get("/policies/harbour-2020/coverage/").content.decode()
    finally:
        forget_applying("tests")
    assert "眼下没有您能看到的事项在适用这一条" in article(enter(cast.county_officer), harbour_version, "2")


def test_a_draft_of_another_pack_is_read_as_a_draft(cast: Cast, enter: Enter) -> None:
    brought_in(ROOT / "tests" / "packs" / "tiny")
    text = enter(cast.expert).get("/policies/tiny/").content.decode()
    assert "草稿" in text
