"""Worked examples (样例) on a page: the facts in words, what is expected and why, and what the engine says just now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.policies.queries import what_carries_out
from jidi.web.desk.policies.form_text import SEVERITY_WORDS
from jidi.web.desk.policies.kept import ByDigest
from jidi.policies.wording import SECTION_WORDS
from jidi.web.desk.policies.labels import Label, actor_say, any_say, label_in
from jidi.web.desk.policies.needs import label_beside
from jidi.web.desk.policies.values import TRUTH_WORDS, decided_say, join, plain_say, plus
from jidi.web.shared.parts import Badge, State
from policycore.calendar import WorkCalendar
from policycore.engine import Result, run_examples
from policycore.pack import Pack
from policycore.pack.model import Example
from policycore.procedures import words_of_answer
from policycore.verdict import plain_data

EFFECT_WORDS: Mapping[str, Say] = {
    "stops": Say("不能通过", "it cannot pass"),
    "asks": Say("先补齐", "what is missing comes first"),
    "passes": Say("可以通过", "it may pass"),
    "passes-with-reason": Say("说明理由可以通过", "it may pass with a reason"),
    "nothing": Say("不受影响", "nothing follows"),
    "proposes": Say("提出处理", "it is proposed"),
    "warns": Say("预警", "a warning"),
    "prefers": Say("优先", "goes first"),
    "flags": Say("标出缺项", "the gap is flagged"),
    "recorded": Say("予以登记", "it is recorded"),
    "refused": Say("不予登记", "it is not recorded"),
    "not-an-answer": Say("没有这个答复", "no such answer"),
    "owes": Say("要报", "it is owed"),
    "lists": Say("列出", "it is listed"),
    "scores": Say("计分", "it scores"),
    "first": Say("优先", "goes first"),
    "first-among-equals": Say("同分优先", "goes first among equals"),
    "forbids-recommend": Say("不得推荐", "it may not be recommended"),
}
_HARD: Mapping[str, Say] = {severity.value: words for severity, words in SEVERITY_WORDS.items()}
# What an example asks, by the word of its question: the section the thing asked about stands in.
SECTION_OF_QUESTION: Mapping[str, str] = {
    "veto": "vetoes", "eligibility": "eligibility", "preference": "preferences", "ground": "grounds",
    "target": "targets", "quota": "quotas", "moves": "procedures", "passes": "procedures", "window": "procedures",
    "limit": "procedures", "starts": "procedures", "withdraw": "procedures", "order": "procedures",
    "obligation": "obligations", "outcome": "outcomes", "consequence": "consequences", "programme": "funding",
    "measure": "measures", "register": "registers", "set": "sets", "actor": "actors", "open": "open_points",
    "decided": "open_points", "criteria": "criteria", "score": "scoring", "form": "forms", "fact": "facts",
    "kind": "kinds", "document": "documents",
}  # fmt: skip
ASK_WORDS: Mapping[str, Say] = {
    "moves": Say("这一步怎么办", "what the step allows"),
    "passes": Say("能不能往下走", "whether it may go on"),
    "window": Say("时长到哪天", "when the window ends"),
    "limit": Say("期限到哪天", "when it is due"),
    "starts": Say("能不能开始", "whether it may begin"),
    "withdraw": Say("能不能撤回", "whether it may be withdrawn"),
    "order": Say("怎样排序", "in which order"),
    "right": Say("有没有资格", "whether there is the right"),
    "header": Say("文件的抬头", "the head of the document"),
}
# Questions about words and values, not about what happens to a matter; they are shown after the others.
WORDS_ONLY = frozenset({"open", "decided", "set", "fact", "kind", "actor", "document", "header", "register", "form"})
_SHOWN = ("effect", "actor", "answers", "to", "skippable", "preferred", "undecided")
_REASONS = ("because", "lacks", "blocked-by", "undecided")
_MANY = 6
FIRST = 6
"""How many examples of an article are shown before one asks for the rest (house rule)."""
_results: ByDigest[dict[str, Result]] = ByDigest()


@dataclass(frozen=True, slots=True)
class Shown:
    """One worked example as a row: its name, what is asked of what, facts, expected answer, reasons, result."""

    name: Say
    asked: Say
    facts: tuple[Say, ...]
    given: Say
    expected: tuple[Say, ...]
    badge: Badge | None
    why: tuple[Say, ...]
    more: int
    passed: bool
    found: str
    place: str
    words_only: bool


def results_of(pack: Pack, calendar: WorkCalendar) -> Mapping[str, Result]:
    """What came of every example of a pack, run by the engine on this site's calendar."""
    key = f"{pack.digest}/{calendar.edition}"
    return _results.of(key, lambda: {result.example.name: result for result in run_examples(pack, calendar)})


def citing(pack: Pack, article_id: str) -> list[Example]:
    """The examples of an article: those that insist on its citation, and those about what only it carries."""
    about = {(element.section, element.key) for element in what_carries_out(pack, article_id)}
    return [
        example
        for example in pack.examples
        if article_id in cited_by(example) or (not cited_by(example) and _asked(example) in about)
    ]


def cited_by(example: Example) -> frozenset[str]:
    """The articles an example insists on."""
    return frozenset(
        article for key, value in example.expect.items() if key in {"cite", "cites"} for article in _texts(value)
    )


def counts_by_article(pack: Pack) -> dict[str, int]:
    """How many examples insist on each article."""
    counts: dict[str, int] = {}
    for example in pack.examples:
        for article in cited_by(example):
            counts[article] = counts.get(article, 0) + 1
    return counts


def picked(rows: Sequence[Shown]) -> tuple[list[Shown], list[Shown]]:
    """The few examples to show first, so that every sort of answer is among them, and the rest; both in order."""
    seen: Counter[str] = Counter()
    first: set[int] = set()
    for rounds in (1, 2, 3):
        for place, row in enumerate(rows):
            sort = (row.badge.word.zh if isinstance(row.badge, Badge) and isinstance(row.badge.word, Say) else "") + (
                row.expected[0].zh if row.expected else ""
            )
            if len(first) < FIRST and place not in first and seen[sort] < rounds:
                seen[sort] += 1
                first.add(place)
    chosen = [row for place, row in enumerate(rows) if place in first or not row.passed]
    return chosen, [row for row in rows if row not in chosen]


def shown(pack: Pack, result: Result) -> Shown:
    """Put one example and what came of it into words."""
    example = result.example
    expected = {key: plain_data(value) for key, value in example.expect.items()}
    value = expected.get("value")
    told = [*_value(pack, example, value), *_others(pack, expected)]
    counted = sum(1 for key in expected if key not in {"value", "cite", *_SHOWN, *_REASONS})
    return Shown(
        name=Say(example.name, example.en),
        asked=_asked_say(pack, example),
        facts=tuple(_facts(pack, example)),
        given=_given(pack, example),
        expected=tuple(told),
        badge=Badge(State.WATCH, TRUTH_WORDS["undetermined"]) if value == "undetermined" else None,
        why=tuple(_why(pack, expected)),
        more=counted,
        passed=result.passed,
        found=str(result).partition(": ")[2] if not result.passed else "",
        place=f"{example.file}:{example.line}",
        words_only=any(key in WORDS_ONLY for key in example.ask),
    )


def _asked(example: Example) -> tuple[str, str]:
    """The element an example asks about, as (section, key); a step of a procedure as procedure/step."""
    question = next((key for key in example.ask if key in SECTION_OF_QUESTION), "")
    name, at = str(example.ask.get(question, "")), example.ask.get("at")
    return SECTION_OF_QUESTION.get(question, ""), f"{name}/{at}" if at else name


def _asked_say(pack: Pack, example: Example) -> Say:
    question = next((key for key in example.ask if key in SECTION_OF_QUESTION or key in ASK_WORDS), "")
    section, name = _asked(example)
    kind = ASK_WORDS.get(question) or SECTION_WORDS.get(section, Say(question))
    thing = any_say(pack, name.rpartition("/")[2]) if name else Say("")
    return join((part for part in (kind, thing) if part.zh), "：", ": ")


# --- facts ---------------------------------------------------------------------------------------------------------


def _facts(pack: Pack, example: Example) -> Iterator[Say]:
    label = _label_of(pack, example)
    for name, value in example.facts.items():
        yield plus(label(name), Say("：", ": "), _fact(value, label))
    for who, facts in example.others.items():
        told = join((plus(label(name), " ", _fact(value, label)) for name, value in facts.items()), "，", ", ")
        yield plus(Say(f"{who}：", f"{who}: "), told)
    for key, value in example.ask.items():
        if key not in SECTION_OF_QUESTION and key not in {"at", "moves", "header"}:
            told = _asked_with(pack, example, key, value, label)
            yield plus(_ASKED_WITH.get(key) or label(key), Say("：", ": "), told)


def _asked_with(pack: Pack, example: Example, key: str, value: Any, label: Label) -> Say:
    """What a question says beside the thing it asks about; what a point is asked to take is said as a decision."""
    if key == "answer":
        return _answer_said(pack, example, value)
    if key == "value" and "open" in example.ask:
        return decided_said(pack, str(example.ask["open"]), value)
    return plain_say(value, label)


def _answer_said(pack: Pack, example: Example, answer: Any) -> Say:
    """The words of an answer at the step an example asks about."""
    section, key = _asked(example)
    procedure = pack.procedures.get(key.partition("/")[0]) if section == "procedures" else None
    steps = [step for step in procedure.steps if step.id == key.partition("/")[2]] if procedure else []
    found = steps[0].then.get(str(answer)) if steps else None
    return Say(*words_of_answer(str(answer), found)) if found else Say(str(answer))


def _given(pack: Pack, example: Example) -> Say:
    """The decisions an example takes as given and its day, in one line."""
    told = []
    for name, value in example.decisions.items():
        point = pack.open_points.get(name)
        told.append(plus(point.say if point else Say(name), " ", decided_said(pack, name, value)))
    day = Say(f"{example.on} 当日", f"on {example.on}")
    if not told:
        return day
    return plus(day, Say("，已定：", ", decided: "), join(told, "；", "; "))


def _label_of(pack: Pack, example: Example) -> Label:
    """Words as the rule asked about means them: its own sets and tables first."""
    section, key = _asked(example)
    rules = {(of, name): rule for of, name, rule in pack.elements()} if section else {}
    rule = rules.get((section, key))
    return label_beside(pack, rule) if rule is not None else label_in(pack)


_ASKED_WITH: Mapping[str, Say] = {
    "value": Say("拟定为", "to be decided as"),
    "answer": Say("答复", "answer"),
    "from": Say("起算", "from"),
    "member": Say("所问", "asked about"),
    "candidates": Say("参加排序的", "candidates"),
    "given": Say("给分", "scores given"),
    "right": Say("权利", "right"),
    "entry": Say("所登记", "entry"),
    "period": Say("期间", "period"),
    "values": Say("所填", "filled in"),
    "since": Say("认定日", "designated on"),
}


def decided_said(pack: Pack, name: str, value: Any) -> Say:
    """A decision of an example in words; one that is not well formed (some examples mean it so) as it stands."""
    point = pack.open_points.get(name)
    try:
        return decided_say(pack, point, value) if point else Say(str(value))
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError):
        return plain_say(value, label_in(pack))


def _fact(value: Any, label: Label) -> Say:
    """A fact in words; many records are counted, not listed."""
    if isinstance(value, list) and len(value) > _MANY:
        return Say(f"{len(value)} 条记录", f"{len(value)} records")
    return plain_say(value, label)


# --- what is expected ----------------------------------------------------------------------------------------------


def _value(pack: Pack, example: Example, value: Any) -> Iterator[Say]:
    if value is None or value == "undetermined":
        return
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, list) and len(value) > _MANY:
        yield Say(f"{len(value)} 项", f"{len(value)} items")
    elif "form" in example.ask and isinstance(value, list):
        yield from _findings(pack, str(example.ask["form"]), value)
    elif "decided" in example.ask:
        yield decided_said(pack, str(example.ask["decided"]), value)
    else:
        yield plain_say(value, label_in(pack))


def _findings(pack: Pack, form: str, lines: list[Any]) -> Iterator[Say]:
    """What a filled form is found to lack, each ``name: severity`` by the printed label of the field or the check."""
    found = pack.forms.get(form)
    words = {one.id: Say(one.zh, one.en) for one in found.fields()} if found else {}
    words |= {one.id: Say(one.zh, one.en) for one in found.checks if one.zh} if found else {}
    for line in lines:
        name, _, severity = str(line).partition(": ")
        hard = _HARD.get(severity)
        yield plus(words.get(name) or Say(name), Say("：", ": "), hard) if hard else plain_say(line, label_in(pack))
    if not lines:
        yield Say("没有问题", "nothing is wrong")


def _others(pack: Pack, expected: Mapping[str, Any]) -> Iterator[Say]:
    for key in _SHOWN:
        value = expected.get(key)
        if key in expected and value not in (None, "", {}):
            yield _OTHER[key](pack, value)


def _effect(pack: Pack, value: Any) -> Say:
    return EFFECT_WORDS.get(str(value)) or Say(str(value))


def _skippable(pack: Pack, value: Any) -> Say:
    if value == "undetermined":
        return Say("能否略过：不能判断", "whether it may be left out: undetermined")
    return Say("可以略过", "may be left out") if value in (True, "yes") else Say("不能略过", "may not be left out")


def _undecided(pack: Pack, value: Any) -> Say:
    return Say("先等决定", "a decision comes first") if value else Say("决定已齐", "everything is decided")


def _answers(pack: Pack, value: Any) -> Say:
    pairs = value.items() if isinstance(value, Mapping) else ()
    targets = dict.fromkeys(str(to).removeprefix("end.") for _, to in pairs)
    return plus(Say("去向：", "leads to: "), join(any_say(pack, to) for to in targets))


_OTHER = {
    "effect": _effect,
    "actor": lambda pack, value: plus(Say("由", "done by "), actor_say(pack, value), Say("办理", "")),
    "answers": _answers,
    "to": lambda pack, value: plus(Say("去向：", "leads to: "), any_say(pack, str(value).removeprefix("end."))),
    "skippable": _skippable,
    "undecided": _undecided,
    "preferred": lambda pack, value: plus(Say("优先：", "first: "), join(Say(str(one)) for one in _texts(value))),
}


def _why(pack: Pack, expected: Mapping[str, Any]) -> Iterator[Say]:
    for line in _texts(expected.get("because", ())):
        yield Say(line)
    lacks = [any_say(pack, name) for key in ("lacks", "undecided") for name in _texts(expected.get(key, ()))]
    if lacks:
        many = len(lacks) > _MANY
        told = plus(join(lacks[:_MANY]), Say(f"等 {len(lacks)} 项", f" and others, {len(lacks)}") if many else "")
        yield plus(Say("缺：", "missing: "), told)
    for name in _texts(expected.get("blocked-by", ())):
        yield plus(Say("受阻于：", "held up by: "), any_say(pack, name.rpartition(" ")[2]))


def _texts(value: Any) -> list[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, Iterable):
        return [text for item in value for text in _texts(item)]
    return []
