"""The computed fields and the checks of a form as formulas of a workbook; what cannot be said there is left to the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jidi.common.say import Say

BY_SYSTEM = Say("由系统核对", "checked by the system")


@dataclass(frozen=True, slots=True)
class Formulas:
    """Computed cells by address and checks by id, each beginning with ``=``. A check's formula gives 通过, 不符 or 待填.

    ``reasons`` says of a check without a formula why it has none.
    """

    derived: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Say] = field(default_factory=dict)


NONE = Formulas()
