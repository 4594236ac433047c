"""分析: everybody in business sees the page, filled with what their own filings allow; administrators, auditors and experts do not."""

from __future__ import annotations

from tests.security.matrix import ADMINISTRATORS, AUDITOR, EXPERT, LOGGED_IN, Row, seen_by

BUSINESS = LOGGED_IN - ADMINISTRATORS - AUDITOR - EXPERT

ROWS = [
    Row("desk:analysis", get=seen_by(BUSINESS, no=403)),
    Row("desk:analysis-findings", get=seen_by(BUSINESS, no=403)),
    # Nothing was filed in the world of the table: there is no file to give anybody.
    Row(
        "desk:analysis-export",
        given="analysis_file",
        get=seen_by(frozenset(), special=dict.fromkeys(LOGGED_IN - BUSINESS, 403)),
    ),
]
