"""What a decision may be limited to has to be there: the round, the case, the area. Rooms above say what they know of.

``register_target(Scope.ROUND, exists, frame)`` when the site starts; areas are known below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jidi.accounts.models import Division
from jidi.common.say import Say
from policycore.open_points import Scope, Where
from policycore.pack import Pack

Exists = Callable[[str, str], bool]
"""Given the id of a pack and a key: whether there is such a thing that the pack governs."""



@dataclass(frozen=True, slots=True)
class Frame:
    """Where the decisions of a target are asked for, and the first day on which anything of it can be due."""

    where: Where
    opens_on: date | None = None


FrameOf = Callable[[str, str], Frame | None]
"""Given the id of a pack and a key: where its decisions are asked for, None where it is not known."""

_exists: dict[Scope, Exists] = {}
_frames: dict[Scope, FrameOf] = {}
_NO: dict[Scope, Say] = {
    Scope.ROUND: Say("没有「{}」这个轮次", "there is no round {}"),
    Scope.CASE: Say("没有「{}」这个案卷", "there is no case {}"),
    Scope.AREA: Say("没有「{}」这个地区", "there is no area {}"),
}


def register_target(scope: Scope, exists: Exists, frame: FrameOf | None = None) -> None:
    """Let a room say whether a key of this reach is one it knows, and where it lies. Registering again replaces."""
    _exists[scope] = exists
    if frame is not None:
        _frames[scope] = frame


def frame_of(pack_id: str, scope: Scope, target: str) -> Frame:
    """Where the decisions of this reach are asked for, with what is known of the place."""
    known = _frames.get(scope)
    found = known(pack_id, target) if known is not None else None
    if found is not None:
        return found
    return Frame(Where() if scope is Scope.PACK else Where(**{scope.value: target}))


def no_such_target(pack: Pack, scope: Scope, target: str) -> Say | None:
    """Why a decision cannot be limited to this: nothing is called so; None where it is there, or nothing is named."""
    known = _exists.get(scope)
    if not target.strip() or known is None or known(pack.id, target.strip()):
        return None
    no = _NO[scope]
    return Say(
        f"{no.zh.format(target)}，请从列出的中选一个", f"{no.en.format(target)}; choose one of those that are listed"
    )


def _is_area(_: str, code: str) -> bool:
    return Division.objects.filter(pk=code).exists()


register_target(Scope.AREA, _is_area)
