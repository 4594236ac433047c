"""Articles as people know them: grouped by the number printed, each with its state, and one article as a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jidi.common.say import Say
from jidi.policies.queries import what_carries_out
from jidi.web.desk.policies.applying import Applying
from jidi.web.desk.policies.labels import actor_say
from jidi.web.desk.policies.library import Policy
from jidi.web.desk.policies.points import PointNow, dash_of, point_badge
from jidi.web.desk.policies.rules import Described, describe, in_reading_order
from jidi.web.shared.cited import article_chip
from jidi.web.shared.parts import Badge, Chip, Dash, Link, State
from policycore.citation import Rule
from policycore.pack import Pack
from policycore.pack.model import Article, ArticleStatus, Stock, WhyNot

_HEADING = re.compile(r"^(.*?第[〇零一二三四五六七八九十百]+条)")

STATUS_BADGES: Mapping[str, Badge] = {
    ArticleStatus.CARRIED_OUT: Badge(State.DONE, Say("已落地", "carried out")),
    ArticleStatus.NOT_OPERATIONAL: Badge(State.NONE, Say("非操作性", "not operational")),
    ArticleStatus.PENDING: Badge(State.WATCH, Say("待建", "pending")),
    ArticleStatus.TEXT_LOST: Badge(State.WAIT, Say("原文缺失", "text lost")),
    ArticleStatus.ANNEX_NOT_HELD: Badge(State.WAIT, Say("附件未收", "annex not held")),
}
_WORST_FIRST = (
    ArticleStatus.PENDING,
    ArticleStatus.ANNEX_NOT_HELD,
    ArticleStatus.TEXT_LOST,
    ArticleStatus.CARRIED_OUT,
    ArticleStatus.NOT_OPERATIONAL,
)
WHY_NOT_WORDS: Mapping[WhyNot, Say] = {
    WhyNot.DEFINITION: Say("定义", "definition"),
    WhyNot.PRINCIPLE: Say("原则", "principle"),
    WhyNot.LEGAL_BASIS: Say("依据", "legal basis"),
    WhyNot.INTERPRETATION: Say("解释权", "interpretation"),
    WhyNot.ENTRY_INTO_FORCE: Say("施行", "entry into force"),
    WhyNot.ADDRESSED_TO_OTHERS: Say("对其他单位的要求", "addressed to others"),
    WhyNot.EXHORTATION: Say("倡导", "exhortation"),
}


def status_of(article: Article) -> ArticleStatus:
    """Where an article stands; what has no status written is carried out, or the pack would not load."""
    return article.status or ArticleStatus.CARRIED_OUT


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are printed under one number: 第十六条 with its items."""

    printed: str
    chapter: str
    articles: tuple[Article, ...]

    @property
    def status(self) -> ArticleStatus:
        """Where the whole stands: what is still to be built outweighs what is done."""
        statuses = {status_of(article) for article in self.articles}
        return next(status for status in _WORST_FIRST if status in statuses)

    @property
    def title(self) -> Say:
        """What the first line is called, with a word that there are more."""
        title = self.articles[0].title.say
        return title if self.only else Say(f"{title.zh}等", f"{title.en or title.zh}, …")

    @property
    def only(self) -> bool:
        """Whether there is nothing below the number."""
        return len(self.articles) == 1


def groups_of(pack: Pack) -> list[Group]:
    """The articles of a pack under the numbers printed, in order."""
    found: list[tuple[str, list[Article]]] = []
    for article in pack.articles.values():
        printed = heading_of(article)
        if found and found[-1][0] == printed:
            found[-1][1].append(article)
        else:
            found.append((printed, [article]))
    return [Group(printed, articles[0].chapter, tuple(articles)) for printed, articles in found]


def heading_of(article: Article) -> str:
    """The number an article is printed under: 第十七条 for 第十七条（二）, the whole where there is none."""
    found = _HEADING.match(article.printed)
    return found.group(1) if found else article.printed


# --- the left column -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the left column, with the lines below it where it is open. ``chapter`` stands above it."""

    no: str
    title: Say
    href: str
    badge: Badge
    current: bool = False
    chapter: str = ""
    below: tuple[Side, ...] = ()


def side_lines(policy: Policy, groups: Sequence[Group], current: str) -> list[Side]:
    """All articles with their marks; the group of the current one is open."""
    lines, chapter = [], ""
    for group in groups:
        is_open = any(article.id == current for article in group.articles)
        below = () if group.only or not is_open else tuple(_side(policy, group, one, current) for one in group.articles)
        lines.append(
            Side(
                group.printed,
                group.title,
                policy.article(group.articles[0].id),
                STATUS_BADGES[group.status],
                is_open and group.only,
                group.chapter if group.chapter != chapter else "",
                below,
            )
        )
        chapter = group.chapter
    return lines


def _side(policy: Policy, group: Group, article: Article, current: str) -> Side:
    rest = article.printed.removeprefix(group.printed)
    badge = STATUS_BADGES[status_of(article)]
    return Side(rest, article.title.say, policy.article(article.id), badge, article.id == current)


@dataclass(frozen=True, slots=True)
class Share:
    """How many numbers stand in one state, as a piece of the bar: from ``x``, ``width`` wide, of 100."""

    status: str
    badge: Badge
    count: int
    x: str
    width: str


def shares(groups: Sequence[Group]) -> list[Share]:
    """The bar above the left column."""
    found, x = [], 0.0
    for status in (ArticleStatus.CARRIED_OUT, *(one for one in _WORST_FIRST if one is not ArticleStatus.CARRIED_OUT)):
        count = sum(1 for group in groups if group.status is status)
        if count:
            width = 100 * count / len(groups)
            found.append(Share(METERS[status], STATUS_BADGES[status], count, f"{x:.2f}", f"{width:.2f}"))
            x += width
    return found


HEAD_WORD = Say("抬头", "Head")
STOCK_RULE = Say("导入登记册时以此核对数目", "an import into the register is checked against it")
METERS: Mapping[ArticleStatus, str] = {
    ArticleStatus.CARRIED_OUT: "done",
    ArticleStatus.PENDING: "watch",
    ArticleStatus.NOT_OPERATIONAL: "none",
    ArticleStatus.TEXT_LOST: "none",
    ArticleStatus.ANNEX_NOT_HELD: "none",
}


# --- 落到哪里 ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carrier:
    """A row of 落到哪里: what carries the article out, and how it stands now."""

    described: Described
    chips: tuple[Chip | Dash, ...]
    now: Say
    badge: Badge | None = None
    href: str = ""


def carriers(policy: Policy, article_id: str, matters: Iterable[Applying]) -> list[Carrier]:
    """Everything that carries an article out, rules first and open points last."""
    counts: dict[str, int] = {}
    for one in matters:
        counts[one.element] = counts.get(one.element, 0) + 1
    elements = [(one.section, one.key, one.rule) for one in what_carries_out(policy.pack, article_id)]
    rows = [carrier(policy, section, key, rule, counts) for section, key, rule in in_reading_order(elements)]
    return [*_stock_carriers(policy.pack, article_id), *rows]


def _stock_carriers(pack: Pack, article_id: str) -> list[Carrier]:
    """What the head of a pack takes from an article: counts the document states, by which an import is checked."""
    return [
        Carrier(
            Described(
                f"header/stock-{stock.title}",
                HEAD_WORD,
                stock_say(pack, stock),
                Say("—", "—"),
                (STOCK_RULE,),
                (),
                Say(""),
            ),
            (),
            Say(""),
        )
        for stock in pack.header.stock
        if stock.cite == article_id
    ]


def stock_say(pack: Pack, stock: Stock) -> Say:
    """A count the document states: 印发时已有国家级基地 24 个."""
    title = pack.header.titles[stock.title]
    return Say(f"印发时已有{title.zh} {stock.count} 个", f"stock at issue: {stock.count} × {title.en or title.zh}")


def carrier(policy: Policy, section: str, key: str, rule: Rule, counts: Mapping[str, int]) -> Carrier:
    """One row of 落到哪里."""
    told = describe(policy.pack, section, key, rule)
    if section == "open_points":
        now = policy.points[key]
        return Carrier(told, _in_use(policy.pack, now), Say(""), point_badge(now), dash_of(policy.pack, now).href)
    dashes = tuple(dash_of(policy.pack, policy.points[name]) for name in told.points if name in policy.points)
    count = counts.get(told.place, 0)
    return Carrier(told, dashes, Say(f"{count} 件在办", f"{count} under way") if count else Say(""))


def _in_use(pack: Pack, now: PointNow) -> tuple[Chip | Dash, ...]:
    return (dash_of(pack, now),) if now.decided else ()


# --- one article ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or after."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """One article: what it is called, where it stands, who interprets it, what stands beside it."""

    article: Article
    badge: Badge
    why: Say
    reason: Say
    notes: tuple[Say, ...]
    before: Neighbour | None
    after: Neighbour | None
    issuer: Say
    interpreted: Chip | None


def article_page(policy: Policy, article_id: str) -> Page:
    """What stands around an article. Raises KeyError for one the pack does not have."""
    pack = policy.pack
    article = pack.articles[article_id]
    order = list(pack.articles.values())
    place = order.index(article)
    status = status_of(article)
    return Page(
        article=article,
        badge=STATUS_BADGES[status],
        why=article.why.say if article.why else Say(""),
        reason=WHY_NOT_WORDS[article.reason] if article.reason else Say(""),
        notes=_notes(article),
        before=_neighbour(policy, order[place - 1], article) if place else None,
        after=_neighbour(policy, order[place + 1], article) if place + 1 < len(order) else None,
        issuer=actor_say(pack, pack.header.issuer),
        interpreted=_interpreted(pack),
    )


def _notes(article: Article) -> tuple[Say, ...]:
    notes = []
    if article.refers_to:
        notes.append(Say(f"另见：{article.refers_to}", f"Refers to: {article.refers_to}"))
    if article.as_printed:
        notes.append(Say(f"印本说明：{article.as_printed}", f"As printed: {article.as_printed}"))
    return tuple(notes)


def _neighbour(policy: Policy, article: Article, here: Article) -> Neighbour:
    """Within the same number only what differs is said: （三）."""
    rest = article.printed.removeprefix(heading_of(here)) if heading_of(article) == heading_of(here) else ""
    return Neighbour(rest or article.printed, policy.article(article.id))


def _interpreted(pack: Pack) -> Chip | None:
    """The article that says who interprets the document, where its issuer cites one with that reason."""
    found = next((one for one in pack.articles.values() if one.reason is WhyNot.INTERPRETATION), None)
    return article_chip(pack, found.id) if found else None


def link_to(policy: Policy, article: Article) -> Link:
    """An article by its printed form."""
    return Link(Say(article.printed, article.printed), policy.article(article.id))


def source_article(pack: Pack, article: Article) -> Article | None:
    """The article under whose heading the official words of this one stand; None where no heading was printed."""
    order = list(pack.articles.values())
    for one in reversed(order[: order.index(article) + 1]):
        if one.heading:
            return one
    return None
