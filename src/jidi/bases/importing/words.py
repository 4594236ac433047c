"""Which title and which event the words of a list mean: two tables beside the code, or others given by path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jidi.accounts.enums import Tier
from jidi.bases.enums import TitleAct
from jidi.bases.importing.table import read
from jidi.bases.values import TitleNamed
from jidi.common.say import Refused, Say


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A title as lists of a level speak of it, and the title it was later turned into."""

    level: str
    pattern: re.Pattern[str]
    title: TitleNamed
    becomes: str


@dataclass(frozen=True, slots=True)
class EventWord:
    """An event as lists speak of it."""

    pattern: re.Pattern[str]
    act: TitleAct
    result: str
    result_name: str


@dataclass(frozen=True, slots=True)
class Words:
    """Both tables."""

    titles: tuple[TitleWord, ...]
    events: tuple[EventWord, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels lists may name."""
        return tuple(dict.fromkeys(word.level for word in self.titles))

    @property
    def events_known(self) -> tuple[str, ...]:
        """What an event may be, in words for a message."""
        return tuple(dict.fromkeys(word.act.say.zh for word in self.events))

    def title_in(self, level: str, text: str) -> TitleWord | None:
        """The title a text of this level means, the first that fits."""
        return next((word for word in self.titles if word.level == level and word.pattern.search(text)), None)

    def main_title(self, level: str) -> TitleNamed | None:
        """The title of today of a level: the one without a pattern."""
        return next((w.title for w in self.titles if w.level == level and not w.pattern.pattern), None)

    def predecessor(self, name: str) -> TitleWord | None:
        """The title a name of a predecessor means."""
        return next((w for w in self.titles if w.pattern.pattern and w.pattern.search(name)), None)

    def event_in(self, text: str) -> tuple[EventWord, str] | None:
        """The event a text means, with the name of a predecessor title where it gives one."""
        for word in self.events:
            found = word.pattern.search(text)
            if found:
                return word, found.groupdict().get("before") or ""
        return None


def load(folder: Path | None = None) -> Words:
    """Read the tables. Raises Refused naming file and row for a pattern, tier or act that is none."""
    place = folder or settings.ROOT / "data" / "bases"
    titles = []
    for row in read(place / "titles.csv", ("level", "pattern", "scheme", "title", "tier", "name", "becomes")).rows:
        tier = _one_of(Tier, row["tier"], f"titles.csv:{row.number}")
        title = TitleNamed(row["scheme"], row["title"], Tier(tier), row["name"])
        pattern = _pattern(row["pattern"], f"titles.csv:{row.number}")
        titles.append(TitleWord(row["level"], pattern, title, row["becomes"]))
    events = []
    for row in read(place / "events.csv", ("pattern", "act", "result", "result_name")).rows:
        act = TitleAct(_one_of(TitleAct, row["act"], f"events.csv:{row.number}"))
        pattern = _pattern(row["pattern"], f"events.csv:{row.number}")
        events.append(EventWord(pattern, act, row["result"], row["result_name"]))
    return Words(tuple(titles), tuple(events))


def _pattern(text: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as wrong:
        raise _wrong(
            place, f"“{text}”不是正则表达式（{wrong}）", f"{text!r} is no regular expression ({wrong})"
        ) from wrong


def _one_of(choices: type[Tier] | type[TitleAct], value: str, place: str) -> str:
    if value not in choices.values:
        listed = ", ".join(choices.values)
        raise _wrong(place, f"“{value}”不在可用值内：{listed}", f"{value!r} is none of: {listed}")
    return value


def _wrong(place: str, zh: str, en: str) -> Refused:
    return Refused(
        Say("名单没有导入。", "The list was not imported."),
        Say(f"{place}：{zh}。", f"{place}: {en}."),
        Say("请改正该行后再导入。", "Mend that row and import again."),
        code="words-wrong",
    )
