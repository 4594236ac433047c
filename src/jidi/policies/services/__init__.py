"""Verbs of this room: packs (import, publish, end, withdraw), decisions on open points, the official text."""

from jidi.policies.bounds import DecisionLine
from jidi.policies.services.decisions import DecisionsRefused, decide_many, decide_point, problems_together, read_decisions
from jidi.policies.services.publication import Instrument, end, publish, withdraw
from jidi.policies.services.texts import Attached, attach
from jidi.policies.services.versions import PackRefused, import_pack

__all__ = [
    "Attached",
    "DecisionLine",
    "DecisionsRefused",
    "Instrument",
    "PackRefused",
    "attach",
    "decide_many",
    "decide_point",
    "end",
    "import_pack",
    "problems_together",
    "publish",
    "read_decisions",
    "withdraw",
]
