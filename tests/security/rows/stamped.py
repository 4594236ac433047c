"""盖章件: whoever may read a filing prints it and finds what its code leads to; all others find nothing, digest or not."""

from __future__ import annotations

from tests.security.matrix import OWN_CITY, OWN_COUNTY, Row, seen_by

SEES = OWN_COUNTY | OWN_CITY

ROWS = [
    Row("desk:stamped", given="version_known", get=seen_by(SEES), shows="application_name"),
    Row("desk:stamped-code", given="version_known", get=seen_by(SEES)),
    Row("desk:stamped-check", given="version_printed", get=seen_by(SEES), shows="application_name"),
]
