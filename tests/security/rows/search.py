"""搜索: open to everybody who can log in; each group shows what its own fence lets through."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, SEES_BASE, Row, seen_by

ROWS = [
    Row("desk:search", get=seen_by(LOGGED_IN)),
    Row("desk:search", key="base", query="?q=海产品", get=seen_by(LOGGED_IN), shows="base_name", shown_to=SEES_BASE),
]
