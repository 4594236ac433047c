"""系统: the three administrators, each their own part; nobody else, and no business content."""

from __future__ import annotations

from tests.security.matrix import ADMINISTRATORS, SECURITY_ADMIN, SYSTEM_ADMIN, Row, done_by, seen_by

ACCOUNTS = SYSTEM_ADMIN | SECURITY_ADMIN

ROWS = [
    Row("desk:system", get=seen_by(ADMINISTRATORS, no=403)),
    Row("desk:holidays", get=seen_by(ADMINISTRATORS, no=403)),
    Row("desk:holidays-day", data="holiday", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:holidays-year", data="holidays", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:organisations", get=seen_by(ACCOUNTS, no=403)),
    Row("desk:organisation-new", get=seen_by(SYSTEM_ADMIN, no=403), post=done_by(SYSTEM_ADMIN, no=403)),
    Row("desk:organisation", given="organisation", get=seen_by(ACCOUNTS, no=403)),
    # The forms of others are filled in completely: else everybody would only hear what is missing.
    Row("desk:organisation-change", given="organisation", data="renamed", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:organisation-end", given="organisation", data="too_early", post=done_by(SYSTEM_ADMIN, no=403)),
    Row("desk:organisation-post", given="organisation", data="new_post", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:organisation-body", given="organisation", data="new_body", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:post", given="post", get=seen_by(ACCOUNTS, no=403)),
    Row("desk:post-appoint", given="post", data="appointed", post=done_by(SECURITY_ADMIN, yes=302, no=403)),
    Row("desk:post-hand-over", given="post", data="handed", post=done_by(SECURITY_ADMIN, yes=302, no=403)),
    Row("desk:post-end", given="post", data="too_early", post=done_by(SYSTEM_ADMIN, no=403)),
    Row("desk:appointment-end", given="appointment", data="unposted", post=done_by(SECURITY_ADMIN, yes=302, no=403)),
    Row("desk:people", get=seen_by(ACCOUNTS, no=403)),
    Row("desk:person-new", get=seen_by(SYSTEM_ADMIN, no=403), post=done_by(SYSTEM_ADMIN, no=403)),
    Row("desk:person", given="person", get=seen_by(ACCOUNTS, no=403)),
    Row("desk:person-activate", given="person", post=done_by(SECURITY_ADMIN, yes=302, no=403)),
    Row("desk:person-disable", given="person", post=done_by(ACCOUNTS, no=403)),
    Row("desk:person-reset", given="person", post=done_by(SYSTEM_ADMIN, yes=200, no=403)),
    Row("desk:body", given="body", get=seen_by(ACCOUNTS, no=403)),
    Row("desk:body-join", given="body", data="joined", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
    Row("desk:body-leave", given="member", data="left", post=done_by(SYSTEM_ADMIN, yes=302, no=403)),
]
