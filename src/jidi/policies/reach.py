"""What a decision may be limited to has to be there: the round, the case, the area. Rooms above say what they know of.

``register_target(Scope.ROUND, exists)`` when the site starts; areas are known below.
"""

from __future__ import annotations

from collections.abc import Callable

from jidi.accounts.models import Division
from jidi.common.say import Say
from policycore.open_points import Scope
from policycore.pack import Pack

Exists = Callable[[str, str], bool]
"""Given the id of a pack and a key: whether there is such a thing that the pack governs."""

_exists: dict[Scope, Exists] = {}
_NO: dict[Scope, Say] = {
    Scope.ROUND: Say("没有「{}」这个轮次", "there is no round {}"),
    Scope.CASE: Say("没有「{}」这个案卷", "there is no case {}"),
    Scope.AREA: Say("没有「{}」这个地区", "there is no area {}"),
}


def register_target(scope: Scope, exists: Exists) -> None:
    """Let a room say whether a key of this reach is one it knows. Registering again replaces."""
    _exists[scope] = exists


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
