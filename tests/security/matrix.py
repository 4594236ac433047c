"""Who may open what: one table of address × person × method → status, for every address the router knows (I7).

A room brings ``tests/security/rows/ROOM.py`` with ``ROWS``. A row reads:

    Row("desk:base", given="base", get=seen_by(PLACE | OF_BASE), shows="base_name")

For everybody of the cast and the visitor it says what GET and POST answer. ``given`` names the method of ``world.World``
that makes the object and returns the arguments of the address, from the side of the *own county*; ``shows`` names one
that gives words which those admitted must find on the page and nobody else may. An address without a row fails, and so
does a row without an address. A method without a rule has to answer 405 to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OWN_COUNTY = frozenset({"county_officer"})
OWN_CITY = frozenset({"city_officer"})
PROVINCE = frozenset({"province_officer"})
SISTER = frozenset({"sister_county_officer"})
OTHER_CITY = frozenset({"other_city_officer", "other_county_officer"})
OTHER_PROVINCE = frozenset(
    {"other_province_officer", "other_province_city_officer", "other_province_county_officer"}
)  # fmt: skip
DEPARTMENTS = frozenset({"finance_officer", "city_finance_officer"})
CLERK = frozenset({"base_clerk"})
CHAMBER = frozenset({"chamber_clerk"})
ENTERPRISE = frozenset({"enterprise_clerk"})
EXPERT = frozenset({"expert"})
DECIDER = frozenset({"decider"})
AUDITOR = frozenset({"auditor"})
SYSTEM_ADMIN = frozenset({"system_admin"})
SECURITY_ADMIN = frozenset({"security_admin"})
AUDIT_ADMIN = frozenset({"audit_admin"})

PLACE = OWN_COUNTY | OWN_CITY | PROVINCE
"""The authorities of the place: county, city, province."""
OF_BASE = CLERK | CHAMBER | ENTERPRISE
"""Those whose organisation belongs to the base of the table."""
SEES_BASE = PLACE | OF_BASE | DEPARTMENTS | DECIDER
"""Those who may know of the base of the table: its place, its own people, departments and deciders over the place."""
OFFICERS = PLACE | SISTER | OTHER_CITY | OTHER_PROVINCE
ADMINISTRATORS = SYSTEM_ADMIN | SECURITY_ADMIN | AUDIT_ADMIN
LOGGED_IN = OFFICERS | DEPARTMENTS | OF_BASE | EXPERT | DECIDER | AUDITOR | ADMINISTRATORS
BUSINESS = LOGGED_IN - ADMINISTRATORS - AUDITOR
VISITOR = frozenset({"visitor"})
EVERYBODY = LOGGED_IN | VISITOR

TO_LOGIN, LOST_SESSION, NOT_ALLOWED = 302, 401, 405


@dataclass(frozen=True, slots=True)
class Rule:
    """What one method of an address answers: to whom it is open and how it answers them, and the others."""

    people: frozenset[str]
    yes: int
    no: int
    visitor: int
    special: Mapping[str, int] = field(default_factory=dict)

    def status_for(self, person: str) -> int:
        """The status this person gets."""
        if person in self.special:
            return self.special[person]
        if person in self.people:
            return self.yes
        return self.visitor if person in VISITOR else self.no


def seen_by(
    people: frozenset[str], *, yes: int = 200, no: int = 404, visitor: int = TO_LOGIN, special: Mapping[str, int] = {}
) -> Rule:
    """The rule of a page that is looked at: others get 404, a visitor is led to the log-in."""
    return Rule(people, yes, no, visitor, special)


def done_by(
    people: frozenset[str],
    *,
    yes: int = 422,
    no: int = 404,
    visitor: int = LOST_SESSION,
    special: Mapping[str, int] = {},
) -> Rule:
    """The rule of a form that is sent. The table sends it empty: whoever may, hears what is missing (422 unless said).

    Others get 404 as if it were not there, or what ``special`` says where they may know of the thing (403).
    """
    return Rule(people, yes, no, visitor, special)


@dataclass(frozen=True, slots=True)
class Row:
    """One address: its object, what each method answers, and words only those admitted may read.

    ``query`` is added to the address; ``data`` names a method of the world with what the form sends.
    """

    name: str
    get: Rule | None = None
    post: Rule | None = None
    given: str = ""
    shows: str = ""
    shown_to: frozenset[str] | None = None
    query: str = ""
    data: str = ""
    key: str = ""

    def rule(self, method: str) -> Rule | None:
        """The rule of a method, None where the address does not take it."""
        return self.get if method == "GET" else self.post

    def status_for(self, method: str, person: str) -> int:
        """What a person gets by a method."""
        rule = self.rule(method)
        return rule.status_for(person) if rule else NOT_ALLOWED

    @property
    def readers(self) -> frozenset[str]:
        """Who reads the words of ``shows``: all who are admitted unless said otherwise."""
        if self.shown_to is not None:
            return self.shown_to
        return self.get.people if self.get else frozenset()

    def __str__(self) -> str:
        return f"{self.name}{f'-{self.key}' if self.key else ''}"


@cache
def rows() -> tuple[Row, ...]:
    """Every row of every room."""
    found: list[Row] = []
    for path in sorted(Path(__file__).with_name("rows").glob("[a-z]*.py")):
        found += import_module(f"tests.security.rows.{path.stem}").ROWS
    return tuple(found)


def known_names() -> set[str]:
    """The names of all addresses the router knows; one without a name stands as its pattern."""
    return set(_names(get_resolver().url_patterns, "", ""))


def _names(patterns: Iterable[Any], space: str, before: str) -> Iterable[str]:
    for one in patterns:
        written = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, written)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}" if one.name else f"/{written}"
