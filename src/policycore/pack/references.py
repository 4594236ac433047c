"""Which keys of a pack name an entry of another section."""

from __future__ import annotations

from typing import Final

# Keys that name an actor in whatever they stand, one or several.
_ACTOR_KEYS: Final = frozenset(
    (
        "actor",
        "debtor",
        "keeper",
        "supplier",
        "accepted_by",
        "kept_by",
        "verifies",
        "issued_by",
        "bearer",
        "applicant",
        "asks",
        "lead",
        "with_",
        "addressed_to",
    )
)
_REFERENCES: Final[dict[tuple[str, str], str]] = {
    ("Obligation", "to"): "actors",
    ("Obligation", "prepares"): "forms",
    ("Leg", "from_"): "actors",
    ("Leg", "to"): "actors",
    ("Leg", "set_by"): "actors",
    ("Link", "from_"): "actors",
    ("Link", "to"): "actors",
    ("Link", "only"): "kinds",
    ("Trigger", "granted"): "titles",
    ("Trigger", "ended"): "titles",
    ("Trigger", "outcome"): "got",
    ("Cycle", "open"): "open_points",
    ("Outcome", "decider"): "actors",
    ("Outcome", "ends_title"): "titles",
    ("Step", "grants"): "titles",
    ("Step", "ends_title"): "titles",
    ("Step", "document"): "documents",
    ("Step", "on"): "criteria",
    ("Step", "prefers"): "preferences",
    ("Step", "quotas"): "quotas",
    ("Step", "forms"): "forms",
    ("Step", "documents"): "facts",
    ("Parts", "to"): "actors",
    ("Start", "quota"): "quotas",
    ("Withdrawal", "until"): "steps",
    ("Veto", "procedure"): "procedures",
    ("Veto", "at"): "steps",
    ("Quota", "procedure"): "procedures",
    ("Quota", "at"): "steps",
    ("Preference", "procedure"): "procedures",
    ("Preference", "at"): "steps",
    ("Eligibility", "procedure"): "procedures",
    ("Eligibility", "only"): "kinds",
    ("Obligation", "only"): "kinds",
    ("Leg", "only"): "kinds",
    ("Form", "only"): "kinds",
    ("Ground", "only"): "kinds",
    ("Ground", "proposes"): "proposals",
    ("Ground", "since"): "titles",
    ("Kind", "title"): "titles",
    ("Follows", "becomes"): "outcomes",
    ("Follows", "proposes"): "proposals",
    ("Asks", "procedure"): "procedures",
    ("Consequence", "on"): "results",
    ("Scoring", "of"): "criteria",
    ("Scoring", "ranks_within"): "facts",
    ("CriteriaSet", "open"): "open_points",
    ("Actor", "set"): "sets",
    ("Register", "kinds"): "sets",
    ("Column", "kinds"): "sets",
    ("Register", "operators"): "sets",
    ("Fulfilment", "form"): "forms",
    ("Fulfilment", "procedure"): "procedures",
    ("Fulfilment", "document"): "documents",
    ("CountsAgainst", "open"): "open_points",
    ("OpenOr", "open"): "open_points",
    ("Window", "open"): "open_points",
    ("DueRule", "open"): "open_points",
    ("NamedSet", "open"): "open_points",
    ("HeaderValue", "open"): "open_points",
    ("Header", "issuer"): "actors",
    ("Header", "issuers"): "actors",
    ("Replaces", "holders_must"): "obligations",
    ("Stock", "title"): "titles",
    ("Stock", "cite"): "articles",
}


def section_named_by(model: str, attribute: str) -> str | None:
    """Return the section a key of a model names an entry of, or None when it names none."""
    return _REFERENCES.get((model, attribute)) or ("actors" if attribute in _ACTOR_KEYS else None)


def word_for(section: str) -> str:
    """Return what one entry of a section is called in a message."""
    return _WORDS.get(section) or section.replace("_", " ").removesuffix("s")


_WORDS: Final = {"criteria": "criteria set", "funding": "programme", "quotas": "quota", "registers": "register"}
