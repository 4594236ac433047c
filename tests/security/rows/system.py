"""系统: the three administrators, each their own part; nobody else, and no business content."""

from __future__ import annotations

from tests.security.matrix import ADMINISTRATORS, SYSTEM_ADMIN, Row, done_by, seen_by

ROWS = [
    Row("desk:system", get=seen_by(ADMINISTRATORS, no=403)),
    Row("desk:holidays", get=seen_by(ADMINISTRATORS, no=403)),
    Row("desk:holidays-day", data="holiday", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:holidays-year", data="holidays", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
]
