"""A person acting in a post, and the answer to "may they?": a permit with its reason, or a refusal with its own."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from jidi.accounts.codes import contains
from jidi.accounts.enums import ADMINISTRATORS, AREA_DUTIES, Duty, Tier
from jidi.audit.who import Who
from jidi.common.say import HOUSE, Cite, Refused, Say


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one of their posts, as everything a request needs to know of them."""

    person_id: int
    name: str
    post_id: int
    post_name: str
    duty: Duty
    organisation_id: int
    organisation_name: str
    organ: str
    tier: Tier
    area_code: str
    deputy: bool = False

    @property
    def key(self) -> str:
        """The actor as text, for idempotency keys."""
        return f"{self.person_id}:{self.post_id}"

    @property
    def who(self) -> Who:
        """The actor as the audit trail writes them."""
        return Who(str(self.person_id), self.name, self.post_name, self.organisation_name)

    @property
    def is_administrator(self) -> bool:
        """Whether the post is one of the three administrators, who see no business."""
        return self.duty in ADMINISTRATORS

    def covers(self, area_code: str) -> bool:
        """Whether the actor works on this area.

        A province covers its cities and counties, a city its counties. False for duties that do not work on an area
        (base clerks, enterprises, chambers, experts, administrators): what those see follows from their organisation or
        from an invitation, never from where they sit.
        """
        return self.duty in AREA_DUTIES and contains(self.area_code, area_code)

    def administers(self, area_code: str) -> bool:
        """Whether the actor is an administrator whose organisation stands over this area."""
        return self.is_administrator and contains(self.area_code, area_code)


@dataclass(frozen=True, slots=True)
class Permit:
    """The actor may do this to that thing, and why. Services that move things ask for one that fits."""

    actor: Actor
    action: str
    object_kind: str
    object_key: str
    reason: Say
    cite: Cite = HOUSE

    def __bool__(self) -> bool:
        return True

    def fits(self, action: str, object_kind: str, object_key: str) -> bool:
        """Whether this permit is for that act on that thing."""
        return (self.action, self.object_kind, self.object_key) == (action, object_kind, object_key)


class Denied(Refused):
    """The actor may not. False where a permit is true, so that a page can ask and show the reason.

    Once raised it is a refusal like any other, and true: who caught one may ask ``if refused``.
    """

    status = HTTPStatus.FORBIDDEN
    code = "denied"

    def __init__(self, why: Say, next_step: Say | None = None, *, cite: Cite = HOUSE, what: Say | None = None) -> None:
        super().__init__(
            what or Say("您不能办理这一项。", "You cannot do this."),
            why,
            next_step
            or Say(
                "请切换到有权办理的职务，或联系其经办人。", "Change to a post that may, or turn to whoever holds it."
            ),
            cite=cite,
        )

    def __bool__(self) -> bool:
        return self.__traceback__ is not None


def require(answer: Permit | Denied) -> Permit:
    """Give the permit, or raise the refusal."""
    if isinstance(answer, Denied):
        raise answer
    return answer
