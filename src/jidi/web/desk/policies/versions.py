"""Versions of a policy side by side: what was added, taken away and changed, in words where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.policies.wording import SECTION_WORDS
from jidi.web.desk.policies.labels import section_of
from policycore.pack import Pack
from policycore.pack.compare import Change, compare

HEAD = "pack.yaml"
PLACES: Mapping[str, Say] = {HEAD: Say("抬头", "Head"), "articles": Say("条文", "Article"), **SECTION_WORDS}
KEY_WORDS: Mapping[str, Say] = {
    "zh": Say("名称或要旨（中文）", "words (Chinese)"),
    "en": Say("名称或要旨（英文）", "words (English)"),
    "title.zh": Say("标题（中文）", "title (Chinese)"),
    "title.en": Say("标题（英文）", "title (English)"),
    "printed": Say("印作", "printed as"),
    "chapter": Say("章", "chapter"),
    "status": Say("状态", "status"),
    "when": Say("条件", "condition"),
    "to": Say("数量", "number"),
    "strength": Say("约束力", "strength"),
    "actor": Say("由谁办理", "who acts"),
    "decider": Say("由谁决定", "who decides"),
    "kind": Say("种类", "kind"),
    "min": Say("下限", "lower bound"),
    "max": Say("上限", "upper bound"),
    "scope": Say("适用范围", "reach"),
    "version": Say("版本号", "version number"),
    "why.zh": Say("为何（中文）", "why (Chinese)"),
    "why.en": Say("为何（英文）", "why (English)"),
    "window.length": Say("时长", "length of the window"),
    "window.unit": Say("时长单位", "unit of the window"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One difference: what it is about, which part of it, before and after (empty: not there)."""

    kind: Say
    what: Say
    key: Say
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side, and how many differences of each sort there are."""

    rows: tuple[Row, ...]
    added: int
    removed: int
    changed: int


def comparison(old: Pack, new: Pack) -> Comparison:
    """Everything two versions say differently, in the order of the pack."""
    changes = compare(old, new)
    return Comparison(
        tuple(_row(old, new, change) for change in changes),
        sum(1 for one in changes if not one.key and one.old is None),
        sum(1 for one in changes if not one.key and one.new is None),
        sum(1 for one in changes if one.key),
    )


def _row(old: Pack, new: Pack, change: Change) -> Row:
    place = PLACES.get(section_of(change.section, change.element), Say(change.section))
    what = _named(new, change) or _named(old, change) or Say(change.element)
    key = KEY_WORDS.get(change.key) or _citation(change.key) or Say(change.key, change.key)
    if not change.key:
        key = Say("整项", "the whole")
    return Row(place, what, key, _text(change.old), _text(change.new))


def _citation(key: str) -> Say | None:
    return Say("依据条文", "article cited") if key == "cite" or key.startswith("cite.") else None


def _named(pack: Pack, change: Change) -> Say | None:
    if change.section == HEAD:
        return Say(pack.header.zh, pack.header.en)
    if change.section == "articles":
        article = pack.articles.get(change.element)
        return (
            Say(f"{article.printed} {article.title.zh}", f"{article.printed} {article.title.en}") if article else None
        )
    found = pack.section(change.section).get(change.element)
    return found.say if found else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value)
