"""用表格填报: whoever sees a filing may have its workbook; only who fills it in may upload one; an upload is its uploader's."""

from __future__ import annotations

from tests.security.matrix import LOGGED_IN, OWN_CITY, OWN_COUNTY, Row, done_by, seen_by

SEES = OWN_COUNTY | OWN_CITY
NOBODY: frozenset[str] = frozenset()
NOT_NOW = dict.fromkeys(SEES, 403)

ROWS = [
    Row("desk:workbook", given="filing_known", get=seen_by(SEES), shows="application_name"),
    Row("desk:workbook-download", given="filing_known", get=seen_by(SEES)),
    # It waits at the city: nobody fills in now, and those who see it hear so.
    Row("desk:workbook-upload", given="filing_known", post=done_by(NOBODY, special=NOT_NOW)),
    Row("desk:workbook-uploaded", given="upload_none", get=seen_by(NOBODY)),
    Row("desk:workbook-marked", given="upload_none", get=seen_by(NOBODY)),
    Row("desk:workbook-accept", given="upload_none", post=done_by(NOBODY)),
    # Nothing of the table may be handed in at once: everybody finds the page and no lot; a batch is its uploader's.
    Row("desk:bulk", get=seen_by(LOGGED_IN)),
    Row("desk:bulk-blank", get=seen_by(NOBODY)),
    Row("desk:bulk-take", post=done_by(NOBODY)),
    *(Row(f"desk:bulk-{name}", given="upload_none", get=seen_by(NOBODY)) for name in ("batch", "problems", "marked")),
    *(Row(f"desk:bulk-{name}", given="upload_none", post=done_by(NOBODY)) for name in ("choose", "resume")),
]
