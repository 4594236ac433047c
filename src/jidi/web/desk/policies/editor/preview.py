"""What is being decided as those will see it who fill it in or hand it in, before it is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jidi.common.say import Say
from jidi.filings.definition import written
from jidi.filings.found import Rules
from jidi.filings.judging import judge
from jidi.filings.spots import layout_of
from jidi.filings.state import FormState
from jidi.web.desk.policies.form_text import form_shown
from jidi.web.shared.formparts import FormView
from jidi.web.shared.formview import Maker
from policycore.forms import Checklist, ChecklistItem, Form, YearsEnd
from policycore.open_points import DecisionBook
from policycore.pack import Pack


@dataclass(frozen=True, slots=True)
class Preview:
    """A form as it will be filled in, or the documents as they will be asked for."""

    form: FormView | None = None
    checks: tuple[tuple[Say, Say], ...] = field(default=())
    documents: tuple[ChecklistItem, ...] = ()


def of_form(pack: Pack, form: Form, on: date) -> Preview:
    """A form as people will have it before them, empty, for the year of a day or the last one that had ended by then."""
    text, _ = written(form)
    year = on.year - 1 if form.years_end is YearsEnd.LAST_ENDED else on.year
    state = FormState(layout_of(text, str(year)), {})
    maker = Maker(judge(state, Rules(pack, DecisionBook(), on)))
    return Preview(FormView(title=form.say, sections=tuple(maker.sections())), form_shown(pack, form).checks)


def of_checklist(checklist: Checklist) -> Preview:
    """The documents as people will be asked for them."""
    return Preview(documents=checklist.items)
