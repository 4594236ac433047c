"""Chips made of a pack and of what the engine answered."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jidi.common.say import Say
from jidi.web.shared import cited
from jidi.web.shared.language import spoken
from jidi.web.shared.parts import ChipKind, Reason
from policycore.citation import Citation
from policycore.pack import Pack, load_pack
from policycore.verdict import DecisionUsed, Lack, LackKind, TraceLine, Truth, Verdict

POLICIES = Path(__file__).resolve().parents[4] / "policies"


@cache
def pack() -> Pack:
    return load_pack(POLICIES / "liaoning-2022")


def point() -> str:
    return next(iter(pack().open_points))


def test_an_article_is_shown_with_gist_number_and_version() -> None:
    article = next(iter(pack().articles.values()))
    chip = cited.article_chip(pack(), article.id)
    assert chip.label == Say(article.printed, article.printed)
    assert chip.gist == Say(article.zh, article.en)
    assert chip.source == Say("辽商贸促〔2022〕22号，第 1 版", "辽商贸促〔2022〕22号, version 1")


def test_an_article_the_pack_does_not_hold_is_shown_as_written() -> None:
    assert cited.article_chip(pack(), "99").label == Say("99", "99")


def test_an_answer_explains_itself_at_its_first_article() -> None:
    first, second = list(pack().articles)[:2]
    verdict = Verdict(
        "question",
        Truth.UNDETERMINED,
        citation=Citation((first, second)),
        trace=(TraceLine(Say("上期漏报", "missed"), "是"), TraceLine(Say("本期", "this period"), "不能判断", 1)),
        lacks=(Lack(LackKind.FACT, "x", Say("缺：报送时间", "missing: time")),),
        decisions=(DecisionUsed(point(), 7, "通知", "某号", date(2026, 1, 6), demo=True),),
    )
    one, two, dash = cited.chips_of_verdict(pack(), verdict)
    assert one.reasons == (  # type: ignore[union-attr]
        Reason(Say("上期漏报", "missed"), Say("是", "yes")),
        Reason(Say("　本期", "　this period"), Say("不能判断", "undetermined"), open=True),
        Reason(Say("缺：报送时间", "missing: time"), Say("还缺", "missing"), open=True),
    )
    assert two.reasons == ()  # type: ignore[union-attr]
    assert dash.label == Say("待定项，2026-01-06 定", "open point, decided 2026-01-06")
    assert "通知 某号（演示决定）" in dash.why.zh  # type: ignore[union-attr]


def test_a_point_nobody_decided_is_marked_open() -> None:
    dash = cited.dash_of(pack(), point(), None)
    assert dash.open
    assert dash.label == Say("待定项，未定", "open point, undecided")
    assert cited.dash_of(pack(), "no-such-point", None).open


def test_house_and_law_have_their_own_chips() -> None:
    house = cited.chips_of(pack(), Citation(basis="house", text=Say("本系统规则：x", "Rule of this house: x")))
    law = cited.chips_of(pack(), Citation(basis="law", text=Say("某法", "an act")))
    assert [chip.kind for chip in (*house, *law)] == [ChipKind.HOUSE, ChipKind.LAW]
    assert house[0].gist == Say("x", "x")
    assert cited.chips_of(pack(), Citation()) == ()


def test_the_trace_of_a_reading_names_in_english_what_was_decided() -> None:
    choices = pack().open_points["whose-events"].choices
    assert choices is not None
    lines = (
        TraceLine(Say("算谁的情况", "whose events count"), choices["with-enterprises"].zh),
        TraceLine(Say("次数", "count"), "0 > 0 → 否"),
    )
    verdict = Verdict("veto x", Truth.NO, citation=Citation(("17.2",)), trace=lines)
    said = [spoken(one.gave, "en") for one in cited.reasons_of(verdict, pack())]
    assert said == ["Those of its enterprises count too", "0 > 0 → no"]


def test_two_sentences_of_one_paragraph_are_one_chip() -> None:
    found = cited.chips_of(pack(), Citation(("4.d", "16.6.b", "16.6.c")))
    assert [spoken(one.label) for one in found] == ["第四条", "第十六条（六）"]
