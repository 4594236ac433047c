"""落实情况: for every article what carries it out or why nothing does, how many examples prove it, what is under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jidi.common.say import Say
from jidi.policies.proofs import Proofs
from jidi.policies.queries import what_carries_out
from jidi.web.desk.policies.applying import Applying
from jidi.web.desk.policies.articles import METERS, STATUS_BADGES, WHY_NOT_WORDS, Group, groups_of, status_of, stock_say
from jidi.web.desk.policies.examples import counts_by_article
from jidi.policies.wording import SECTION_WORDS
from jidi.web.desk.policies.labels import section_of
from jidi.web.desk.policies.library import Policy
from jidi.web.desk.policies.rules import Described, describe, in_reading_order
from jidi.web.desk.policies.values import join
from jidi.web.shared.parts import Badge, FigureCell, Link
from policycore.engine import Result
from policycore.pack import Pack
from policycore.pack.model import Article, ArticleStatus

_FEW = 3
OPEN_POINTS = "open_points"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: an article, its state, what carries it out or why nothing does."""

    article: Article
    href: str
    shown: str
    below: bool
    badge: Badge
    by: Say
    quiet: bool
    examples: int
    proven: str
    under_way: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """The lines of one chapter."""

    title: str
    lines: tuple[Line, ...]


def chapters(policy: Policy, matters: Sequence[Applying], proofs: Proofs | None) -> list[Chapter]:
    """The table by chapter, every article on its own line."""
    counts, running = counts_by_article(policy.pack), _under_way(policy.pack, matters)
    found: list[Chapter] = []
    for group in groups_of(policy.pack):
        lines = [_line(policy, group, article, counts, running, proofs) for article in group.articles]
        if found and found[-1].title == group.chapter:
            found[-1] = Chapter(group.chapter, (*found[-1].lines, *lines))
        else:
            found.append(Chapter(group.chapter, tuple(lines)))
    return found


def _line(
    policy: Policy,
    group: Group,
    article: Article,
    counts: Mapping[str, int],
    running: Mapping[str, int],
    proofs: Proofs | None,
) -> Line:
    status = status_of(article)
    carried = status is ArticleStatus.CARRIED_OUT
    elements = [(e.section, e.key, e.rule) for e in what_carries_out(policy.pack, article.id)] if carried else []
    first = article is group.articles[0]
    rest = article.printed.removeprefix(group.printed)
    return Line(
        article=article,
        href=policy.article(article.id),
        shown=article.printed if first or not rest else rest,
        below=not first,
        badge=STATUS_BADGES[status],
        by=by_what(policy.pack, elements, article.id) if carried else why_not(article),
        quiet=not carried,
        examples=counts.get(article.id, 0),
        proven=_proven(elements, proofs),
        under_way=running.get(article.id, 0),
    )


def by_what(pack: Pack, elements: Sequence[tuple[str, str, object]], article_id: str) -> Say:
    """What carries an article out in a few words: 步骤：专家评审、复核；待定项 5 项."""
    by_kind: dict[str, list[Say]] = {}
    for section, key, rule in in_reading_order(elements):  # type: ignore[arg-type]
        by_kind.setdefault(section_of(section, key), []).append(rule.say)
    parts = [stock_say(pack, stock) for stock in pack.header.stock if stock.cite == article_id]
    for word, names in by_kind.items():
        kind = SECTION_WORDS[word]
        if len(names) > _FEW or word in {OPEN_POINTS, "facts", "actors", "leaves"}:
            parts.append(Say(f"{kind.zh} {len(names)} 项", f"{kind.en.lower()} ({len(names)})"))
        else:
            named = join(names)
            parts.append(Say(f"{kind.zh}：{named.zh}", f"{kind.en.lower()}: {named.en}"))
    return join(parts, "；", "; ")


def why_not(article: Article) -> Say:
    """Why nothing carries an article out, in one sentence."""
    if article.status is ArticleStatus.PENDING:
        return Say("已列入建设计划，尚未建成", "planned, not built yet")
    if article.status is ArticleStatus.TEXT_LOST:
        return Say("本站没有这一条的原文", "the text of this article is lost")
    if article.status is ArticleStatus.ANNEX_NOT_HELD:
        return Say("本站没有这份附件", "the annex is not held here")
    reason = WHY_NOT_WORDS[article.reason] if article.reason else Say("")
    why = article.why.say if article.why else Say("")
    return Say(f"{reason.zh}。{why.zh}", f"{reason.en.capitalize()}. {why.en or why.zh}")


def _proven(elements: Sequence[tuple[str, str, object]], proofs: Proofs | None) -> str:
    """How many of the elements are proven: 3/3; nothing where no proof was run, or there is nothing to prove."""
    if proofs is None or not elements:
        return ""
    done = sum(1 for section, key, _ in elements if proofs.proves(f"{section}/{key}"))
    return f"{done}/{len(elements)}"


def _under_way(pack: Pack, matters: Sequence[Applying]) -> dict[str, int]:
    """How many matters stand at something that cites each article."""
    at = Counter(one.element for one in matters)
    counts: dict[str, int] = {}
    for article in pack.articles:
        places = {f"{e.section}/{e.key}" for e in what_carries_out(pack, article)}
        counts[article] = sum(count for place, count in at.items() if place in places)
    return counts


# --- above the table -----------------------------------------------------------------------------------------------


def figures(policy: Policy, results: Mapping[str, Result]) -> list[FigureCell]:
    """The row of counts."""
    groups = groups_of(policy.pack)
    by_status = Counter(group.status for group in groups)
    lines = len(policy.pack.articles)
    passed = sum(1 for result in results.values() if result.passed)
    undecided = policy.undecided
    cells = [
        FigureCell(Say("条", "Articles"), str(len(groups)), Say(f"含 {lines} 款、项", f"in {lines} lines of their own"))
    ]
    for status, note in _NOTES.items():
        count = by_status[status]
        if count or status in _ALWAYS:
            tone: Literal["", "amber"] = "amber" if count and METERS[status] == "watch" else ""
            cells.append(FigureCell(STATUS_BADGES[status].word, str(count), note if count else Say("条"), tone))
    more = (
        Say(f"项，{undecided} 项未定", f"of which {undecided} undecided")
        if undecided
        else Say("项，均已定", "all decided")
    )
    points = Link(Say("去看", "See them"), policy.address("desk:policy-points")) if undecided else None
    cells.append(FigureCell(Say("待定项", "Open points"), str(len(policy.points)), more, link=points))
    total = len(results)
    checked = Say(f"/ {total} 符合", f"of {total} as expected")
    cells.append(FigureCell(Say("样例自检", "Worked examples"), str(passed), checked, "" if passed == total else "red"))
    return cells


_ALWAYS = (ArticleStatus.CARRIED_OUT, ArticleStatus.NOT_OPERATIONAL, ArticleStatus.PENDING)
_NOTES: Mapping[ArticleStatus, Say] = {
    ArticleStatus.CARRIED_OUT: Say("条", "articles"),
    ArticleStatus.NOT_OPERATIONAL: Say("条，均注明原因", "articles, each with its reason"),
    ArticleStatus.PENDING: Say("条，含部分待建的", "articles, some of them in part"),
    ArticleStatus.TEXT_LOST: Say("条", "articles"),
    ArticleStatus.ANNEX_NOT_HELD: Say("条", "articles"),
}


def without_article(pack: Pack) -> list[Described]:
    """Rules of a pack that rest on no article: rules of the house, or other acts. Shown, so that nobody takes them for text."""
    found = [(s, k, rule) for s, k, rule in pack.elements() if not rule.citation().articles]
    return [describe(pack, section, key, rule) for section, key, rule in in_reading_order(found)]


def proof_note(proofs: Proofs | None) -> Say:
    """What is known about proofs: when they were run, how many elements hold; or how to have them run."""
    if proofs is None:
        return Say(
            "还没有做逐条验证（改动任一规则后样例是否会察觉）。由管理员运行 jidi policy prove。",
            "No proof has been run yet (whether an example would notice a change of each rule): jidi policy prove.",
        )
    return Say(
        f"逐条验证：{proofs.total} 个要素中 {proofs.proven} 个改动即被样例察觉（{proofs.ran_on} 运行）。",
        f"Proof: of {proofs.total} elements {proofs.proven} cannot be changed unnoticed (run {proofs.ran_on}).",
    )
