"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class RoundState(Worded):
    """Where a round stands. Changed only by ``services.rounds``."""

    OPEN = "open", "受理中 open"
    CLOSED = "closed", "已截止 closed"
