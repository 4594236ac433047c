"""称号沿革: what happened to the titles of a base, as one picture of lines in time, and as a list of the same events.

The picture is drawn on the server. Positions across are percentages of its width, so that letters keep their size on
every screen; positions down are pixels. Labels that would touch each other move to a further row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from jidi.bases.enums import STANDING, Exactness, TitleAct, TitleState
from jidi.bases.models import TitleEvent
from jidi.bases.queries.bases import TitleLine
from jidi.bases.states import replay
from jidi.common.say import Say
from jidi.policies.models import PackVersion
from jidi.web.desk.bases.words import day_words, title_word
from jidi.web.shared.language import Words, choose, spoken

LEFT, RIGHT = 7.0, 98.0
"""Where the years begin and end, in percent of the width; the names of the lines stand before."""
NARROWEST = 860
"""The width, in pixels, at which labels may still not touch; narrower screens read the list."""
HEAD, ROW, GAP, FOOT = 26, 36, 16, 24
"""Pixels: the band above for policy dates, a row of labels, between line and label, the years below."""
LETTER = 12.5
"""Pixels a Chinese letter takes; a Latin one takes a little more than half."""

WORDS: Final = {
    TitleAct.ANNOUNCED: ("ring", "begin", Say("公示", "announced")),
    TitleAct.NOT_DESIGNATED: ("ring", "none", Say("未认定", "not designated")),
    TitleAct.DESIGNATED: ("square", "begin", Say("认定", "designated")),
    TitleAct.LISTED: ("square", "begin", Say("在册", "on record")),
    TitleAct.PLAQUE: ("square", "begin", Say("授牌", "plaque")),
    TitleAct.RECEIVED: ("square", "begin", Say("承接", "received")),
    TitleAct.ASSESSED: ("circle", "good", Say("考核", "assessed")),
    TitleAct.RECTIFYING: ("triangle", "watch", Say("限期整改", "to rectify")),
    TitleAct.RECTIFIED: ("circle", "good", Say("整改达标", "rectified")),
    TitleAct.SUSPENDED: ("triangle", "watch", Say("暂停", "suspended")),
    TitleAct.RESUMED: ("circle", "good", Say("恢复", "resumed")),
    TitleAct.RENAMED: ("square", "begin", Say("更名", "renamed")),
    TitleAct.SUPPORT_ENDED: ("triangle", "watch", Say("停止支持", "support ended")),
    TitleAct.REVOKED: ("square", "late", Say("取消命名", "revoked")),
    TitleAct.TRANSFERRED: ("square", "none", Say("转移", "transferred")),
    TitleAct.CONVERTED: ("square", "none", Say("转为新称号", "converted")),
    TitleAct.GIVEN_UP: ("square", "none", Say("退出", "given up")),
}
"""The mark of an act, its colour, and its word."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event in the picture: where it stands, its mark, its words and where those stand."""

    x: str
    y: int
    shape: str
    tone: str
    word: Say
    under: Words
    word_y: int
    under_y: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line: from where to where, and how the title stood."""

    x1: str
    x2: str
    y: int
    tone: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One title's line."""

    name: Say
    y: int
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A year, a policy date, or today: where it stands and what it says."""

    x: str
    word: Words


@dataclass(frozen=True, slots=True)
class Happened:
    """The same event as a line of the list: most recent first."""

    on: date
    day: Words
    title: Say
    word: Say
    more: Words
    tone: str
    open: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture with its measures."""

    height: int
    bottom: int
    lanes: tuple[Lane, ...]
    years: tuple[Tick, ...]
    policies: tuple[Tick, ...]
    today: Tick
    events: tuple[Happened, ...] = ()
    name: Say = field(default=Say("", ""))


def picture(lines: Sequence[TitleLine], versions: Iterable[PackVersion], today: date) -> Picture | None:
    """Draw the titles of a base; None where there are none."""
    told = [Line(line, tuple(counting(line.events))) for line in lines]
    told = [one for one in told if one.events]
    if not told:
        return None
    days = [event.until_on or event.on for one in told for event in one.events]
    first = min(event.on for one in told for event in one.events)
    scale = Scale(first.year if first.month > 3 else first.year - 1, max([today, *days]).year + 1)
    lanes: list[Lane] = []
    top = HEAD
    for of_lane in _lanes(told):
        lane, top = _lane(of_lane, scale, today, top, above=not lanes)
        lanes.append(lane)
    bottom = top + 4
    return Picture(
        height=bottom + FOOT,
        bottom=bottom,
        lanes=tuple(lanes),
        years=tuple(scale.years()),
        policies=tuple(_policies(versions, scale)),
        today=Tick(scale.at(today), Say("今天", "today")),
        events=tuple(happened(told)),
        name=_name(told),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A title with its events that count."""

    title: TitleLine
    events: tuple[TitleEvent, ...]


def _lanes(told: Sequence[Line]) -> list[list[Line]]:
    """Titles of one level share a line: one revoked and given again, one converted into another."""
    found: dict[tuple[str, str], list[Line]] = {}
    for one in told:
        found.setdefault((one.title.holding.tier, one.title.holding.kind), []).append(one)
    return list(found.values())


def counting(events: Iterable[TitleEvent]) -> list[TitleEvent]:
    """The events that count, in the order of their days: neither voided nor voiding."""
    voided = {event.voids_id for event in events if event.voids_id}
    living = [event for event in events if event.voids_id is None and event.pk not in voided]
    return sorted(living, key=lambda event: (event.on, event.pk))


def happened(told: Iterable[Line]) -> list[Happened]:
    """Every event as a line, the most recent first."""
    found = [_happened(one.title, event) for one in told for event in one.events]
    return sorted(found, key=lambda one: one.on, reverse=True)


def word_of(event: TitleEvent) -> Say:
    """What happened in a few words: the outcome of an assessment, else the act."""
    word = WORDS[TitleAct(event.act)][2]
    if event.act == TitleAct.ASSESSED and event.result_name:
        return Say(f"考核{event.result_name}", f"assessed: {event.result_name}")
    return word


# --- measures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to places across: the first of January of ``first`` stands at the left, of ``last`` at the right."""

    first: int
    last: int

    def at(self, on: date) -> str:
        """Where a day stands, in percent."""
        return f"{self.percent(on):.2f}%"

    def percent(self, on: date) -> float:
        """Where a day stands, as a number."""
        begin, end = date(self.first, 1, 1), date(self.last, 1, 1)
        share = (on - begin).days / (end - begin).days
        return LEFT + max(0.0, min(1.0, share)) * (RIGHT - LEFT)

    def years(self) -> list[Tick]:
        """The years, every second or fifth one where there are many."""
        span = self.last - self.first
        step = 1 if span <= 16 else 2 if span <= 32 else 5
        shown = [year for year in range(self.first, self.last + 1) if step == 1 or year % step == 0]
        return [Tick(self.at(date(year, 1, 1)), str(year)) for year in shown]


def width_of(text: str) -> float:
    """About how many pixels a text takes."""
    return sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.56 for letter in text)


def _lane(of: Sequence[Line], scale: Scale, today: date, top: int, *, above: bool) -> tuple[Lane, int]:
    events = sorted((event for one in of for event in one.events), key=lambda event: (event.on, event.pk))
    rows, deepest = _rows(events, scale)
    labels = (deepest + 1) * ROW
    y = top + labels + GAP - 8 if above else top + GAP
    marks = tuple(_mark(event, row, scale, y, above=above) for event, row in zip(events, rows, strict=True))
    stretches = tuple(stretch for one in of for stretch in _stretches(one.events, scale, today, y))
    end = y + GAP + 14 if above else y + GAP + labels
    return Lane(title_word(of[0].title.holding), y, stretches, marks), end


def _rows(events: Sequence[TitleEvent], scale: Scale) -> tuple[list[int], int]:
    """In which row the label of each event stands: the nearest one where it touches no other."""
    ends: list[float] = []
    rows = []
    for event in events:
        half = max(width_of(spoken(word_of(event))), width_of(_under(event))) / 2 + 6
        middle = scale.percent(event.on) / 100 * NARROWEST
        row = next((place for place, end in enumerate(ends) if end <= middle - half), len(ends))
        ends[row : row + 1] = [middle + half]
        rows.append(row)
    return rows, max(rows)


def _mark(event: TitleEvent, row: int, scale: Scale, y: int, *, above: bool) -> Mark:
    shape, tone, _ = WORDS[TitleAct(event.act)]
    # Two lines of text a label: the word, and the day below it.
    word_y = y - GAP - 12 - row * ROW if above else y + GAP + 8 + row * ROW
    exact = event.exact in (Exactness.DAY, Exactness.MONTH)
    return Mark(scale.at(event.on), y, shape, tone, word_of(event), _under(event), word_y, word_y + 15, open=not exact)


def _under(event: TitleEvent) -> str:
    """The line below the word: the day, and until when."""
    day = spoken(day_words(event)) if event.exact != Exactness.DAY else f"{event.on:%Y-%m}"
    if event.until_on:
        return choose("{a} 至 {b}", "{a} to {b}", a=day, b=f"{event.until_on:%Y-%m}")
    batch = choose("第 {n} 批 ", "batch {n}, ", n=str(event.batch)) if event.batch else ""
    return f"{batch}{day}"


def _stretches(events: Sequence[TitleEvent], scale: Scale, today: date, y: int) -> Iterable[Stretch]:
    """The line from event to event, in the colour of the state between."""
    tones = {TitleState.HELD: "held", TitleState.RECTIFYING: "watch", TitleState.SUSPENDED: "off"}
    for place, event in enumerate(events):
        now = replay(events[: place + 1])
        until = events[place + 1].on if place + 1 < len(events) else max(today, event.on)
        if now.state in STANDING and until > event.on:
            yield Stretch(scale.at(event.on), scale.at(until), y, tones[now.state])


def _policies(versions: Iterable[PackVersion], scale: Scale) -> Iterable[Tick]:
    """The day each document came into force; further versions of the same pack are no new document."""
    seen: set[str] = set()
    for version in versions:
        begins = version.in_force_from
        if begins is None or version.pack_id in seen or not scale.first <= begins.year <= scale.last:
            continue
        seen.add(version.pack_id)
        yield Tick(scale.at(begins), Say(f"{begins.year} 办法施行", f"{begins.year} measures in force"))


def _happened(line: TitleLine, event: TitleEvent) -> Happened:
    _, tone, _ = WORDS[TitleAct(event.act)]
    source = " ".join(part for part in (event.act_title, event.act_number) if part) or event.source or event.reason
    exact = event.exact in (Exactness.DAY, Exactness.MONTH)
    return Happened(event.on, day_words(event), title_word(line.holding), word_of(event), source, tone, open=not exact)


def _name(told: Sequence[Line]) -> Say:
    """The picture for those who do not see it."""
    zh = "；".join(f"{title_word(one.title.holding).zh} {len(one.events)} 件" for one in told)
    en = "; ".join(f"{title_word(one.title.holding).en}, {len(one.events)} events" for one in told)
    return Say(f"称号沿革：{zh}。看成表可逐件阅读", f"Time line of titles: {en}. The table has each of them")
