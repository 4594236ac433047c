"""The refusals of this room: what happened, why, by which rule, and what to do next."""

from __future__ import annotations

from http import HTTPStatus

from jidi.accounts.acting import Permit
from jidi.bases.models import Base, TitleHolding
from jidi.bases.states import DoesNotFollowError
from jidi.common.say import Cite, Refused, Say, house

ONE_BASE = house(
    "同一批次体系、同一所在地、同一产品只有一个在册基地", "one living base of a scheme, host and set of products"
)
ONE_TITLE = house("同一称号不重复授予同一主体", "nobody holds the same title twice at a time")
SEQUENCE = house("称号的变动须前后衔接", "what happens to a title follows on what was before")
SOURCED = house("补录须注明来源", "what is entered later names its source")
ONCE_CORRECTED = house("登记以新记录更正，不作覆盖", "entries are corrected by a new one, never overwritten")


def incomplete(what: Say, missing: list[Say], cite: Cite | None = None, code: str = "incomplete") -> Refused:
    """Everything that is missing, at once."""
    return Refused(
        what,
        Say("".join(say.zh for say in missing), " ".join(say.en for say in missing)),
        Say("请补充后再保存。", "Complete it and save again."),
        cite=cite or house(),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code=code,
    )


def twin(base: Base) -> Refused:
    """A base of this scheme, host and set of products is on the register already."""
    return Refused(
        Say("基地没有建立。", "The base was not opened."),
        Say(f"已有在册基地“{base.name}”，所在地和产品相同。", f"“{base.name}” has the same host and products."),
        Say("请使用该基地，或核对所在地和产品。", "Use that base, or check host and products."),
        cite=ONE_BASE,
        code="base-twice",
    )


def held_already(holding: TitleHolding) -> Refused:
    """The holder has this title already."""
    state = holding.get_state_display()
    return Refused(
        Say("没有登记这一称号。", "The title was not recorded."),
        Say(
            f"该主体已有“{holding.title_name}”（{state.split(' ')[0]}）。",
            f"The holder has “{holding.title_name}” ({state.partition(' ')[2]}).",
        ),
        Say("请打开该称号，在其时间线上登记。", "Open that title and record it on its time line."),
        cite=ONE_TITLE,
        code="title-held",
    )


def does_not_follow(error: DoesNotFollowError) -> Refused:
    """An event that does not fit where the title stood on its day."""
    return Refused(
        Say("没有登记这一变动。", "This was not recorded."),
        Say(
            f"{error.on.isoformat()} 称号的状态是“{error.state.say.zh}”，之后不能是“{error.act.say.zh}”。",
            f"On {error.on.isoformat()} the title was “{error.state.say.en}”; “{error.act.say.en}” cannot follow.",
        ),
        Say(
            "请核对日期，或先补录、更正之前的变动。",
            "Check the day, or enter or correct first what happened before it.",
        ),
        cite=SEQUENCE,
        code="does-not-follow",
    )


def voided_already() -> Refused:
    """The event was voided by somebody before."""
    return Refused(
        Say("没有再次作废。", "It was not voided again."),
        Say("这条记录已经作废。", "This entry was voided before."),
        Say("请查看该称号的时间线。", "Look at the time line of the title."),
        cite=SEQUENCE,
        code="voided-already",
    )


def ended(base: Base) -> Refused:
    """The base is no longer on the register."""
    return Refused(
        Say("没有保存。", "It was not saved."),
        Say(f"“{base.name}”已于 {base.ended_on} 退出登记。", f"“{base.name}” left the register on {base.ended_on}."),
        Say("请查看其历史，或为新的所在地和产品另建基地。", "Look at its history, or open a base of its own."),
        code="base-ended",
    )


def fits(permit: Permit, action: str, kind: str, key: str) -> None:
    """Raise ValueError unless the permit is for this act on this thing: a fault in the code, not a person's wish."""
    if not permit.fits(action, kind, key):
        raise ValueError(
            f"a permit for {action} on {kind}:{key} is needed, found {permit.action} on "
            f"{permit.object_kind}:{permit.object_key}"
        )
