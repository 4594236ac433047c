"""Addresses of no room: the doors, the language, the session, who helps."""

from __future__ import annotations

from tests.security.matrix import (
    EVERYBODY,
    LOGGED_IN,
    LOST_SESSION,
    TO_LOGIN,
    VISITOR,
    Row,
    done_by,
    seen_by,
)

ROWS = [
    Row("health", get=seen_by(EVERYBODY)),
    # Everybody is led to the first room of the post.
    Row("desk:start", get=seen_by(LOGGED_IN, yes=302)),
    Row("desk:login", get=seen_by(VISITOR, no=302, visitor=200), post=done_by(EVERYBODY, visitor=422)),
    Row("desk:logout", post=done_by(EVERYBODY, yes=302, visitor=TO_LOGIN)),
    Row(
        "desk:choose-post",
        get=seen_by(LOGGED_IN),
        # Nobody holds the post the empty form names: unknown, as one of somebody else would be.
        post=done_by(LOGGED_IN, yes=404, visitor=TO_LOGIN),
    ),
    Row("desk:password", get=seen_by(LOGGED_IN), post=done_by(LOGGED_IN, visitor=TO_LOGIN)),
    Row("desk:language", post=done_by(EVERYBODY, yes=302, visitor=302)),
    Row("desk:session", get=seen_by(LOGGED_IN, visitor=LOST_SESSION)),
    Row("desk:feedback", get=seen_by(LOGGED_IN)),
    Row("desk:accessibility", get=seen_by(EVERYBODY, visitor=200)),
]
