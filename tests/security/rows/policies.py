"""政策库: policies are public to everybody who can log in; what is open in them is decided by whom they name."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, PROVINCE, Row, done_by, seen_by

ROWS = [
    Row("desk:policies", get=seen_by(LOGGED_IN)),
    Row("desk:policy", given="pack", get=seen_by(LOGGED_IN)),
    Row("desk:policy-coverage", given="pack", get=seen_by(LOGGED_IN)),
    Row("desk:policy-points", given="pack", get=seen_by(LOGGED_IN)),
    Row("desk:open-point", given="point", get=seen_by(LOGGED_IN)),
    # Everybody reads why they may not: whom a point names is no secret.
    Row("desk:open-point-decide", given="point", data="decision", post=done_by(PROVINCE, yes=302, no=403)),
    Row("desk:policy-diagram", given="pack", get=seen_by(LOGGED_IN)),
    Row("desk:policy-versions", given="pack", get=seen_by(LOGGED_IN)),
    Row("desk:policy-publish", given="draft", data="published", post=done_by(PROVINCE, yes=302, no=403)),
    Row("desk:policy-end", given="living", data="ended", post=done_by(PROVINCE, yes=302, no=403)),
    Row("desk:policy-withdraw", given="coming", data="taken_back", post=done_by(PROVINCE, yes=302, no=403)),
    Row("desk:article", given="article", get=seen_by(LOGGED_IN)),
]
