"""What a step of a round asks for: its forms and its checklist, as the pack or a decision of the round says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jidi.applications.models import Round
from jidi.policies.bounds import checklist_decided, form_decided
from policycore.engine import Situation
from policycore.forms import ChecklistItem, Form, PaperFormat, YearsEnd
from policycore.open_points import DecisionBook, OpenOr
from policycore.procedures import Step
from policycore.verdict import Missing


def forms_of(situation: Situation, step: Step) -> tuple[Form, ...]:
    """The forms a step asks the subject for: none while the point that sets them is undecided, and none of another kind's."""
    wanted = step.forms
    if wanted is None:
        return ()
    if isinstance(wanted, OpenOr):
        decided = situation.settled(wanted)
        found = [] if isinstance(decided, Missing) else [form_decided(wanted.open or "", one) for one in _each(decided)]
    else:
        found = [situation.pack.forms[form_id] for form_id in wanted]
    return tuple(form for form in found if _is_for(situation, form.only))


def form_period(form: Form, round_: Round) -> str:
    """The year a form of an application is filled for: the round's, or the last that had ended when the round opened."""
    ended = form.years_end is YearsEnd.LAST_ENDED
    return str(min(round_.year, round_.opens_on.year - 1) if ended else round_.year)


def checklist_of(situation: Situation, step: Step) -> tuple[ChecklistItem, ...]:
    """The documents a step asks for, in order: those the text lists, or as decided; none while that is undecided."""
    wanted = step.documents
    if wanted is None:
        return ()
    if not isinstance(wanted, OpenOr):
        facts = [situation.pack.facts[name] for name in wanted]
        return tuple(ChecklistItem(id=one.id, zh=one.zh or one.id, en=one.en) for one in facts)
    decided = situation.settled(wanted)
    if isinstance(decided, Missing):
        return ()
    return tuple(item for item in checklist_decided(decided).items if _is_for(situation, item.only))


def items_dropped(book: DecisionBook, step: Step, listed: Sequence[ChecklistItem]) -> tuple[ChecklistItem, ...]:
    """The items that decisions of ``book``, over or still in force, named for a step and that are not among ``listed``,
    each as it was named last. None where the text itself lists the documents: those never change."""
    wanted = step.documents
    if not isinstance(wanted, OpenOr):
        return ()
    taken = (one for one in book.decisions if one.point == wanted.open)
    named = {item.id: item for one in taken for item in checklist_decided(one.value).items}
    here = {item.id for item in listed}
    return tuple(item for item in named.values() if item.id not in here)


EXTENSIONS: Mapping[PaperFormat, tuple[str, ...]] = {
    PaperFormat.PDF: ("pdf",),
    PaperFormat.PICTURE: ("jpg", "jpeg", "png"),
    PaperFormat.WORD: ("docx", "doc", "wps"),
    PaperFormat.EXCEL: ("xlsx", "xls", "et"),
    PaperFormat.OFD: ("ofd",),
}
"""How files of each kind end (house rule); where a list names no kind, plain text is taken in too."""


def extensions(item: ChecklistItem) -> tuple[str, ...]:
    """What the files of a document may end with, in small letters."""
    if not item.formats:
        return (*(one for ends in EXTENSIONS.values() for one in ends), "txt")
    return tuple(one for kind in item.formats for one in EXTENSIONS[kind])


def _is_for(situation: Situation, only: Sequence[str]) -> bool:
    """Whether what is limited to some kinds is for the subject; while its kind is unknown it is not asked for."""
    return not only or situation.is_any_kind(only, situation.subject) is True


def _each(decided: Any) -> Sequence[Any]:
    return decided if isinstance(decided, list | tuple) else (decided,)
