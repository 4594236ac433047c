"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Duty, Worded


class ObjectionState(Worded):
    """Where an objection stands."""

    OPEN = "open", "待核实 open"
    REJECTED = "rejected", "不成立 rejected"
    UPHELD = "upheld", "成立 upheld"


class Identity(Worded):
    """Whether whoever objects has to say who they are."""

    REQUIRED = "required", "须实名 required"
    OPTIONAL = "optional", "可匿名 optional"


HANDLERS = frozenset({Duty.PROVINCE_OFFICER, Duty.CITY_OFFICER, Duty.COUNTY_OFFICER})
"""Officers of the authority in charge, each for notices of their own area. Which level publishes is said by the pack."""
