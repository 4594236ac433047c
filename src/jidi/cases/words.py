"""Words this room says often, and the rules of the house it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from jidi.common.clock import BEIJING
from jidi.common.say import Say, house
from policycore.pack import Pack
from policycore.procedures import StepKind

STALE: Final = house("先办结的一次有效", "the answer given first stands")
GUARD: Final = house("要件齐全才能办理", "an answer needs everything it rests on")
CONFLICT: Final = house("利害关系人回避", "who has an interest stays out")
TWO_OFFICES: Final = house("同一人不得在同一案中为两个机关办理", "nobody acts for two offices in one case")
BY_LIST: Final = house("按名单集中办理", "this step works on one list")
REASON: Final = house("不予通过、退回、不办或撤回须写明理由", "to refuse, return, leave out or withdraw needs a reason")
ONCE: Final = house("补正事项一次告知", "what to correct is told once")
HAND_BACK: Final = house(
    "补正由退回的一方写明交回日期；没有写明、文件也没有规定的，退回次日起 5 个工作日内交回",
    "a return names its day; where neither it nor the document does, 5 working days from the day after",
)
STANDS_STILL: Final = house(
    "退回补正期间，退回一方的时限停计", "while a correction is made, the time of who returned it stands still"
)
SIGN: Final = house("联合办理的机关意见一致才能通过", "joint offices go on when they agree")
PROGRESS: Final = house("上报后可见，上报前只见进度", "content is seen once it was forwarded; progress before that")
RECORDED: Final = house("办理须有记录", "what was done is on record")

DO: Final[dict[StepKind, Say]] = {
    StepKind.FILL: Say("去填报", "Fill in"),
    StepKind.REVIEW: Say("去审核", "Review"),
    StepKind.PANEL: Say("组织评审", "Organise the panel"),
    StepKind.VISIT: Say("登记考察", "Record the visit"),
    StepKind.CONFIRM: Say("去接收", "Receive"),
    StepKind.CONSULT: Say("征求意见", "Ask for opinions"),
    StepKind.NOTICE: Say("办理公示", "See to the notice"),
    StepKind.MEETING: Say("登记决议", "Record the resolution"),
    StepKind.ACT: Say("登记发文", "Record the act"),
    StepKind.WAIT: Say("查看", "Look"),
    StepKind.OUTSIDE: Say("登记结果", "Record the result"),
}
"""What the button of a work item says, by kind of step."""

GIVE_OPINION: Final = Say("回复意见", "Give your opinion")
CORRECT: Final = Say("去补正", "Correct")
DECIDE: Final = Say("去决定", "Decide")

LEAD_DECIDES: Final = frozenset({"lead", "lead-decides"})
STAYS: Final = frozenset({"neither", "stays", "agree-first"})
"""What a pack may leave open for joint offices that differ: the leading one decides, or it stays until they agree. Any
other choice has to be an answer of the step."""

SILENCE_COUNTS: Final = frozenset({"consent", "agrees", "no-objection"})
SILENCE_WAITS: Final = frozenset({"wait", "ask-again"})
"""What a pack may leave open for those who are asked and do not answer."""


def of_need(pack: Pack, need: str) -> Say:
    """What has to be written down, in words: as the pack names it, else as the veto that asks for it names its evidence."""
    fact = pack.facts.get(need)
    if fact is not None:
        return Say(fact.say.zh, fact.say.en or need.replace("-", " "))
    rule = next((one for one in pack.vetoes.values() if need in one.needs and one.evidence), None)
    plain = need.replace("-", " ")
    return Say("、".join(rule.evidence), plain) if rule else Say(plain, plain)


def moment(at: datetime) -> str:
    """A moment as people read it, to the second, in Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
