"""Verbs of this room: packs (import, publish, withdraw), decisions on open points, the official text."""

from jidi.policies.bounds import DecisionLine
from jidi.policies.services.decisions import DecisionsRefused, decide_many, decide_point, read_decisions
from jidi.policies.services.texts import Attached, attach
from jidi.policies.services.versions import PackRefused, import_pack, publish, withdraw

__all__ = [
    "Attached",
    "DecisionLine",
    "DecisionsRefused",
    "PackRefused",
    "attach",
    "decide_many",
    "decide_point",
    "import_pack",
    "publish",
    "read_decisions",
    "withdraw",
]
