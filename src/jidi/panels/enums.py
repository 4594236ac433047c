"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class Gives(Worded):
    """What a panel gives, as the round decides."""

    SCORES = "scores", "评分 scores"
    OPINIONS = "opinions", "评审意见 opinions"


class Sits(Worded):
    """How a panel sits."""

    PAPER = "paper", "书面评审 on paper"
    HEARING = "hearing", "会议答辩 hearing"


class PanelState(Worded):
    """Where a panel stands. Changed only by ``services``."""

    FORMING = "forming", "组建中 forming"
    SITTING = "sitting", "评审中 sitting"
    CLOSED = "closed", "已结束 closed"


class SeatState(Worded):
    """Whether a drawn expert sits."""

    SITTING = "sitting", "在组 sitting"
    REPLACED = "replaced", "已更换 replaced"
