"""Two languages: Chinese unless the reader chose English."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import translation

from jidi.accounts.enums import Duty
from jidi.common.say import Say
from jidi.web.shared.language import choose, current, spoken


def test_chinese_comes_first() -> None:
    with translation.override("zh-hans"):
        assert current() == "zh"
        assert choose("中文", "English") == "中文"
    with translation.override(None):
        assert current() == "zh"


def test_english_is_shown_to_who_chose_it_and_never_leaves_a_hole() -> None:
    with translation.override("en"):
        assert choose("中文", "English") == "English"
        assert choose("只有中文") == "只有中文"
        assert spoken(Say("只有中文")) == "只有中文"


def test_values_are_put_in_after_the_language_is_chosen() -> None:
    with translation.override("en"):
        assert choose("{who}有 {n} 项", "{who} has {n}", who=Say("市局", "the city"), n=3) == "the city has 3"


def test_whatever_has_words_can_be_spoken() -> None:
    with translation.override("zh-hans"):
        assert spoken(Say("市", "city")) == "市"
        assert spoken(SimpleNamespace(zh="省", en="province")) == "省"
        assert spoken(Duty.EXPERT) == "评审专家"
        assert spoken("刘静") == "刘静"
        assert spoken(None) == ""
        assert spoken(7) == "7"
