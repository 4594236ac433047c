"""The verbs of this room."""

from jidi.returns.services.articles import (
    adopt_article,
    attach_picture,
    detach_picture,
    discard_article,
    file_article,
    review_article,
    write_article,
)
from jidi.returns.services.computing import Computed, compute, compute_ahead
from jidi.returns.services.documents import Handed, attach_document, files_at_hand, hand_in_document
from jidi.returns.services.elsewhere import (
    Told,
    attach_evidence,
    attach_prepared,
    record_elsewhere,
    set_elsewhere_aside,
    withdraw_evidence,
)
from jidi.returns.services.events import raise_duty
from jidi.returns.services.exempting import extend, take_back, waive
from jidi.returns.services.filing import attach_paper, hand_in, open_form, pass_on, save_draft
from jidi.returns.services.joining import agree
from jidi.returns.services.legs import set_leg_days
from jidi.returns.services.releasing import ask_release, refuse_release, release
from jidi.returns.services.reminding import remind
from jidi.returns.services.reviewing import (
    Point,
    accept,
    answer,
    ask,
    explanations_ruled,
    judge_explanation,
    send_back,
)
from jidi.returns.services.uploading import upload_once

__all__ = [
    "Computed",
    "Handed",
    "Point",
    "Told",
    "accept",
    "adopt_article",
    "agree",
    "answer",
    "ask",
    "ask_release",
    "attach_document",
    "attach_evidence",
    "attach_paper",
    "attach_picture",
    "attach_prepared",
    "compute",
    "compute_ahead",
    "detach_picture",
    "discard_article",
    "explanations_ruled",
    "extend",
    "file_article",
    "files_at_hand",
    "hand_in",
    "hand_in_document",
    "judge_explanation",
    "open_form",
    "pass_on",
    "raise_duty",
    "record_elsewhere",
    "refuse_release",
    "release",
    "remind",
    "review_article",
    "save_draft",
    "send_back",
    "set_elsewhere_aside",
    "set_leg_days",
    "take_back",
    "upload_once",
    "waive",
    "withdraw_evidence",
    "write_article",
]
