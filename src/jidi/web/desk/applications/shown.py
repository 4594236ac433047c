"""Parts of a matter's page: its state word, step bar, what is missing, its course, its verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jidi.accounts.acting import Actor
from jidi.audit.enums import Outcome
from jidi.audit.models import Entry
from jidi.cases import words
from jidi.cases.enums import HANDED_BACK, OPEN_ANSWER, SKIP, WITHDRAW
from jidi.cases.guards import MissingItem as Missing
from jidi.cases.models import Case, Move, StoredVerdict
from jidi.cases.queries import StepLine
from jidi.common.clock import BEIJING
from jidi.common.say import Cite, Say
from jidi.filings.findings import next_of
from jidi.policies.actors import cite_of
from jidi.web.desk.applications.links import Places
from jidi.web.desk.applications.sight import may_read
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import article_chip, chips_of, dash_of
from jidi.web.shared.days import left, short
from jidi.web.shared.language import Words
from jidi.web.shared.parts import (
    NOTHING,
    Badge,
    Chip,
    Dash,
    Link,
    MissingItem,
    Reason,
    State,
    StepCell,
    TimelineEntry,
    Way,
    provisional,
)
from policycore.calendar import DayUnit
from policycore.citation import Citation
from policycore.forms import Severity
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, StepKind, words_of_answer

FEW_FIELDS = 3
"""So many missing fields of a form stand as lines of their own; more are one line."""
FORM_CODES = frozenset({"record", "statement", "note", "reason", "points", "why-new"})
"""What is missing only because the form of the answer is not filled in yet: it stands in nobody's way beforehand."""

DOING: Mapping[StepKind, Say] = {
    StepKind.FILL: Say("填报中", "being filled in"),
    StepKind.PANEL: Say("评审中", "under review"),
    StepKind.NOTICE: Say("公示中", "before the public"),
}
_ALWAYS = {
    OPEN_ANSWER: Say("开始申报", "began"),
    SKIP: Say("略过本步", "left the step out"),
    WITHDRAW: Say("撤回", "withdrew"),
}
_WAY = {
    AnswerDoes.FORWARD.value: Way.ON,
    AnswerDoes.RETURN.value: Way.BACK,
    AnswerDoes.REFUSE.value: Way.END,
    AnswerDoes.WITHDRAW.value: Way.END,
}


def state_badge(case: Case, procedure: Procedure, correcting: int = 0) -> Badge:
    """Where a matter stands, as a state word."""
    if case.has_ended:
        end = procedure.ends.get(case.end)
        if end is None:
            return Badge(State.NONE, Say("已撤回", "withdrawn"))
        return Badge(State.DONE if end.favourable else State.FINAL, Say(end.zh, end.en))
    step = procedure.step(case.step)
    if correcting:
        return Badge(State.BACK, Say(f"退回补正 {correcting} 处", f"{correcting} points to correct"))
    word = DOING.get(step.kind, Say(f"{step.say.zh}中", f"at “{step.say.en or step.id}”"))
    return Badge(State.GOING, word, half=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """What the step bar knows beside the steps: the offices by name, and days that a decision of the round sets."""

    case: Case
    procedure: Procedure
    pack: Pack
    today: date
    offices: Mapping[str, Say]
    days: Mapping[str, date]


def step_cells(bar: Bar, lines: Sequence[StepLine]) -> list[StepCell]:
    """The step bar: where the matter has been, where it is and until when, what is still to come."""
    return [_cell(bar, line) for line in lines]


def _cell(bar: Bar, line: StepLine) -> StepCell:
    case, procedure, pack, today = bar.case, bar.procedure, bar.pack, bar.today
    status = {"done": "done", "current": "current", "skipped": "done"}.get(line.state, "later")
    behind = not case.has_ended and procedure.place(line.id) > procedure.place(case.step)
    if behind:
        status = "later"
    end = procedure.ends.get(case.end)
    if case.has_ended and line.id == case.step and end is not None and not end.favourable:
        status = "adverse"
    said: list[Say] = []
    if line.left_on and line.state != "current":
        word = Say("略过", "left out") if line.state == "skipped" else Say("办结", "done")
        if behind:
            word = Say("退回", "sent it back")
        said.append(Say(f"{short(line.left_on, today)} {word.zh}", f"{short(line.left_on, today)} {word.en}"))
    elif line.state == "current" and line.entered_on:
        said.append(Say(f"{short(line.entered_on, today)} 起", f"since {short(line.entered_on, today)}"))
    if line.returns:
        said.append(Say(f"退回补正 {line.returns} 次", f"returned {line.returns}×"))
    said += _stood_still(line, today)
    if line.optional and line.state == "ahead":
        said.append(Say("视情进行，可略过", "only if needed"))
    due, late = _due(line, bar.days.get(line.id), today)
    chips: list[Chip | Dash] = [chip_with_gist(pack, line.cite)]
    if line.provisional and line.due_on:
        chips.append(provisional(line.due_on.year))
    if line.correcting:
        chips.append(chip_of(words.HAND_BACK))
    who = bar.offices.get(line.id, line.who)
    return StepCell(line.say, status, who, tuple(said), due, late, line.optional, tuple(chips))  # type: ignore[arg-type]


def _due(line: StepLine, decided: date | None, today: date) -> tuple[Words, bool]:
    """By when a step has to be done, or what was returned to it handed back; and whether that day is over."""
    due_on = line.due_on if line.correcting else line.due_on or decided
    if not due_on or line.state not in {"current", "ahead"}:
        return NOTHING, False
    rest = left(due_on, today) if line.state == "current" else Say("", "")
    day = short(due_on, today)
    verb = Say("交回", "back by") if line.correcting else Say("办结", "by")
    due = Say(
        f"{day} 前{verb.zh}{'，' if rest.zh else ''}{rest.zh}", f"{verb.en} {day}{', ' if rest.en else ''}{rest.en}"
    )
    return due, line.state == "current" and due_on < today


def _stood_still(line: StepLine, today: date) -> list[Say]:
    """That the time of a step stands still while it is corrected, and for how long it did."""
    if line.stopped_on is not None:
        day = short(line.stopped_on, today)
        return [Say(f"{day} 退回，时限停计", f"its time stands still since {day}")]
    if not line.paused or line.state != "current":
        return []
    unit = Say("个工作日", "working days") if line.unit == DayUnit.WORKDAY else Say("天", "days")
    return [Say(f"退回补正的 {line.paused} {unit.zh}不计", f"{line.paused} {unit.en} of correction not counted")]


def chip_with_gist(pack: Pack, cite: Cite) -> Chip:
    """The chip of a citation, with the gist of its article where the pack has it."""
    return article_chip(pack, cite.article) if cite.article and cite.pack == pack.id else chip_of(cite)


def missing_items(pack: Pack, items: Iterable[Missing], places: Places) -> list[MissingItem]:
    """What stands in the way, each with the way to mend it."""
    return [
        MissingItem(
            item.say,
            act=places.of(item.link),
            open=item.code in {"fact", "undecided"},
            chips=(chip_with_gist(pack, item.cite),),
            key=item.link,
            code=item.code,
        )
        for item in items
    ]


def folded(items: Sequence[MissingItem], forms: Mapping[str, tuple[str, Say, str]]) -> list[MissingItem]:
    """Many fields of one form as one line with the way to the form; the fields stand folded below it.

    ``forms`` gives for each field the id, the title and the address of its form; a few fields stay lines of their own. Of
    whoever fills it in many documents are one line too.
    """
    by_form: dict[str, list[MissingItem]] = {}
    for item in items:
        kind, _, key = item.key.partition(":")
        form = forms.get(key.split(".")[0]) if kind == "field" else None
        by_form.setdefault(form[0] if form else "", []).append(item)
    many = {form: rows for form, rows in by_form.items() if form and len(rows) > FEW_FIELDS}
    named = {form: (title, href) for form, title, href in forms.values()}
    lines = [
        MissingItem(
            Say(f"{title.zh}：{_to_do(rows).zh}", f"{title.en or title.zh}: {_to_do(rows).en}"),
            act=Link(Say("去填写", "Fill in"), href),
            chips=rows[0].chips,
            more=tuple(rows),
        )
        for form, rows in many.items()
        for title, href in [named[form]]
    ]
    inside = {id(row) for rows in many.values() for row in rows}
    rest = [item for item in items if id(item) not in inside]
    papers = [item for item in rest if item.key.startswith("document:")]
    if not forms or len(papers) <= FEW_FIELDS:
        return [*lines, *rest]
    what = Say(f"申报材料还差 {len(papers)} 份", f"{len(papers)} documents to upload")
    lines.append(MissingItem(what, act=papers[0].act, chips=papers[0].chips, more=tuple(papers)))
    return [*lines, *(item for item in rest if item not in papers)]


def _to_do(rows: Sequence[MissingItem]) -> Say:
    """What is left to do in a form, in the words and counts of the form's own page."""
    counted = Counter(row.code for row in rows)
    return next_of({one: counted[one.value] for one in Severity}, counted["field"], counted["confirm"])


def blocking(items: Iterable[Missing]) -> list[Missing]:
    """What stands in the way of an answer before its form is even begun."""
    return [item for item in items if item.code not in FORM_CODES]


# --- the course of a matter ----------------------------------------------------------------------------------------


def timeline(
    procedure: Procedure, pack: Pack, moves: Iterable[Move], refused: Iterable[Entry], reader: Actor
) -> list[TimelineEntry]:
    """Everything that happened, the newest first: moves with the reasons this person may read, attempts refused."""
    entries = [_moved(procedure, pack, move, may_read(reader, move)) for move in moves]
    entries += [_refused(entry) for entry in refused]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _moved(procedure: Procedure, pack: Pack, move: Move, readable: bool) -> TimelineEntry:
    step = procedure.step(move.step) if move.step else None
    answer = step.then.get(move.answer) if step else None
    if answer is not None:
        verb = Say(*words_of_answer(move.answer, answer))
    else:
        verb = _ALWAYS.get(move.answer, Say(move.answer))
    points = list(move.points.all())
    then = where(procedure, move.to_step)
    if points:
        then = Say(f"{len(points)} 处，{then.zh}", f"{len(points)} points, {then.en}")
    if day := move.notes.get(HANDED_BACK):
        then = Say(f"{then.zh}，{day} 前交回", f"{then.en}, back by {day}")
    rule = procedure.withdraw if move.answer == WITHDRAW and procedure.withdraw else (answer or step)
    cites = (rule.citation() if rule else Citation()) or (step.citation() if step else procedure.starts.citation())
    said = "\n".join([move.reason if readable else "", *(f"{p.place}. {p.text}" for p in points)]).strip()
    more = Say(f"{step.say.zh} ·", f"{step.say.en or step.id} ·") if step else NOTHING
    who = "　".join(part for part in (move.who_organisation, move.who_name or "系统") if part)
    return TimelineEntry(
        move.at, who, verb, then, more, said or NOTHING, _WAY.get(move.does, Way.OTHER), chips_of(pack, cites or procedure.citation())
    )  # fmt: skip


def _refused(entry: Entry) -> TimelineEntry:
    import json

    detail = json.loads(entry.detail_json)
    said = Say(f"{detail.get('what', '')}{detail.get('why', '')}", str(detail.get("why", "")))
    who = "　".join(part for part in (entry.who_organisation, entry.who_name) if part)
    return TimelineEntry(entry.at, who, Say("未准：", "not allowed:"), said, Say("已记录", "recorded"))


def refused_entries(case: Case) -> list[Entry]:
    """The attempts on a matter that were refused."""
    found = Entry.objects.filter(object_kind="case", object_key=str(case.pk), outcome=Outcome.REFUSED)
    return list(found.order_by("-seq")[:50])


def where(procedure: Procedure, to: str) -> Say:
    """Where an answer leads, in words."""
    if to.startswith("end."):
        end = procedure.ends.get(to.removeprefix("end."))
        return Say(f"办结：{end.zh}", f"ends: {end.en or end.zh}") if end else Say("办结", "ends")
    step = procedure.step(to)
    return Say(f"到「{step.say.zh}」", f"to “{step.say.en or step.id}”")


# --- verdicts ------------------------------------------------------------------------------------------------------

_TRUTHS = {"yes": Say("是", "yes"), "no": Say("否", "no"), "undetermined": Say("不能判断", "undetermined")}
_EFFECTS = {
    "stops": Badge(State.LATE, Say("成立", "stands")),
    "asks": Badge(State.WATCH, Say("不能判断", "undetermined")),
    "passes": Badge(State.DONE, Say("符合", "met")),
    "nothing": Badge(State.DONE, Say("不存在", "does not stand")),
}


def effect_badge(question: str, effect: str, value: str) -> Badge:
    """What a verdict means, as a state word: a veto stands, a right is there, a condition holds."""
    if question.startswith("right") and effect == "stops":
        return Badge(State.LATE, Say("不符合", "not met"))
    if question.startswith("answer"):
        good = value == "yes"
        return Badge(State.DONE if good else State.WATCH, _TRUTHS.get(value, Say(value)))
    return _EFFECTS.get(effect, Badge(State.NONE, _TRUTHS.get(value, Say(value))))


def question_words(pack: Pack, procedure: Procedure, question: str) -> Say:
    """The question a verdict answers, in words."""
    kind, _, name = question.partition(" ")
    if kind == "veto" and name in pack.vetoes:
        return pack.vetoes[name].say
    if kind == "right":
        return Say({"apply": "申报资格", "recommend": "推荐资格"}.get(name, "资格"), f"right to {name}")
    if kind == "answer":
        found = [step.then[name] for step in procedure.steps if name in step.then]
        words = words_of_answer(name, found[0]) if found else (name, name)
        return Say(f"「{words[0]}」的条件", f"condition of “{words[1]}”")
    if kind == "skip":
        step = next((one for one in procedure.steps if one.id == name), None)
        if step is not None:
            return Say(f"可以略过「{step.say.zh}」的条件", f"condition of leaving out “{step.say.en or step.say.zh}”")
    return Say(question)


def stored_reasons(data: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The trace of a stored verdict."""
    return tuple(
        Reason(
            Say("　" * int(line.get("depth", 0)) + str(line["say"]["zh"]), str(line["say"].get("en", ""))),
            Say(str(line.get("value", ""))),
            open=line.get("value") == "不能判断",
        )
        for line in data.get("trace", ())
    )


def stored_chips(pack: Pack, verdict: StoredVerdict) -> list[Chip | Dash]:
    """The articles and decisions of a stored verdict."""
    data = verdict.data
    articles = list(data.get("citation", {}).get("articles", ()))
    found: list[Chip | Dash] = [
        article_chip(pack, one, stored_reasons(data) if n == 0 else ()) for n, one in enumerate(articles)
    ]
    if not articles:
        found = [chip_of(cite_of(pack, Citation()), reasons=stored_reasons(data))]
    for used in data.get("decisions", ()):
        on = date.fromisoformat(used["on"]) if used.get("on") else None
        found.append(dash_of(pack, used["point"], _used(used, on)))
    return found


def _used(used: Mapping[str, Any], on: date | None) -> Any:
    from policycore.verdict import DecisionUsed

    return DecisionUsed(
        used["point"], used.get("value"), used.get("act", ""), used.get("number", ""), on, bool(used.get("demo"))
    )


def moment_day(at: Any, today: date) -> str:
    """The day of a moment, short."""
    return short(at.astimezone(BEIJING).date(), today)
