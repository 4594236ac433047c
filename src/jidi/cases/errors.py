"""How a case refuses to move: with everything that is missing, or because somebody was faster."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from jidi.cases import words
from jidi.cases.guards import MissingItem
from jidi.common.say import Cite, Refused, Say

NOT_MOVED = Say("没有办理。", "Nothing was done.")


class MoveRefused(Refused):
    """An answer that cannot be given now; ``missing`` has every reason, the page's own list."""

    code = "move-refused"

    def __init__(
        self, why: Say, next_step: Say, *, cite: Cite = words.GUARD, missing: Sequence[MissingItem] = (), code: str = "",
        status: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(NOT_MOVED, why, next_step, cite=cite, code=code, status=status)
        self.missing = tuple(missing)


class Stale(MoveRefused):
    """The case is no longer where the page showed it: who moved it, when, and where it is now."""

    status = HTTPStatus.CONFLICT
    code = "stale"


def refused_for(missing: Sequence[MissingItem], about: Say | None = None) -> MoveRefused:
    """Refuse with a list of what is missing."""
    zh = "；".join(item.say.zh for item in missing)
    en = "; ".join(item.say.en for item in missing)
    head_zh, head_en = (f"{about.zh}：", f"{about.en or about.zh}: ") if about else ("", "")
    return MoveRefused(
        Say(f"{head_zh}还差 {len(missing)} 项：{zh}。", f"{head_en}{len(missing)} missing: {en}."),
        Say("请逐项办理后再提交；已填写的内容都还在。", "See to each, then send again; nothing you wrote is lost."),
        cite=missing[0].cite,
        missing=missing,
        code=missing[0].code or "missing",
    )
