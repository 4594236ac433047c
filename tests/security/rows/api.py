"""The API: a session opens nothing there, whoever holds it; the description is open to all."""

from __future__ import annotations

from tests.security.matrix import EVERYBODY, Row, Rule

SHUT = Rule(frozenset(), 200, 401, 401)

NOWHERE = Rule(frozenset(), 200, 404, 404)
OPEN = Rule(EVERYBODY, 200, 200, 200)

ROWS = [
    Row("api:api-root", get=NOWHERE, post=NOWHERE),
    Row("api:openapi-json", get=OPEN, post=OPEN),
    Row("api:me", get=SHUT),
    Row("api:duties", get=SHUT),
    Row("api:duty", given="some_duty", get=SHUT),
    # One address with three methods goes by three names.
    *[Row(f"api:{name}", given="some_duty", get=SHUT, post=SHUT) for name in ("form", "open_form", "save")],
    Row("api:schema", given="some_duty", get=SHUT),
    Row("api:hand_in", given="some_duty", post=SHUT),
    Row("api:document", given="some_duty", get=SHUT),
    *[
        Row(f"api:{name}", given="some_duty", post=SHUT)
        for name in ("upload_document", "hand_in_document", "upload_paper", "upload_elsewhere", "record_elsewhere")
    ],
    Row("api:articles", get=SHUT, post=SHUT),
    Row("api:write", get=SHUT, post=SHUT),
    *[Row(f"api:{name}", given="some_article", get=SHUT) for name in ("article", "rewrite")],
    *[Row(f"api:{name}", given="some_article", post=SHUT) for name in ("picture", "file")],
    Row("api:version", given="some_version", get=SHUT),
]
