"""Verbs of this room: open a filing, save what is typed, hand a version in; say how a version stands."""

from jidi.filings.known import Brought
from jidi.filings.services.bulk import submit_many
from jidi.filings.services.drafting import Saved, open_filing, save_draft
from jidi.filings.services.explaining import attach_evidence, judge_explanation, withdraw_evidence
from jidi.filings.services.shared import COMPLETE, KEPT, KIND, MAX_TEXT, SHOWN, NotComplete
from jidi.filings.services.standing import set_status
from jidi.filings.services.submitting import seal, submit_version

__all__ = [
    "COMPLETE",
    "KEPT",
    "KIND",
    "MAX_TEXT",
    "SHOWN",
    "Brought",
    "NotComplete",
    "Saved",
    "attach_evidence",
    "judge_explanation",
    "open_filing",
    "save_draft",
    "seal",
    "set_status",
    "submit_many",
    "submit_version",
    "withdraw_evidence",
]
