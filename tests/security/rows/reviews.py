"""评审: an expert sees the cases they were drawn for, and opens one after declaring."""

from __future__ import annotations

from tests.security.matrix import EXPERT, LOGGED_IN, Row, done_by, seen_by

ROWS = [
    Row("desk:reviews", get=seen_by(LOGGED_IN)),
    Row("desk:review-panel", given="review", shows="application_name", get=seen_by(EXPERT)),
    Row("desk:review-declare", given="review_case", post=done_by(EXPERT)),
    Row("desk:review-sheet", given="declared_case", shows="application_name", get=seen_by(EXPERT)),
    Row("desk:review-sheet", given="review_case", get=seen_by(EXPERT, yes=403), key="undeclared"),
    Row("desk:review-save", given="declared_case", post=done_by(EXPERT, yes=302)),
    Row("desk:review-submit", given="declared_case", post=done_by(EXPERT, yes=409)),
]
