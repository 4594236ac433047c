"""名单: the list of a city is its own; the one of the meeting belongs to the province and those who decide."""

from __future__ import annotations

from tests.security.matrix import DECIDER, OWN_CITY, PLACE, PROVINCE, Row, done_by, seen_by

ROWS = [
    Row("desk:list", given="city_list", shows="application_name", get=seen_by(OWN_CITY)),
    Row("desk:list", given="meeting", get=seen_by(PROVINCE | DECIDER), key="meeting"),
    Row("desk:list-freeze", given="city_list", post=done_by(OWN_CITY, yes=302)),
    # Sent empty it is not what waits.
    Row("desk:list-order", given="city_list", post=done_by(OWN_CITY, yes=409)),
    Row(
        "desk:list-order",
        given="meeting",
        post=done_by(PROVINCE | DECIDER, yes=302, special={"decider": 403}),
        key="meeting",
    ),
    Row("desk:list-hold", given="frozen_city_list", data="frozen", post=done_by(OWN_CITY)),
    Row("desk:list-answer", given="frozen_city_list", data="frozen", post=done_by(OWN_CITY, yes=409)),
    # Whoever knows of a case is led to where they work on it, or to its page.
    Row("desk:case-place", given="case_key", get=seen_by(PLACE, yes=302)),
]
