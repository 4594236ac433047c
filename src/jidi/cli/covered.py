"""Which tables ``jidi invariants`` and ``jidi audit verify`` answer for, and how: every table of the site stands in one of three places.

On record (``common.kept``, the rule): nothing to name. ``OWN``: rows with a digest or comparison of their own, each with the
reason why it is not simply on record. ``NOT_STATE``: what nobody answers for, each with the reason why a change by hand there
changes nothing that was decided, filed or granted. A house test has every model in exactly one of them.
"""

from __future__ import annotations

OWN: dict[str, str] = {
    "audit_entry": "the trail itself: chained and sealed (audit verify)",
    "audit_head": "the end of the chain, compared with the last entry (audit verify)",
    "filings_draft": "saved every few seconds while somebody types, which is no step of the matter: each row carries its seal",
    "filings_form": "its key is the digest of its text",
    "filings_version": "thousands at once: each carries a seal chained to the version before, and the trail has that seal",
    "filings_standing": "follows from the versions and what the trail says of them; compared with both",
    "filings_named": "follows from the tables of a version; compared with them",
    "panels_sheet": "typed at for an hour: each row carries its seal, and the trail that of what was handed in",
    "returns_duty": "hundreds of acts a second: the trail has the digest of a duty with its levels at every act",
    "returns_level": "as the duty it belongs to, in the same digest",
    "returns_act": "as the duty: the entry of an act holds its digest",
}
"""Tables whose rows have a check of their own, by their names in the database."""

NOT_STATE: dict[str, str] = {
    "common_onceonly": "keys of pages: without one the same click asks again, and hears that it was done or does not fit",
    "common_clock": "how far the demo clock was moved; outside the demo nothing reads it",
    "django_session": "who is logged in just now; tied to the password and salt of the account, which are on record",
    "django_content_type": "Django's list of its models; nothing of ours refers to it",
    "auth_permission": "Django's permissions; what a person may do here follows from posts alone",
    "auth_group": "as auth_permission",
    "auth_group_permissions": "as auth_permission",
    "axes_accessattempt": "wrong passwords of the last minutes; the trail has an entry of each attempt",
    "axes_accessattemptexpiration": "as axes_accessattempt",
    "axes_accessfailurelog": "as axes_accessattempt",
    "axes_accesslog": "as axes_accessattempt",
}
"""Tables that hold nothing anybody decided, filed or was granted."""
