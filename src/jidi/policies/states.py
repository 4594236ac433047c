"""What the audit trail keeps the digest of for each thing of this room, so that a change by hand is found."""

from __future__ import annotations

from typing import Any

from jidi.policies.models import PackVersion, PointDecision


def state_of_version(version: PackVersion) -> dict[str, Any]:
    """The state of a version: everything but its texts, which its own digest stands for, and what was done to it."""
    acts = version.acts.order_by("pk") if version.pk else ()
    return {
        "pack": version.pack_id,
        "version": version.version_no,
        "digest": version.digest,
        "status": str(version.status),
        "from": version.in_force_from,
        "to": version.in_force_to,
        "acts": [
            [
                row.kind, row.on, row.former_to, row.by_version_id, row.act, row.act_number, row.reason,
                row.by_name, row.by_post, row.by_organisation,
            ]
            for row in acts
        ],
    }  # fmt: skip


def state_of(row: PointDecision) -> dict[str, Any]:
    """The state of a decision, without its end: that follows from the decisions after it."""
    return {
        "pack": row.pack_id,
        "point": row.point,
        "value": row.value_json,
        "scope": row.scope,
        "target": row.target,
        "act": row.act,
        "act_number": row.act_number,
        "decided_on": row.decided_on,
        "valid_from": row.valid_from,
        "by": [row.by_name, row.by_post, row.by_organisation],
        "demo": row.is_demo,
    }
