"""How the parts of the pack language are called to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jidi.common.say import Say

SECTION_WORDS: Mapping[str, Say] = {
    "procedures": Say("程序", "Procedure"),
    "steps": Say("步骤", "Step"),
    "eligibility": Say("资格", "Eligibility"),
    "vetoes": Say("否决", "Veto"),
    "quotas": Say("名额", "Quota"),
    "preferences": Say("优先", "Preference"),
    "criteria": Say("评审内容", "Criteria"),
    "leaves": Say("评审指标", "Criterion"),
    "scoring": Say("计分", "Scoring"),
    "obligations": Say("义务", "Duty"),
    "outcomes": Say("结果", "Outcome"),
    "grounds": Say("事由", "Ground"),
    "consequences": Say("后果", "Consequence"),
    "funding": Say("资金", "Funding"),
    "targets": Say("目标", "Target"),
    "measures": Say("措施", "Measure"),
    "registers": Say("登记", "Register"),
    "documents": Say("文书", "Document"),
    "forms": Say("表", "Form"),
    "actors": Say("机构", "Actor"),
    "kinds": Say("类别", "Kind"),
    "sets": Say("名录", "Set"),
    "facts": Say("事实", "Fact"),
    "open_points": Say("待定项", "Open point"),
}
"""What an element of a section is called, in the order in which elements are shown: rules first, words after them."""

USE_WORDS: Final[Mapping[str, Say]] = {
    "actor": Say("办理人", "actor"),
    "check": Say("核查", "check"),
    "consequence": Say("后果", "consequence"),
    "dissent": Say("几家意见不一时", "when offices differ"),
    "fulfilled-by": Say("怎样算办到", "what fulfils a duty"),
    "header": Say("抬头", "head"),
    "list": Say("名单范围", "list"),
    "objections": Say("对异议的要求", "what objections need"),
    "owed": Say("怎样欠下", "how a duty comes to be owed"),
    "register": Say("名录", "register"),
    "register value": Say("没有人提供的登记值", "value of a register nobody serves"),
    "right": Say("申请人的权利", "right"),
    "scoring": Say("评分的写法", "part of a scoring"),
    "section": Say("内容类别", "sort of rule"),
    "silence": Say("逾期未答时", "when nobody answers"),
    "start": Say("启动方式", "start"),
    "step": Say("步骤种类", "kind of step"),
    "step key": Say("步骤的写法", "part of a step"),
}


def of_use(kind: str, word: str) -> tuple[Say, Say]:
    """Return what something a pack asks of the site is called: of which kind it is, and itself."""
    called = USE_WORDS.get(kind, Say(kind, kind))
    itself = SECTION_WORDS.get(word.replace("-", "_")) if kind == "section" else None
    return called, itself or Say(word, word)
