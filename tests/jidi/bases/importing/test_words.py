"""The tables of words: which title and event a list means."""

from __future__ import annotations

from pathlib import Path

import pytest

from jidi.bases.enums import TitleAct
from jidi.bases.importing.words import load
from jidi.common.say import Refused


@pytest.mark.parametrize(
    ("text", "act", "before"),
    [
        ("新认定", TitleAct.DESIGNATED, ""),
        ("认定", TitleAct.DESIGNATED, ""),
        ("考核通过(再次获评)", TitleAct.ASSESSED, ""),
        ("复评通过(2012首次获批)", TitleAct.ASSESSED, ""),
        ("在册", TitleAct.LISTED, ""),
        ("授牌", TitleAct.PLAQUE, ""),
        ("公示", TitleAct.ANNOUNCED, ""),
        ("由某某创新基地考核认定", TitleAct.DESIGNATED, "某某创新基地"),
        ("未认定", TitleAct.NOT_DESIGNATED, ""),
        ("取消称号", TitleAct.REVOKED, ""),
    ],
)
def test_an_event_is_known_by_its_words(text: str, act: TitleAct, before: str) -> None:
    found = load().event_in(text)
    assert found is not None
    assert (found[0].act, found[1]) == (act, before)


def test_a_title_is_known_by_level_and_words() -> None:
    words = load()
    found = words.title_in("国家级", "第三批专业型示范基地")
    assert found is not None
    assert (found.title.title, found.becomes) == ("national-model-base", "national")
    main = words.title_in("省级", "2021")
    assert main is not None
    assert (main.title.title, main.title.scheme) == ("provincial", "foreign-trade-base")
    assert words.title_in("乡级", "2021") is None
    assert words.event_in("重新评估") is None


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("[,designated,,", "titles.csv|events.csv:2：“\\[”不是正则表达式"),
        ("x,crowned,,", "events.csv:2：“crowned”不在可用值内"),
    ],
)
def test_a_wrong_table_names_file_and_row(tmp_path: Path, line: str, wrong: str) -> None:
    (tmp_path / "titles.csv").write_text(
        "level,pattern,scheme,title,tier,name,becomes\n国家级,,s,t,nation,n,\n", "utf-8"
    )
    (tmp_path / "events.csv").write_text(f"pattern,act,result,result_name\n{line}\n", "utf-8")
    with pytest.raises(Refused, match=wrong):
        load(tmp_path)
