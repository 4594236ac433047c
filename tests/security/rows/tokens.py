"""访问令牌: everybody who can log in has their own; another's is not there."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, Row, done_by, seen_by

ROWS = [
    Row("desk:tokens", get=seen_by(LOGGED_IN)),
    Row("desk:tokens-make", post=done_by(LOGGED_IN)),
    Row("desk:token-end", given="token", post=done_by(frozenset({"county_officer"}), yes=302)),
]
