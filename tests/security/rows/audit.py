"""审计: the auditor of the area, and the audit administrator for what administrators did; nobody else."""

from __future__ import annotations

from tests.security.matrix import AUDIT_ADMIN, AUDITOR, Row, done_by, seen_by

ROWS = [
    Row("desk:audit", get=seen_by(AUDITOR | AUDIT_ADMIN, no=403)),
    Row("desk:audit-entry", given="audit_entry", get=seen_by(AUDITOR, no=403, special={"audit_admin": 404})),
    Row("desk:audit-verify", post=done_by(AUDITOR | AUDIT_ADMIN, yes=200, no=403)),
]
