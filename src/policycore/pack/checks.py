"""Checks over a whole pack: every name resolves, every formula makes sense, every procedure can end.

Each finding is (section, entry, key, message); the loader adds file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import BaseModel

from ..citation import Grounded, Rule
from ..facts import Fact
from ..formula import Condition, Formula, FormulaError, Value, check
from ..formula.names import Kind, Names
from ..formula.tree import By, Name, Node, Reading, walk
from ..open_points import OpenPoint, PointKind
from ..procedures import Procedure, Step
from .flow import flow_problems
from .model import Article, ArticleStatus, Pack
from .names import names_in, names_of
from .problems import allowed_words
from .references import section_named_by, word_for
from .register_checks import register_problems, registers_known
from .rule_checks import rule_problems

Finding = tuple[str, str, str, str]

CHECK_WORDS: Final = ("vetoes", "eligibility", "documents", "forms", "quotas")


def check_pack(pack: Pack, others: Sequence[Pack] | None = None) -> list[Finding]:
    """Return everything that is wrong with a pack whose entries are each well-formed.

    What it may have from a pack it leans on is left alone, unless those are given (``others``): so at publishing.
    """
    return list(_Checks(pack, others).run())


class _Checks:
    def __init__(self, pack: Pack, others: Sequence[Pack] | None) -> None:
        self.pack = pack
        self.names = names_of(pack, others)
        self.registers = registers_known(pack, others)
        steps = {step.id for procedure in pack.procedures.values() for step in procedure.steps}
        ends = {end for p in pack.procedures.values() for end in p.ends}
        ends |= {f"{p.id}.{end}" for p in pack.procedures.values() for end in p.ends}
        self.known: dict[str, set[str]] = {
            "titles": set(pack.header.titles),
            "steps": steps,
            "results": {*pack.outcomes, *ends, *pack.grounds},
            "got": {*pack.outcomes, *ends},
            "proposals": {*pack.outcomes, *pack.procedures},
            "articles": set(pack.articles),
        }

    def run(self) -> Iterator[Finding]:
        yield from self._walk(self.pack.header, "pack.yaml", self.pack.id, "", self.names)
        for section, entry, rule in self.pack.elements():
            if "/" in entry:
                continue  # nested rules are walked with the one they stand in
            yield from self._walk(rule, section, entry, "", names_in(self.names, rule))
            if isinstance(rule, Fact):
                yield from ((section, entry, key, m) for key, m in register_problems(rule, self.registers))
            if isinstance(rule, Procedure):
                yield from (
                    (section, f"{entry}/{step}" if step else entry, key, m) for step, key, m in flow_problems(rule)
                )
        yield from self._articles()

    def known_in(self, section: str) -> set[str]:
        return self.known[section] if section in self.known else set(self.pack.section(section))

    def _walk(self, model: BaseModel, section: str, entry: str, path: str, names: Names) -> Iterator[Finding]:
        if isinstance(model, Grounded):
            yield from self._citations(model, section, entry, path)
        if isinstance(model, Step):
            yield from self._step(model, section, entry, path)
        for key, message in rule_problems(self.pack, model):
            yield section, entry, f"{path}.{key}".strip("."), message
        for attribute, field in type(model).model_fields.items():
            value = getattr(model, attribute)
            key = f"{path}.{field.alias or attribute}".strip(".")
            yield from self._reference(model, attribute, value, section, entry, key)
            yield from self._inside(value, section, entry, key, names)

    def _inside(self, value: Any, section: str, entry: str, key: str, names: Names) -> Iterator[Finding]:
        if isinstance(value, Formula):
            yield from self._formula(value, section, entry, key, names)
        elif isinstance(value, Rule) and section in {"procedures", "criteria"} and "/" not in entry:
            yield from self._walk(value, section, f"{entry}/{value.id}", "", names)
        elif isinstance(value, BaseModel):
            yield from self._walk(value, section, entry, key, names)
        elif isinstance(value, dict):
            for name, item in value.items():
                yield from self._inside(item, section, entry, f"{key}.{name}", names)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                named = getattr(item, "id", None) or f"#{place + 1}"
                yield from self._inside(item, section, entry, f"{key}.{named}", names)

    def _formula(self, formula: Formula, section: str, entry: str, key: str, names: Names) -> Iterator[Finding]:
        sound = True
        for part, text, node in formula.written():
            try:
                _fits(check(node, names, text), formula, node, text)
            except FormulaError as error:
                sound = False
                yield section, entry, f"{key}.{part}".strip("."), str(error)
        for node in walk(formula.node) if sound else ():
            if isinstance(node, Reading):
                yield from self._reading(node, section, entry, key)
            if isinstance(node, By) and isinstance(node.key, Name) and node.key.name in self.pack.sets:
                absent = sorted(set(self.pack.sets[node.key.name].members) - {case for case, _ in node.cases})
                if absent:
                    message = f"BY says nothing for {', '.join(absent)}; give every member of the set a value"
                    yield section, entry, key, message

    def _reading(self, node: Reading, section: str, entry: str, key: str) -> Iterator[Finding]:
        point = self.pack.open_points.get(node.point)
        if point is None or point.kind is not PointKind.READING:
            readings = [p.id for p in self.pack.open_points.values() if p.kind is PointKind.READING]
            yield (
                section,
                entry,
                key,
                f"{node.point!r} is no open point of kind: reading; {allowed_words(node.point, readings)}",
            )
            return
        written, declared = {name for name, _ in node.choices}, set(point.choices or {})
        if written != declared:
            yield (
                section,
                entry,
                key,
                (
                    f"writes out {', '.join(sorted(written))}, but the point {point.id} has the choices {', '.join(sorted(declared))};"
                    " every reading has to be written out"
                ),
            )

    def _reference(
        self, model: BaseModel, attribute: str, value: Any, section: str, entry: str, key: str
    ) -> Iterator[Finding]:
        target = section_named_by(type(model).__name__, attribute)
        if target is None or value is None:
            return
        found = [v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str)]
        for name in found:
            if name not in self.known_in(target):
                word = word_for(target)
                yield (
                    section,
                    entry,
                    key,
                    f"{name!r} is no {word} of this pack; {allowed_words(name, list(self.known_in(target)))}",
                )

    def _citations(self, model: Grounded, section: str, entry: str, path: str) -> Iterator[Finding]:
        for cited in model.cite or ():
            article = self.pack.articles.get(cited)
            key = f"{path}.cite".strip(".")
            if article is None:
                yield (
                    section,
                    entry,
                    key,
                    f"{cited!r} is no article of this pack; {allowed_words(cited, list(self.pack.articles))}",
                )
            elif article.status is not None and not isinstance(model, OpenPoint):
                yield section, entry, key, _cited_in_vain(article)

    def _step(self, step: Step, section: str, entry: str, path: str) -> Iterator[Finding]:
        for word in step.check:
            if word not in CHECK_WORDS:
                yield section, entry, "check", f"{word!r} can not be checked here; {allowed_words(word, CHECK_WORDS)}"

    def _articles(self) -> Iterator[Finding]:
        cited = {a for _, _, rule in self.pack.elements() for a in cited_by(rule)}
        cited |= {stock.cite for stock in self.pack.header.stock}
        for article in self.pack.articles.values():
            if article.status is None and article.id not in cited:
                yield (
                    "articles",
                    article.id,
                    "id",
                    (
                        "nothing carries this article out: cite it from an element, or give it status: not_operational, "
                        "pending, text_lost or annex_not_held"
                    ),
                )


def _fits(found: Kind, formula: Formula, node: Node, text: str) -> None:
    """Raise FormulaError when a condition is no condition, or a value is none."""
    if isinstance(formula, Condition) and found.name not in {"truth", "anything"}:
        raise FormulaError(
            f"a condition is needed here, found a {found.name}; compare it with something", text, node.at
        )
    if isinstance(formula, Value) and found.name not in {"number", "duration", "anything"}:
        raise FormulaError(f"an amount is needed here, found a {found.name}", text, node.at)


def cited_by(rule: BaseModel) -> Iterator[str]:
    """Yield the articles a rule and everything inside it cites (nested steps and criteria excluded)."""
    if isinstance(rule, Grounded):
        yield from rule.cite or ()
    for attribute in type(rule).model_fields:
        yield from _cited_inside(getattr(rule, attribute))


def _cited_inside(value: Any) -> Iterator[str]:
    if isinstance(value, Rule):
        return
    if isinstance(value, BaseModel):
        yield from cited_by(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _cited_inside(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _cited_inside(item)


def _cited_in_vain(article: Article) -> str:
    if article.status is ArticleStatus.NOT_OPERATIONAL:
        return f"cites {article.id}, which articles.yaml calls not_operational; cite another, or take the status away"
    return (
        f"cites {article.id}, which articles.yaml calls {article.status}; such an article has no elements: "
        "cite another, or take the status away"
    )


__all__ = ["CHECK_WORDS", "check_pack", "cited_by"]
