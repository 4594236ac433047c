"""工作台: everybody reads their own, whatever else they may not enter; attachments follow their owner."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, SEES_BASE, Row, seen_by

ROWS = [
    Row("desk:work", get=seen_by(LOGGED_IN)),
    Row("desk:work-side", get=seen_by(LOGGED_IN)),
    Row("desk:file", given="file", get=seen_by(SEES_BASE)),
]
