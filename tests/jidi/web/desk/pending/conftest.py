"""The same round as the list pages play."""

from __future__ import annotations

from tests.jidi.web.desk.lists.conftest import _on_the_day, play, round_, send, submitted

__all__ = ["_on_the_day", "play", "round_", "send", "submitted"]
