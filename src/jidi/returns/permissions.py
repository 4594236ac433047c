"""Who may do what on a duty: each answer with its reason and article.

A duty goes up level by level. Whoever holds the seat of the level it is with may fill it in or pass it on; whoever
receives it may ask, return and accept. Nobody above ever writes in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import contains
from jidi.accounts.enums import Duty as Post
from jidi.accounts.enums import Tier
from jidi.common.say import Cite, Say, house
from jidi.policies.actors import Seat, cite_of, cites_of
from jidi.policies.queries import pack
from jidi.returns.enums import SETTLED, DutyState
from jidi.returns.models import Duty, Level
from jidi.returns.queries.filling import sent_on_by

FILL, PASS, ACCEPT, RETURN, ASK, ANSWER = (
    "duty.fill", "duty.pass", "duty.accept", "duty.return", "duty.ask", "duty.answer",
)  # fmt: skip
AGREE = "duty.agree"
JUDGE, RESTORE, SET_ASIDE = "duty.judge", "duty.restore", "duty.set-aside"
WAIVE, EXTEND, ELSEWHERE, REMIND, LEGS = "duty.waive", "duty.extend", "duty.elsewhere", "duty.remind", "duty.legs"
REVIEWING = house(
    "逐级审核，只能问、退、放行、通过，不能改数", "reviewers ask, return, release, accept; they never edit"
)
EXEMPTING = house(
    "豁免、延期由接收单位或省级主管部门写明理由决定", "who receives it, or the province, waives and extends"
)
JOINTLY = house(
    "共同承担的，各单位都可看、可填，逐家会签同意后由牵头单位报送",
    "all who owe it jointly see it, fill it in and agree to it; the leading office then hands it in",
)
DONE_OUT = house("外部办理由承担义务的单位登记", "whoever owes it records what was done elsewhere")


def cite_for(duty: Duty) -> Cite:
    """What a duty rests on."""
    whole = pack(duty.version)
    rule = whole.obligations[duty.rule]
    return cite_of(whole, rule.links[duty.link].citation() or rule.citation())


def cites_for(duty: Duty) -> list[Cite]:
    """All a duty rests on, the most exact first."""
    whole = pack(duty.version)
    rule = whole.obligations[duty.rule]
    return cites_of(whole, rule.links[duty.link].citation() or rule.citation())


def seat_of(duty: Duty, level: Level) -> Seat:
    """The seat of a level."""
    if level.organisation_id is not None and not level.organ:
        return Seat(organisation_id=level.organisation_id)
    return Seat(level.organ, Tier(level.tier or Tier.NONE), duty.area_code)


def joint_seats(duty: Duty, level: Level) -> list[Seat]:
    """The seats of the offices that owe a level together with the leading one: they see it and prepare it."""
    return [Seat(organ, Tier(level.tier), duty.area_code) for organ in level.joint.split(",") if organ]


def receiver_of(duty: Duty, levels: Sequence[Level]) -> Seat | None:
    """The seat of whoever receives it last, None where nobody of this site does."""
    last = levels[-1]
    return Seat(last.to_organ, Tier(last.to_tier), duty.area_code) if last.to_organ and not last.to_outside else None


def debtor_level(levels: Sequence[Level]) -> Level:
    """The level of whoever the article names."""
    return next(level for level in levels if level.is_debtor)


def level_of(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Level | None:
    """The level of a duty an actor sits at, None where at none."""
    return next((level for level in levels if seat_of(duty, level).holds(actor)), None)


def filling_levels(duty: Duty, levels: Sequence[Level]) -> list[Level]:
    """The levels that may fill it in now: those up to the debtor while it is not handed in; the one it came back to."""
    if duty.state in SETTLED or (duty.state == DutyState.FILED):
        return []
    if duty.filler is not None:
        return [level for level in levels if level.place == duty.filler] if duty.at == duty.filler else []
    return [level for level in levels if duty.at <= level.place <= debtor_level(levels).place]


def may_fill(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may fill a duty in and hand it in now."""
    open_now = filling_levels(duty, levels)
    if not open_now:
        return Denied(
            Say("已经报出，现在不能改。", "It was handed in and cannot be changed now."),
            Say("要更正的，请接收单位退回。", "Ask whoever has it to return it."),
            cite=REVIEWING,
        )
    level = next((level for level in open_now if seat_of(duty, level).holds(actor)), None)
    if level is None and any(seat.holds(actor) for one in open_now for seat in joint_seats(duty, one)):
        return Denied(
            Say("几家共同承担，由牵头单位报送。", "It is owed jointly: the leading office hands it in."),
            Say("可以先填好、会签同意，请牵头单位报送。", "Fill it in and agree; the leading office hands it in."),
            cite=JOINTLY,
        )
    if level is None:
        names = "或".join(dict.fromkeys(level.actor_zh for level in open_now))
        return Denied(Say(f"现由{names}填报。", f"It is filled in by: {names}."), cite=cite_for(duty))
    return _permit(actor, FILL, duty, Say(f"由{level.actor_zh}填报。", "It is theirs to fill in."), cite_for(duty))


def may_prepare(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may fill a duty in now: who may hand it in, and every office that owes it jointly."""
    may = may_fill(actor, duty, levels)
    for level in filling_levels(duty, levels) if isinstance(may, Denied) else ():
        if any(seat.holds(actor) for seat in joint_seats(duty, level)):
            words = Say(f"{level.actor_zh}共同承担，都可以填写。", "All who owe it jointly may fill it in.")
            return _permit(actor, FILL, duty, words, cite_for(duty))
    return may


def jointly_in_hand(duty: Duty, levels: Sequence[Level]) -> Level | None:
    """The level owed jointly in whose hands a duty is now: to be filled in, or fed from below; None where there is none."""
    fed = [levels[duty.at]] if duty.filler is not None and duty.at < duty.levels_count else []
    now = filling_levels(duty, levels) or ([] if duty.state in SETTLED else fed)
    return next((level for level in now if level.joint), None)


def may_agree(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may agree to what lies there: the offices that owe it with the leading one, until it is handed in."""
    level = jointly_in_hand(duty, levels)
    if level is not None and any(seat.holds(actor) for seat in joint_seats(duty, level)):
        words = Say(f"{level.actor_zh}共同承担，逐家会签。", "All who owe it jointly agree to it.")
        return _permit(actor, AGREE, duty, words, cite_for(duty))
    return Denied(Say("现在没有要您会签的。", "There is nothing for you to agree to now."), cite=JOINTLY)


def level_filled_by(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Level:
    """The level an actor fills it in at; asked after ``may_fill``."""
    return next(level for level in filling_levels(duty, levels) if seat_of(duty, level).holds(actor))


def may_pass(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may review what came from below and pass it on."""
    fed = duty.filler is not None and duty.filler < duty.at < duty.levels_count and duty.state not in SETTLED
    if fed and seat_of(duty, levels[duty.at]).holds(actor):
        words = Say(f"由{levels[duty.at].actor_zh}审核转报。", "It is theirs to review and pass on.")
        return _permit(actor, PASS, duty, words, cite_for(duty))
    return Denied(Say("现在不在您这里转报。", "It is not yours to pass on now."), cite=REVIEWING)


def may_accept(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may accept it: whoever receives it last, once it is with them."""
    seat = receiver_of(duty, levels)
    if duty.state == DutyState.FILED and duty.at == duty.levels_count and seat is not None and seat.holds(actor):
        words = Say(f"由{levels[-1].to_zh}审核。", "It is theirs to review.")
        return _permit(actor, ACCEPT, duty, words, cite_for(duty))
    return Denied(Say("现在不在您这里审核。", "It is not yours to review now."), cite=REVIEWING)


def may_return(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may return it for correction: whoever has it in hand, and who accepted it until it is used."""
    receiver = receiver_of(duty, levels)
    accepted = duty.state == DutyState.ACCEPTED and receiver is not None and receiver.holds(actor)
    if accepted or may_pass(actor, duty, levels) or may_accept(actor, duty, levels):
        return _permit(actor, RETURN, duty, Say("在您这里审核。", "You review it."), REVIEWING)
    return Denied(Say("现在不在您这里，不能退回。", "It is not with you and cannot be returned."), cite=REVIEWING)


def may_ask(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may put a question: any level above who filled it in, as soon as there is a filing."""
    above = [level for level in levels if duty.filler is None or level.place > duty.filler]
    receiver = receiver_of(duty, levels)
    seats = [seat_of(duty, level) for level in above] + ([receiver] if receiver else [])
    if duty.filler is not None and any(seat.holds(actor) for seat in seats):
        return _permit(actor, ASK, duty, Say("上级可以随时提问。", "Levels above may ask at any time."), REVIEWING)
    return Denied(Say("只有接收各级可以提问。", "Only the levels above ask."), cite=REVIEWING)


def may_judge(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may judge an explanation: any level above who filled it in, while it is in review.

    What was accepted stands as it was judged, and what was returned is with whoever corrects it.
    """
    if duty.state in SETTLED or (duty.filler is not None and duty.at <= duty.filler):
        return Denied(
            Say("现在不在审核中，不能判定说明。", "It is not in review, so nothing is judged now."), cite=REVIEWING
        )
    asked = may_ask(actor, duty, levels)
    if isinstance(asked, Denied):
        return asked
    return Permit(actor, JUDGE, "duty", str(duty.pk), asked.reason, asked.cite)


def may_answer(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may answer a question: whoever filled it in, and the debtor."""
    asked = [level for level in levels if level.place == duty.filler or level.is_debtor]
    if any(seat_of(duty, level).holds(actor) for level in asked):
        return _permit(actor, ANSWER, duty, Say("由填报单位答复。", "Whoever filled it in answers."), REVIEWING)
    return Denied(Say("由填报单位答复。", "Whoever filled it in answers."), cite=REVIEWING)


def may_exempt(actor: Actor, duty: Duty, levels: Sequence[Level], action: str) -> Permit | Denied:
    """Whether an actor may waive or extend: who receives it from the debtor, or the province."""
    if duty.state in SETTLED:
        return Denied(Say("这一项已经办结。", "It is settled already."), cite=EXEMPTING)
    level = debtor_level(levels)
    if seat_of(duty, level).holds(actor):
        return Denied(
            Say("自己承担的义务，不能自己豁免、延期。", "Nobody waives or extends what they owe."), cite=EXEMPTING
        )
    receives = bool(level.to_organ) and Seat(level.to_organ, Tier(level.to_tier), duty.area_code).holds(actor)
    if receives or _is_province(actor, duty):
        return _permit(actor, action, duty, Say("由接收单位决定。", "Whoever receives it decides."), EXEMPTING)
    return Denied(
        Say("由接收单位或省级主管部门决定。", "Whoever receives it, or the province, decides."), cite=EXEMPTING
    )


def _exempts(actor: Actor, duty: Duty, levels: Sequence[Level]) -> bool:
    level = debtor_level(levels)
    receives = bool(level.to_organ) and Seat(level.to_organ, Tier(level.to_tier), duty.area_code).holds(actor)
    return not seat_of(duty, level).holds(actor) and (receives or _is_province(actor, duty))


def may_restore(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may take a waiver or an extension back: whoever may decide on one, while one stands."""
    waived = duty.state == DutyState.WAIVED
    if not waived and (duty.extended_to is None or duty.first_filed_on is not None):
        return Denied(Say("现在没有可以撤销的豁免或延期。", "No waiver or extension stands."), cite=EXEMPTING)
    if not waived:
        return may_exempt(actor, duty, levels, RESTORE)
    if _exempts(actor, duty, levels):
        return _permit(actor, RESTORE, duty, Say("由接收单位决定。", "Whoever receives it decides."), EXEMPTING)
    return Denied(
        Say("由接收单位或省级主管部门决定。", "Whoever receives it, or the province, decides."), cite=EXEMPTING
    )


def may_record_elsewhere(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may record that it was done elsewhere: the debtor, those who feed it, who sends it outside."""
    if duty.state in SETTLED:
        return Denied(Say("这一项已经办结。", "It is settled already."), cite=DONE_OUT)
    if owed_elsewhere(duty):
        theirs = [level for level in levels if level.place <= debtor_level(levels).place]
    else:
        theirs = [level for level in levels if level.to_outside and level.place == duty.at and duty.filler is not None]
    if not theirs:
        return Denied(
            Say("文件没有规定这一项在外部办理。", "The text does not have it done elsewhere."), cite=cite_for(duty)
        )
    if any(seat_of(duty, level).holds(actor) for level in theirs):
        return _permit(
            actor, ELSEWHERE, duty, Say("由承担义务的单位登记。", "Whoever owes it records it."), cite_for(duty)
        )
    names = "或".join(dict.fromkeys(level.actor_zh for level in theirs))
    return Denied(Say(f"由{names}登记。", f"It is recorded by: {names}."), cite=DONE_OUT)


def may_set_aside(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit | Denied:
    """Whether an actor may set a record of what was done elsewhere aside: who may make one (to correct it), and offices
    above that doubt it. Only while it alone settles the duty, or says that it was sent on outside; what is reviewed is
    returned."""
    sent_on = sent_on_by(duty, levels)
    if duty.state != DutyState.ELSEWHERE and sent_on is None:
        return Denied(Say("没有可更正的登记。", "There is no record to correct."), cite=DONE_OUT)
    theirs = [sent_on] if sent_on else [one for one in levels if one.place <= debtor_level(levels).place]
    own = any(seat_of(duty, level).holds(actor) for level in theirs)
    office = actor.duty in {Post.PROVINCE_OFFICER, Post.CITY_OFFICER} and actor.covers(duty.area_code)
    if own or (office and (sent_on is None or actor.duty == Post.PROVINCE_OFFICER)):
        words = Say("由登记的单位更正，或由上级质疑。", "Who recorded it corrects it, who stands above questions it.")
        return _permit(actor, SET_ASIDE, duty, words, DONE_OUT)
    return Denied(Say("由登记的单位更正，或由上级质疑。", "It is theirs to correct."), cite=DONE_OUT)


def owed_elsewhere(duty: Duty) -> bool:
    """Whether what a record would say is the debtor's own part of it: not once that was filed and went up."""
    return duty.elsewhere_ok and duty.state not in {DutyState.FILED, DutyState.RETURNED}


def may_remind(actor: Actor, duty: Duty) -> Permit | Denied:
    """Whether an actor may remind: officers whose area holds it, above whoever owes it."""
    office = actor.duty in {Post.PROVINCE_OFFICER, Post.CITY_OFFICER}
    if office and actor.covers(duty.area_code) and actor.organisation_id != duty.debtor_id:
        return _permit(actor, REMIND, duty, Say("上级可以催办。", "Offices above may remind."), REVIEWING)
    if office and actor.covers(duty.area_code):
        return _permit(actor, REMIND, duty, Say("可以催下级提供。", "May remind those who feed it."), REVIEWING)
    return Denied(Say("由上级催办。", "Offices above remind."), cite=REVIEWING)


def may_set_legs(actor: Actor, pack_id: str, rule: str, organ: str, tier: str, area_code: str) -> Permit | Denied:
    """Whether an actor may set by when those below feed them: the office that owes it, for its own area."""
    cite = house("下级提供的时间由承担义务的单位自定", "the debtor sets by when it is fed")
    if Seat(organ, Tier(tier), area_code).holds(actor):
        words = Say("由承担义务的单位自定。", "The debtor sets it.")
        return Permit(actor, LEGS, "duty-rule", f"{pack_id}:{rule}:{area_code}", words, cite)
    return Denied(Say("由承担义务的单位自定。", "The debtor sets it."), cite=cite)


def _is_province(actor: Actor, duty: Duty) -> bool:
    return actor.duty == Post.PROVINCE_OFFICER and contains(actor.area_code, duty.area_code)


def _permit(actor: Actor, action: str, duty: Duty, reason: Say, cite: Cite) -> Permit:
    return Permit(actor, action, "duty", str(duty.pk), reason, cite)
