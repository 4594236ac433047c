"""Words of this room: periods, what a duty is called, what is to be done."""

from __future__ import annotations

from datetime import date

from jidi.common.say import Say
from jidi.returns.models import Duty
from policycore.periods import Period

_NUMBERS = ("一", "二", "三", "四")


def period_words(text: str) -> Say:
    """A period as people say it: 2026 年三季度, 2026 年上半年, 2026 年, 2026 年 5 月; 一次 for a duty owed once."""
    if text == "once" or not text:
        return Say("一次性", "once")
    if len(text) == len("2026-01-01"):
        return Say(f"{text} 起", f"from {text}")
    period = Period.parse(text)
    year = f"{period.year} 年"
    if period.cycle == "quarter":
        return Say(f"{year}{_NUMBERS[period.part - 1]}季度", f"Q{period.part} {period.year}")
    if period.cycle == "half":
        return Say(f"{year}{'上' if period.part == 1 else '下'}半年", f"H{period.part} {period.year}")
    if period.cycle == "month":
        return Say(f"{year} {period.part} 月", f"{period.year}-{period.part:02d}")
    return Say(year, str(period.year))


def short_period(text: str) -> Say:
    """The same without the year where it is a part of one: 三季度, 上半年, 5 月."""
    if text == "once" or not text or len(text) == len("2026-01-01"):
        return period_words(text)
    period = Period.parse(text)
    if period.cycle == "year":
        return period_words(text)
    words = period_words(text)
    return Say(words.zh.split(" 年", 1)[1].strip(), words.en)


_OF_ITS_OWN = ("上年", "本年", "去年", "今年", "上季", "本季", "上月", "本月")
"""Words a name may begin with that count from its own period: 2021 年上年 would be read as another year."""


def of_the(when: str, what: str) -> str:
    """A period before what it is of, said once where both say it: 三季度 + 季度数据 is 三季度数据. Behind it in brackets
    where the name counts from the period itself: 上年工作总结（2021 年）."""
    if what.startswith(_OF_ITS_OWN) and short_of(when) not in what:
        return f"{what}（{when}）"
    if short_of(when) in what:
        return what if when == short_of(when) else f"{when.removesuffix(short_of(when))}{what}"
    shared = next((n for n in range(min(len(when), len(what)), 1, -1) if when.endswith(what[:n])), 0)
    return f"{when}{what[shared:]}"


def short_of(when: str) -> str:
    """The part of a period's words after its year; all of them for a year."""
    return when.split(" 年", 1)[1].strip() if " 年" in when and not when.endswith(" 年") else when


def title_of(duty: Duty) -> Say:
    """What a duty is called: 庄河（海产品）2026 年三季度 季度数据."""
    who = duty.about_zh if duty.about_kind != "itself" else duty.debtor_zh
    when = period_words(duty.of_period)
    return Say(f"{who} {of_the(when.zh, duty.zh)}", f"{who}: {duty.en or duty.zh}, {when.en}")


def day_words(day: date) -> str:
    """A day without its year: 10-15."""
    return f"{day:%m-%d}"
