"""待决: what waits is each person's own; the page of a matter is for those who decide it and their officers."""

from __future__ import annotations

from tests.security.matrix import DECIDER, LOGGED_IN, PROVINCE, Row, seen_by

ROWS = [
    Row("desk:pending", get=seen_by(LOGGED_IN)),
    Row("desk:pending-sheet", given="meeting", get=seen_by(PROVINCE | DECIDER)),
]
