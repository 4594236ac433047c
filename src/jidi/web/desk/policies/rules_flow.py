"""Rules that make things happen, in words: procedures, steps, duties, outcomes, consequences, money; and who acts."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.common.say import Say
from jidi.web.desk.policies.labels import RIGHT_WORDS, actor_say, any_say
from jidi.web.desk.policies.rules_words import NOBODY, SYSTEM, open_actor
from jidi.web.desk.policies.sentences import formula_lines, said
from jidi.web.desk.policies.values import join, length_say, month_day_say, plus, words_of
from policycore.consequences import Consequence, Does
from policycore.decided import left_open
from policycore.eligibility import Eligibility
from policycore.funding import Programme
from policycore.grounds import Ground
from policycore.obligations import Cycle, DueRule, Fulfilment, Leg, Link, Obligation, Trigger
from policycore.open_points import OpenOr
from policycore.outcomes import Outcome
from policycore.pack import Pack
from policycore.preferences import Preference
from policycore.procedures import Answer, Limit, Procedure, Step, StepKind, Window, words_of_answer
from policycore.quotas import Quota
from policycore.vetoes import Veto

STEP_WORDS: Mapping[StepKind, Say] = {
    StepKind.FILL: Say("填报", "filling in"),
    StepKind.REVIEW: Say("审核", "review"),
    StepKind.PANEL: Say("专家评审", "panel"),
    StepKind.VISIT: Say("实地考察", "visit"),
    StepKind.CONFIRM: Say("接收确认", "receipt"),
    StepKind.CONSULT: Say("征求意见", "consultation"),
    StepKind.NOTICE: Say("公示", "public notice"),
    StepKind.MEETING: Say("会议审定", "meeting"),
    StepKind.ACT: Say("印发决定", "act"),
    StepKind.WAIT: Say("等待期满", "waiting"),
    StepKind.OUTSIDE: Say("外部决定", "decision outside"),
}
CHECK_WORDS: Mapping[str, Say] = {
    "vetoes": Say("否决情形", "vetoes"),
    "eligibility": Say("资格", "eligibility"),
    "documents": Say("材料齐全", "documents complete"),
    "forms": Say("表格填全", "forms complete"),
    "quotas": Say("名额", "quotas"),
}
LIST_WORDS: Mapping[str, Say] = {
    "per-city": Say("每市一份名单", "one list per city"),
    "per-round": Say("每轮一份名单", "one list per round"),
    "per-area": Say("每地区一份名单", "one list per area"),
}
EVERY_WORDS: Mapping[str, Say] = {
    "once": Say("一次", "once"),
    "year": Say("每年", "every year"),
    "half": Say("每半年", "every half-year"),
    "quarter": Say("每季度", "every quarter"),
    "month": Say("每月", "every month"),
}
DOES_WORDS: Mapping[Does, Say] = {
    Does.ENDS_TITLE: Say("称号终止", "the title ends"),
    Does.SUSPENDS: Say("暂停", "suspends"),
    Does.STOPS_SUPPORT: Say("停止支持", "support stops"),
    Does.LAPSES: Say("失效", "lapses"),
    Does.MOVES_DUTY: Say("职责移交", "the duty moves"),
}
OPEN = Say("由待定项定", "as decided")


def procedure(pack: Pack, rule: Procedure) -> list[Say]:
    """The steps in order, what starts it, until when one may withdraw."""
    chain = join((step.say for step in rule.steps), " → ", " → ")
    begins = Say("按轮次组织", "by rounds") if rule.starts.in_ == "round" else Say("由事件引起", "on an event")
    lines = [plus(begins, Say("：", ": "), chain)]
    if rule.withdraw:
        until = any_say(pack, rule.withdraw.until)
        lines.append(Say(f"到「{until.zh}」为止可以撤回", f"May be withdrawn until “{until.en or until.zh}”"))
    return lines


def step(pack: Pack, rule: Step, *, answers: bool = True) -> list[Say]:
    """What is checked, which answers there are and where they lead, within what time."""
    lines = []
    if rule.optional is not None:
        condition = said(pack, rule.optional.when)
        lines.append(Say(f"视情办理：{condition.zh}", f"Only where: {condition.en}"))
    if rule.check:
        checked = join(CHECK_WORDS[word] for word in rule.check)
        lines.append(Say(f"先核查：{checked.zh}", f"Checked first: {checked.en}"))
    if answers:
        lines.append(join((answer_say(pack, rule, key, answer) for key, answer in rule.then.items()), "；", "; "))
    if rule.scope:
        lines.append(LIST_WORDS[rule.scope.list])
    if rule.window:
        window = window_say(rule.window)
        lines.append(Say(f"时长：{window.zh}", f"Runs: {window.en}"))
    if rule.limit:
        limit = limit_say(rule.limit)
        lines.append(Say(f"期限：{limit.zh}", f"Due: {limit.en}"))
    if rule.grants:
        title = any_say(pack, rule.grants)
        lines.append(Say(f"授予：{title.zh}", f"Grants: {title.en or title.zh}"))
    return lines


def answer_say(pack: Pack, step: Step, key: str, answer: Answer) -> Say:
    """One answer and where it leads: 退回补正 → 准备申报材料（本系统规则）."""
    zh, en = words_of_answer(key, answer)
    to = target_say(pack, step, answer.to)
    house = Say("（本系统规则）", " (rule of this house)") if answer.basis == "house" else Say("")
    return Say(f"{zh} → {to.zh}{house.zh}", f"{en} → {to.en or to.zh}{house.en}")


def target_say(pack: Pack, step: Step, to: str) -> Say:
    """The step or end an answer leads to."""
    owner = next((one for one in pack.procedures.values() if step in one.steps), None)
    if owner is None:
        return Say(to)
    if to.startswith("end."):
        end = owner.ends.get(to[4:])
        return Say(end.zh, end.en) if end else Say(to)
    found = next((one for one in owner.steps if one.id == to), None)
    return found.say if found else Say(to)


def window_say(window: Window) -> Say:
    """A length of time as the pack states it."""
    if window.open or window.length is None:
        return OPEN
    first = window.first_day_counts
    text = length_say(window.length, window.unit.value, first_counts=first is True)
    return plus(text, Say("，首日计否待定", ", first day as decided")) if isinstance(first, OpenOr) else text


def limit_say(limit: Limit) -> Say:
    """By when a step has to be done."""
    if limit.until:
        return Say(f"{limit.until} 前", f"by {limit.until}")
    return window_say(limit.within) if limit.within else OPEN


def obligation(pack: Pack, rule: Obligation) -> list[Say]:
    """How often or on what, by when at each level, what fulfils a duty, who feeds it, from when a new one owes."""
    begins = trigger_say(pack, rule.on) if rule.on else cycle_say(rule.every)
    lines = [join([begins, *([due_say(rule.due)] if rule.due else [])], "，", ", "), *formula_lines(pack, rule.when)]
    lines.append(_fulfilment(pack, rule.fulfilled_by))
    lines += [*(_leg(pack, leg) for leg in rule.legs), *(_leg(pack, link) for link in rule.chain)]
    if rule.prepares:
        prepared = any_say(pack, rule.prepares) if isinstance(rule.prepares, str) else OPEN
        lines.append(plus(Say("在本系统先填好：", "Prepared here: "), prepared))
    if rule.reminds_after:
        lines.append(Say("隔多久提醒一次：由待定项定", "A reminder after as long as decided"))
    lines += [_FROM_WORDS[rule.owes_from]] if isinstance(rule.owes_from, str) and rule.every else []
    lines += [_SEEN_WORDS[rule.seen_above]] if isinstance(rule.seen_above, str) else []
    return lines


_FROM_WORDS: Mapping[str, Say] = {
    "whole-period": Say("新认定的从第一个完整期起报", "A new holder owes from its first whole period"),
    "running-period": Say("新认定的从认定当期起报", "A new holder owes from the period at hand"),
}
_SEEN_WORDS: Mapping[str, Say] = {
    "at-once": Say("各级随报随看", "Every level above may read at once"),
    "when-forwarded": Say("下一级报出后上级可看", "Levels above read once it is passed on"),
}


def cycle_say(cycle: Cycle | None) -> Say:
    """How often: 每季度, 每 3 年一次（自 2022 起）, or as decided."""
    if cycle is None or cycle.unit is None:
        return Say("周期由待定项定", "as often as decided")
    if cycle.from_ is None:
        return EVERY_WORDS[cycle.unit]
    zh, en = {"year": ("年", "years"), "half": ("个半年", "half-years"), "quarter": ("个季度", "quarters"),
              "month": ("个月", "months")}.get(cycle.unit, ("次", "times"))  # fmt: skip
    return Say(f"每 {cycle.each} {zh}一次（自 {cycle.from_} 起）", f"every {cycle.each} {en} from {cycle.from_}")


def trigger_say(pack: Pack, on: Trigger) -> Say:
    """On what: 命名后, 称号终止后, an outcome, or the event in the pack's words."""
    if on.event:
        return Say(f"{on.zh}时", f"on: {on.en or on.zh}")
    name = any_say(pack, on.granted or on.ended or "") if on.outcome is None else _got_say(pack, on.outcome)
    verb = {"granted": ("授予", "granted"), "ended": ("终止", "ended"), "outcome": ("作出", "decided")}[on.way]
    return Say(f"「{name.zh}」{verb[0]}后", f"once “{name.en or name.zh}” is {verb[1]}")


def _got_say(pack: Pack, name: str) -> Say:
    """An outcome by its words, an end of a procedure by those of both."""
    if name in pack.outcomes:
        return pack.outcomes[name].say
    procedure, _, end = name.rpartition(".")
    found = [p for p in pack.procedures.values() if end in p.ends and procedure in {"", p.id}]
    if not found:
        return any_say(pack, name)
    said = found[0].ends[end]
    return Say(f"{found[0].say.zh}·{said.zh}", f"{found[0].say.en}: {said.en or said.zh}")


def due_say(due: DueRule) -> Say:
    """When a duty is due."""
    if due.at_once:
        return Say("及时", "at once")
    for window, zh, en in ((due.after_period, "期后", "the period"), (due.after_event, "之后", "the event")):
        if window:
            length = window_say(window)
            return Say(f"{zh} {length.zh}内", f"within {length.en} after {en}")
    if due.date_:
        return Say(f"{due.date_}前", f"by {due.date_}")
    if due.day:
        day = month_day_say(due.day)
        return Say(f"{day.zh}前", f"by {day.en}")
    return Say("期限由待定项定", "due as decided")


def _fulfilment(pack: Pack, by: Fulfilment) -> Say:
    parts = []
    if by.form:
        name = any_say(pack, by.form) if isinstance(by.form, str) else OPEN
        parts.append(Say(f"填报《{name.zh}》", f"the form “{name.en or name.zh}”"))
    if by.articles:
        marked = "（配图）" if by.pictures else ""
        parts.append(Say(f"信息 {by.articles} 篇{marked}", f"{by.articles} articles{' with pictures' if marked else ''}"))
    if by.done_elsewhere:
        where = words_of(by.done_elsewhere)
        parts.append(Say(f"在「{where.zh}」办理，本系统登记", f"done elsewhere ({where.en or where.zh})"))
    if by.procedure:
        name = _got_say(pack, f"{by.procedure}.{by.end}") if by.end else any_say(pack, by.procedure)
        parts.append(Say(f"办结「{name.zh}」", f"{name.en or name.zh} finished"))
    if by.document:
        name = any_say(pack, by.document)
        parts.append(Say(f"递交《{name.zh}》", f"“{name.en or name.zh}” handed in"))
    if by.paper:
        parts.append(Say(f"纸质 {by.paper} 份", f"{by.paper} on paper"))
    return plus(Say("以此完成：", "Fulfilled by: "), join(parts))


def _leg(pack: Pack, leg: Leg | Link) -> Say:
    who = actor_say(pack, leg.from_)
    to = actor_say(pack, leg.to) if leg.to else Say("")
    set_by = actor_say(pack, leg.set_by) if isinstance(leg, Leg) and leg.set_by else None
    day = due_say(leg.due) if leg.due else Say("")
    if set_by:
        day = Say(f"时间由{set_by.zh}定", f"by a day set by {set_by.en or set_by.zh}")
    return Say(
        f"{who.zh}{f'报{to.zh}' if to.zh else '先报'}{f'，{day.zh}' if day.zh else ''}",
        f"{who.en}{f' to {to.en}' if to.zh else ' first'}{f', {day.en}' if day.zh else ''}",
    )


def outcome(pack: Pack, rule: Outcome) -> list[Say]:
    """When an outcome is given, its clock, what follows."""
    lines = formula_lines(pack, rule.when)
    if rule.clock:
        clock = window_say(rule.clock)
        lines.append(Say(f"期限 {clock.zh}", f"Clock: {clock.en}"))
    for result, follows in rule.then.items():
        to = any_say(pack, follows.becomes or follows.proposes or "")
        verb = Say("转为", "becomes") if follows.becomes else Say("提出", "proposes")
        head = any_say(pack, result)
        lines.append(Say(f"{head.zh}：{verb.zh}{to.zh}", f"{head.en or head.zh}: {verb.en} {to.en or to.zh}"))
    if rule.ends_title:
        lines.append(Say("称号终止", "The title ends"))
    return lines


def consequence(pack: Pack, rule: Consequence) -> list[Say]:
    """What an outcome does to a right, and for how long."""
    on, right = any_say(pack, rule.on), RIGHT_WORDS[rule.right]
    of = {"holder": Say("持有者", "the holder"), "recommender": Say("推荐者", "who recommended"), "host": Say("所在地", "the host"),
          "children": Say("下级", "those below"), "city": Say("市", "the city")}[rule.of]  # fmt: skip
    span = window_say(rule.for_) if rule.for_ else (OPEN if rule.length else Say(""))
    if rule.rounds:
        span = Say(f"{rule.rounds} 轮", f"{rule.rounds} rounds")
    tail = Say(f"，为期 {span.zh}", f", for {span.en}") if span.zh else Say("")
    does = DOES_WORDS[rule.does]
    return [
        Say(
            f"{on.zh}后，{of.zh}的{right.zh}：{does.zh}{tail.zh}",
            f"After {on.en or on.zh}: {does.en} ({right.en}, {of.en}){tail.en}",
        )
    ]


def programme(pack: Pack, rule: Programme) -> list[Say]:
    """For whom money is, in which directions, up to what."""
    lines = [plus(Say("支持对象：", "For: "), said(pack, rule.for_))]
    if rule.directions:
        directions = join((words_of(one) for one in rule.directions.values()), "；", "; ")
        lines.append(plus(Say("方向：", "Directions: "), directions))
    for value, zh, en in (
        (rule.amount, "金额", "Amount"),
        (rule.ceiling, "上限", "Ceiling"),
        (rule.match, "配套", "Match"),
    ):
        if value is not None:
            told = said(pack, value)
            lines.append(Say(f"{zh}：{told.zh}", f"{en}: {told.en}"))
    if left_open(rule):
        point = pack.open_points[left_open(rule)].say
        lines.append(Say(f"拨付批次：由待定项「{point.zh}」决定", f"Parts: as decided on “{point.en or point.zh}”"))
    for part in () if isinstance(rule.tranches, OpenOr) else rule.tranches:
        share = said(pack, part.share)
        gate = plus(Say("，条件：", ", once "), said(pack, part.gate)) if part.gate else Say("")
        lines.append(plus(Say(part.zh or part.id), "：", share, gate))
    return lines


# --- who -----------------------------------------------------------------------------------------------------------


def who_starts(pack: Pack, rule: Procedure) -> Say:
    """Who acts at the first step."""
    return open_actor(pack, rule.steps[0].actor)


def who_steps(pack: Pack, rule: Step) -> Say:
    """Who acts at a step."""
    return open_actor(pack, rule.actor)


def who_owes(pack: Pack, rule: Obligation) -> Say:
    """Who owes a duty."""
    return actor_say(pack, rule.debtor)


def who_decides(pack: Pack, rule: Outcome) -> Say:
    """Who decides an outcome."""
    return actor_say(pack, rule.decider)


def who_on_ground(pack: Pack, rule: Ground) -> Say:
    """The system points out, whoever decides what is proposed decides."""
    proposed = pack.outcomes.get(rule.proposes)
    decider = actor_say(pack, proposed.decider) if proposed else Say("有权机关", "the authority")
    return Say(f"系统提示，{decider.zh}决定", f"pointed out; decided by: {decider.en or decider.zh}")


def who_checks_vetoes(pack: Pack, rule: Veto) -> Say:
    """Who acts at the steps that look at vetoes."""
    return _who_checks(pack, "vetoes", rule.procedure, rule.at)


def who_checks_eligibility(pack: Pack, rule: Eligibility) -> Say:
    """Who acts at the steps that look at eligibility."""
    return _who_checks(pack, "eligibility", rule.procedure, ())


def who_at_step(pack: Pack, rule: Quota | Preference) -> Say:
    """Who acts at the step a quota or a preference speaks at."""
    for owner in pack.procedures.values():
        if rule.procedure in (None, owner.id):
            for one in owner.steps:
                if one.id == rule.at:
                    return open_actor(pack, one.actor)
    return SYSTEM


def _who_checks(pack: Pack, word: str, procedure_id: str | None, at: tuple[str, ...]) -> Say:
    found: dict[str, Say] = {}
    for owner in pack.procedures.values():
        if procedure_id not in (None, owner.id):
            continue
        for one in owner.steps:
            if word in one.check and (not at or one.id in at):
                who = open_actor(pack, one.actor)
                found.setdefault(who.zh, who)
    return join(found.values()) if found else NOBODY
