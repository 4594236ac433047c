"""What this room requires before a case may go on: one list, asked by the page and by the guard of ``cases``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from jidi.applications import queries
from jidi.applications.models import Application
from jidi.applications.permissions import PER_ROUND
from jidi.cases.guards import MissingItem
from jidi.cases.models import Case
from jidi.cases.queries import scope_key_of
from jidi.common.say import Cite, Say
from jidi.filings import queries as filings
from jidi.filings.found import FoundKind
from jidi.panels.enums import PanelState
from jidi.panels.queries import panel_for
from jidi.panels.queries import what_is_missing as panel_missing
from jidi.panels.rules import COMPLETE
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack
from jidi.publicity.queries import notices_of, upheld_items
from jidi.publicity.queries import what_is_missing as notice_missing
from policycore.procedures import AnswerDoes, Step

_CODES = {FoundKind.EMPTY: "field", FoundKind.CARRIED: "confirm"}
"""What is missing of a form, by what has to be done: fill it in, confirm it; anything else is named by its severity."""


def before_submitting(case: Case, step: Step, answer: str, on: date) -> Iterable[MissingItem]:
    """What a filling step still lacks: fields of the forms and documents of the checklist."""
    application = queries.moved_by(case)
    if application is None or not _goes_forward(case, step, answer):
        return []
    cite = _cite(case, step)
    return [*_fields(application, cite, on), *_documents(application, cite, on)]


def before_ending_panel(case: Case, step: Step, answer: str, on: date) -> Iterable[MissingItem]:
    """What a panel still lacks before its results may be passed on."""
    if queries.moved_by(case) is None or not _goes_forward(case, step, answer):
        return []
    cite, panel = _cite(case, step), panel_for(case.procedure, step.id, case.round_key)
    if panel is None:
        return [MissingItem(Say("还没有组建评审组", "no panel has been formed"), cite, "panel:form", "panel")]
    if str(case.pk) not in panel.case_keys:
        say = Say("本案还没有列入评审组的名单", "the case is not before the panel yet")
        return [MissingItem(say, cite, f"panel:{panel.pk}", "panel")]
    missing = panel_missing(panel)
    if panel.state == PanelState.CLOSED:
        return [MissingItem(one.say, one.cite, f"panel:{panel.pk}", "panel") for one in missing]
    # A panel ends for all its cases at once: what it lacks of the others stands on its own page.
    left = Say(
        f"评审还没有结束：评审组还差 {len(missing)} 项",
        f"the review has not been ended: the panel lacks {len(missing)}",
    )
    said = left if missing else Say("评审还没有结束", "the review has not been ended")
    return [MissingItem(said, COMPLETE, f"panel:{panel.pk}", "panel")]


def before_ending_notice(case: Case, step: Step, answer: str, on: date) -> Iterable[MissingItem]:
    """What a public notice still lacks: its last day over, every objection answered; the answer fits the objections."""
    if queries.moved_by(case) is None or not _decides(case, step, answer):
        return []
    cite, key = _cite(case, step), str(case.pk)
    scope = step.scope.list if step.scope else PER_ROUND
    area = "" if scope == PER_ROUND else scope_key_of(case, step)
    notices = notices_of(queries.STEP, queries.notice_key(case.round_key, step.id, area))
    notice = next((one for one in reversed(notices) if key in one.item_keys), None)
    forward = _goes_forward(case, step, answer)
    upheld = notice is not None and key in upheld_items(notice)
    if notice is None and notices:
        return [
            MissingItem(
                Say("本案不在公示名单里", "the case is not on the list published"), cite, "notice:list", "notice"
            )
        ]
    if forward and upheld:
        say = Say("对本案的异议成立，不能按无异议办理", "an objection to it was upheld")
        return [MissingItem(say, cite, "notice:list", "notice")]
    if not forward and not upheld:
        say = Say("没有成立的异议，不能按异议成立办理", "no objection to it was upheld")
        return [MissingItem(say, cite, "notice:list", "notice")]
    if not forward:
        return []
    # An objection holds up what it is about; where the document says so, the whole list.
    only = key if step.objections is None or step.objections.holds == "item" else ""
    return [MissingItem(say, cite, "notice:list", "notice") for say in notice_missing(notice, on, only)]


def _goes_forward(case: Case, step: Step, answer: str) -> bool:
    return _does(case, step, answer) is AnswerDoes.FORWARD


def _decides(case: Case, step: Step, answer: str) -> bool:
    return _does(case, step, answer) in {AnswerDoes.FORWARD, AnswerDoes.REFUSE}


def _does(case: Case, step: Step, answer: str) -> AnswerDoes | None:
    """What an answer of the step does; None for one it does not name (leaving it out)."""
    known = step.then.get(answer)
    return pack(case.version).procedures[case.procedure].does(step, known) if known else None


def _cite(case: Case, step: Step) -> Cite:
    return cite_of(pack(case.version), step.citation())


def _fields(application: Application, cite: Cite, on: date) -> Iterator[MissingItem]:
    rules, key = queries.rules_of(application, on), str(application.pk)
    for filing in filings.filings_of(queries.OWNER, [key])[key]:
        for found in filings.missing(filing, rules):
            yield MissingItem(found.say, cite, f"field:{found.address}", _CODES.get(found.kind, found.severity.value))


def _documents(application: Application, cite: Cite, on: date) -> Iterator[MissingItem]:
    for line in queries.documents_of(application, on):
        if line.missing:
            zh, en, there = line.item.zh, line.item.en or line.item.zh, len(line.files)
            said = Say(f"缺材料「{zh}」", f"the document “{en}” is missing")
            if there:
                said = Say(
                    f"材料「{zh}」要 {line.item.at_least} 份，已有 {there} 份",
                    f"“{en}”: {there} of {line.item.at_least} files are there",
                )
            yield MissingItem(said, cite, f"document:{line.item.id}", "document")
