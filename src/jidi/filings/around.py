"""What rules of a form may ask beyond it: the subject's titles and registers, the figures others filed, the areas above.

Only rules that name such a thing make it be read. A figure of somebody else counts as it does everywhere: an accepted one
before one only filed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jidi.facts.registry import reader
from jidi.filings.plans import indicator_of
from jidi.policies.queries import sources_of
from policycore.engine import FormReader, names_filed
from policycore.facts import DataFacts, FactReader, FactSource, Subject
from policycore.forms import Form
from policycore.pack.model import Pack


def reader_of(
    pack: Pack, form: Form, own: Mapping[str, Any], about: Subject | None, memo: dict[Any, Any]
) -> FactReader:
    """Return the reader of a return: its own fields first, then this site's facts about whom it is about.

    Without a subject (a form that is only tried) there is nothing around it.
    """
    fields = DataFacts(own, Subject("form", form.id), {}, {}, {})
    if about is None:
        return fields
    indicators = {one.id: indicator_of(form.id, one) for one in form.fields()}
    filed = dict.fromkeys(indicators.values(), FactSource.FILING.value)
    behind = reader(sources_of(pack) | filed)
    return FormReader(fields, behind, about, names_filed(pack, form, indicators), memo)
