"""评审组: organised by the province, read by those who decide; nobody else learns who reviews."""

from __future__ import annotations

from tests.security.matrix import DECIDER, PROVINCE, Row, Rule, done_by, seen_by


def organised(status: int = 409) -> Rule:
    """What the officers of the province do; a decider may read the page and hears why they may not."""
    return done_by(PROVINCE | DECIDER, yes=status, special={"decider": 403})


KEEPERS = PROVINCE | {"other_province_officer"}
"""The officers of every province keep their own pool."""

ROWS = [
    Row("desk:expert-pool", get=seen_by(KEEPERS)),
    Row("desk:expert-enter", post=done_by(KEEPERS)),
    Row("desk:expert-leave", given="pooled_expert", post=done_by(PROVINCE, yes=302)),
    Row("desk:panel", given="panel", shows="application_name", get=seen_by(PROVINCE | DECIDER)),
    Row("desk:panel-begin", given="panel", post=organised()),
    Row("desk:panel-take-in", given="panel", post=organised()),
    Row("desk:panel-replace", given="panel_seat", post=organised()),
    Row("desk:panel-stand-in", given="panel", post=organised()),
    Row("desk:panel-close", given="panel", post=organised()),
    Row("desk:panel-pass", given="panel", post=organised()),
]
