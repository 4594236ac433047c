"""提醒: everybody who can log in reads their own; there is no address of anybody else's."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, Row, done_by, seen_by

ROWS = [
    Row("desk:reminders", get=seen_by(LOGGED_IN)),
    Row("desk:reminders-read", post=done_by(LOGGED_IN, yes=302)),
]
