"""Rules that judge and rules that name, in words: conditions, criteria, registers, facts, sets, forms, actors."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.common.say import Say
from jidi.web.desk.policies.labels import LEVEL_WORDS, RIGHT_WORDS, actor_say, any_say
from jidi.web.desk.policies.points import decider_say, wanted_say
from jidi.web.desk.policies.sentences import formula_lines, said
from jidi.web.desk.policies.values import join, plus, words_of
from policycore.actors import Actor, ActorKind
from policycore.citation import Rule
from policycore.criteria import CriteriaSet, Criterion
from policycore.documents import OfficialDocument
from policycore.eligibility import Eligibility
from policycore.facts import Fact, FactSource, FactType
from policycore.forms import Form
from policycore.formula import Value
from policycore.grounds import Ground
from policycore.kinds import DivisionNeed, Kind
from policycore.measures import Measure
from policycore.open_points import OpenOr, OpenPoint
from policycore.pack import Pack
from policycore.preferences import Preference
from policycore.quotas import Quota
from policycore.registers import Register, RegisterKind
from policycore.scoring import Scoring
from policycore.sets import NamedSet
from policycore.targets import Target
from policycore.vetoes import Veto

NOBODY = Say("—", "—")
SYSTEM = Say("系统计算", "computed")
MOST_MEMBERS = 12

SOURCE_WORDS: Mapping[FactSource, Say] = {
    FactSource.ANSWER: Say("审查人认定", "answered by who reviews"),
    FactSource.FILING: Say("填报", "filed"),
    FactSource.REGISTER: Say("登记册", "the register"),
    FactSource.TITLES: Say("称号登记", "the record of titles"),
    FactSource.CASES: Say("案卷", "the record of cases"),
    FactSource.OBLIGATIONS: Say("报送记录", "the record of duties"),
    FactSource.FINDING: Say("有权机关查明", "found by a person"),
    FactSource.DOCUMENTS: Say("提交的材料", "what was handed in"),
    FactSource.TRADE: Say("贸易数据", "trade data"),
    FactSource.FUNDS: Say("资金记录", "the record of funds"),
    FactSource.ASSESSMENT: Say("考核记录", "the record of assessments"),
    FactSource.OUTSIDE: Say("外部", "from outside"),
}
FACT_WORDS: Mapping[FactType, Say] = {
    FactType.NUMBER: Say("数", "a number"),
    FactType.FLAG: Say("是或否", "yes or no"),
    FactType.FINDING: Say("查明的情况", "a finding"),
    FactType.DOCUMENT: Say("材料", "a document"),
    FactType.TEXT: Say("文字", "a text"),
    FactType.CHOICE: Say("选项", "a choice"),
    FactType.DATE: Say("日期", "a day"),
    FactType.TABLE: Say("逐条记录", "records"),
    FactType.TITLE: Say("称号", "a title"),
    FactType.APPLICATIONS: Say("申报记录", "applications"),
    FactType.STATUSES: Say("各期报送情况", "statuses by period"),
    FactType.RELATION: Say("隶属关系", "a relation"),
    FactType.POPULATION: Say("一个范围", "a population"),
}
REGISTER_WORDS: Mapping[RegisterKind, Say] = {
    RegisterKind.MECHANISM: Say("机制登记", "mechanisms"),
    RegisterKind.INSTITUTION: Say("服务机构登记", "institutions"),
    RegisterKind.SERVICE: Say("服务登记", "services"),
    RegisterKind.PLATFORM: Say("平台登记", "platforms"),
    RegisterKind.ASSOCIATION: Say("商协会登记", "associations"),
    RegisterKind.ACTIVITY: Say("活动登记", "activities"),
    RegisterKind.PLAN: Say("规划政策登记", "plans"),
    RegisterKind.HONESTY: Say("诚信登记", "honesty"),
    RegisterKind.INCIDENT: Say("事件登记", "incidents"),
    RegisterKind.SITE: Say("场所登记", "sites"),
    RegisterKind.BRAND: Say("品牌登记", "brands"),
}


def nobody(pack: Pack, rule: Rule) -> Say:
    """Rules nobody acts on by themselves."""
    return NOBODY


# --- rules that judge ----------------------------------------------------------------------------------------------


def veto(pack: Pack, rule: Veto) -> list[Say]:
    """What a veto stands on and what has to be written down with it."""
    return [*formula_lines(pack, rule.when), _evidence(rule.evidence), _needs(pack, rule.needs)]


def eligibility(pack: Pack, rule: Eligibility) -> list[Say]:
    """A condition on a right."""
    right = RIGHT_WORDS[rule.right]
    only = _only(pack, rule.only)
    head = Say(f"{right.zh}须具备：", f"For {right.en}:")
    lines = formula_lines(pack, rule.when)
    first = [plus(head, lines[0])] if len(lines) == 1 else [head, *lines]
    return [only, *first, _evidence(rule.evidence)]


def preference(pack: Pack, rule: Preference) -> list[Say]:
    """Who goes first, or who may not."""
    condition = said(pack, rule.when)
    if rule.forbids:
        right = RIGHT_WORDS[rule.forbids]
        return [Say(f"有此情形的不予{right.zh}：{condition.zh}", f"Excludes from {right.en}: {condition.en}")]
    ties = rule.breaks == "ties"
    head = Say("同等条件下优先：", "First among equals: ") if ties else Say("排在前面：", "Put in front: ")
    return [plus(head, condition)]


def quota(pack: Pack, rule: Quota) -> list[Say]:
    """How many at most, per what."""
    per = {"round": Say("每轮", "per round"), "city": Say("每市", "per city"), "area": Say("每地区", "per area")}[
        rule.per
    ]
    limit = said(pack, rule.to)
    zero = (
        Say("；可以为零", "; none is allowed")
        if rule.zero == "allowed"
        else Say("；为零须说明理由", "; none needs a reason")
    )
    return [Say(f"{per.zh}不超过：{limit.zh}{zero.zh}", f"At most {limit.en} {per.en}{zero.en}")]


def ground(pack: Pack, rule: Ground) -> list[Say]:
    """When a title may be taken away; it only proposes."""
    proposed = any_say(pack, rule.proposes)
    lines = formula_lines(pack, rule.when)
    if rule.after:
        held = said(pack, Value.read(rule.after))
        lines.append(Say(f"称号满 {held.zh} 后才适用", f"Only once the title has been held for {held.en}"))
    if rule.warns_at is not None:
        warns = said(pack, rule.warns_at)
        lines.append(Say(f"到 {warns.zh} 时预警", f"Warns at {warns.en}"))
    lines.append(
        Say(
            f"系统只提出「{proposed.zh}」，由有权机关决定",
            f"Only proposes “{proposed.en or proposed.zh}”; people decide",
        )
    )
    return [_only(pack, rule.only), *lines, _evidence(rule.evidence)]


def criteria(pack: Pack, rule: CriteriaSet) -> list[Say]:
    """How many groups and criteria, or the point that supplies them."""
    if rule.open:
        point = pack.open_points[rule.open].say
        return [Say(f"由待定项「{point.zh}」决定", f"As decided on “{point.en or point.zh}”")]
    groups = join((words_of(name) for name in rule.groups.values()), "；", "; ")
    count = Say(
        f"{len(rule.groups)} 组 {len(rule.leaves)} 项", f"{len(rule.leaves)} criteria in {len(rule.groups)} groups"
    )
    return [count, groups]


def criterion(pack: Pack, rule: Criterion) -> list[Say]:
    """One criterion: its group, weight and full mark, what it is computed from."""
    owner = next((one for one in pack.criteria.values() if rule in one.leaves), None)
    group = words_of(owner.groups.get(rule.group or "", "")) if owner else Say("")
    lines = [Say(f"属于：{group.zh}", f"Part of: {group.en or group.zh}")] if group.zh else []
    for value, zh, en in (
        (rule.weight, "权重", "weight"),
        (rule.maximum, "满分", "full mark"),
        (rule.computed, "计算", "computed"),
    ):
        if value is not None:
            told = said(pack, value)
            lines.append(Say(f"{zh}：{told.zh}", f"{en}: {told.en}"))
    if rule.looks_at:
        looked = join(any_say(pack, name) for name in rule.looks_at)
        lines.append(Say(f"参看：{looked.zh}", f"Looks at: {looked.en}"))
    return lines


def scoring(pack: Pack, rule: Scoring) -> list[Say]:
    """How points come together."""
    method = {
        "sum": Say("逐项相加", "added up"),
        "weighted": Say("按权重合计", "weighted"),
        "mean": Say("取平均", "averaged"),
    }
    by = {"experts": Say("专家评分", "scored by experts"), "automatic": Say("自动计算", "automatic"),
          "self": Say("自评", "self-assessed"), "mixed": Say("多方评分", "scored by several")}  # fmt: skip
    lines = [join((by[rule.by], method[rule.method]), "，", ", ")]
    lines += [Say(f"{grade.zh or grade.id}：{said(pack, grade.at_least).zh} 分以上") for grade in rule.grades]
    return lines


def target(pack: Pack, rule: Target) -> list[Say]:
    """What is striven for."""
    lines = formula_lines(pack, rule.met) or formula_lines(pack, rule.what)
    if rule.by:
        lines.append(Say(f"到 {rule.by} 年", f"by {rule.by}"))
    return lines


def measure(pack: Pack, rule: Measure) -> list[Say]:
    """What a task delivers."""
    return [Say(f"成果：{'、'.join(rule.delivers)}", f"Delivers: {', '.join(rule.delivers)}")] if rule.delivers else []


def register(pack: Pack, rule: Register) -> list[Say]:
    """Which register holds it, and which kinds are named."""
    where = REGISTER_WORDS[rule.register_]
    flagged = rule.strength.value == "must"
    about = any_say(pack, rule.of)
    lines = [
        Say(f"{about.zh}的{where.zh}{'，没有的会标出' if flagged else ''}",
            f"Register of {where.en}, {about.en or about.zh}{'; a gap is flagged' if flagged else ''}")
    ]  # fmt: skip
    for name, zh, en in ((rule.kinds, "种类", "Kinds"), (rule.operators, "依托", "Relying on")):
        if name in pack.sets:
            members = _members(pack.sets[name])
            lines.append(Say(f"{zh}：{members.zh}", f"{en}: {members.en or members.zh}"))
    return lines


# --- rules that name -----------------------------------------------------------------------------------------------


def document(pack: Pack, rule: OfficialDocument) -> list[Say]:
    """To whom a document goes."""
    if not rule.addressed_to:
        return []
    to = join(actor_say(pack, actor) for actor in rule.addressed_to)
    return [Say(f"发至：{to.zh}", f"To: {to.en}")]


def form(pack: Pack, rule: Form) -> list[Say]:
    """How long a form is."""
    fields, checks = len(rule.fields()), len(rule.checks)
    return [
        Say(
            f"{len(rule.sections)} 部分，{fields} 栏，{checks} 条检查",
            f"{len(rule.sections)} parts, {fields} fields, {checks} checks",
        )
    ]


def named_set(pack: Pack, rule: NamedSet) -> list[Say]:
    """The members of a set."""
    return [_members(rule)] if rule.members else [Say("名单由待定项定", "listed by decision")]


def fact(pack: Pack, rule: Fact) -> list[Say]:
    """What sort of thing a fact is and where it comes from."""
    kind, source = FACT_WORDS[rule.type], SOURCE_WORDS[rule.source]
    unit = Say(f"（{rule.unit}）", f" ({rule.unit})") if rule.unit else Say("")
    lines = [plus(kind, unit, Say("，来自", ", from "), source), Say(rule.meaning)]
    if rule.columns:
        columns = join(Say(column.zh or name, column.en or name) for name, column in rule.columns.items())
        lines.append(Say(f"记：{columns.zh}", f"Holds: {columns.en}"))
    return [*lines, _evidence(rule.evidence)]


def kind(pack: Pack, rule: Kind) -> list[Say]:
    """Who is of a kind."""
    lines = formula_lines(pack, rule.when)
    if rule.division is DivisionNeed.SPANS:
        lines.append(Say("可跨几个行政区", "may span several divisions"))
    return lines


def actor(pack: Pack, rule: Actor) -> list[Say]:
    """What sort of actor it is and what it does."""
    lines = [_ACTOR_WORDS[rule.kind]]
    if rule.level:
        lines = [plus(LEVEL_WORDS[rule.level], _ACTOR_WORDS[rule.kind])]
    if rule.kept_by:
        keeper = actor_say(pack, rule.kept_by)
        lines.append(Say(f"由{keeper.zh}组织、留存记录", f"Organised and recorded by: {keeper.en or keeper.zh}"))
    if rule.duties:
        lines.append(Say(f"职责：{'、'.join(rule.duties)}", f"Duties: {', '.join(rule.duties)}"))
    return lines


_ACTOR_WORDS: Mapping[ActorKind, Say] = {
    ActorKind.OFFICE: Say("主管部门", " authority"),
    ActorKind.JOINT: Say("部门联合", " departments jointly"),
    ActorKind.PANEL: Say("评审组", "panel"),
    ActorKind.MEETING: Say("会议", "meeting"),
    ActorKind.OUTSIDE: Say("本系统以外的机关", "outside this system"),
    ActorKind.THIRD_PARTY: Say("第三方", "third party"),
    ActorKind.SUBJECT: Say("办理对象自身", "the subject itself"),
}


def open_point(pack: Pack, rule: OpenPoint) -> list[Say]:
    """What has to be decided and why it is open."""
    return [wanted_say(rule), Say(f"为何待定：{rule.why.zh}", f"Why open: {rule.why.en or rule.why.zh}")]


# --- who -----------------------------------------------------------------------------------------------------------


def who_bears(pack: Pack, rule: Measure) -> Say:
    """Who carries a task."""
    if rule.bearer:
        return actor_say(pack, rule.bearer)
    lead = join(actor_say(pack, name) for name in rule.lead)
    return Say(f"{lead.zh}牵头", f"led by {lead.en}")


def who_keeps(pack: Pack, rule: Register) -> Say:
    """Who sees to an entry."""
    return actor_say(pack, rule.keeper) if rule.keeper else NOBODY


def who_issues(pack: Pack, rule: OfficialDocument) -> Say:
    """Who issues a document."""
    return join(actor_say(pack, one) for one in rule.issued_by)


def who_supplies(pack: Pack, rule: Fact) -> Say:
    """Who supplies a fact."""
    return actor_say(pack, rule.supplier) if rule.supplier else NOBODY


def who_fills(pack: Pack, rule: OpenPoint) -> Say:
    """Who decides a point."""
    decider = decider_say(pack, rule)
    return Say(f"{decider.zh}决定", f"decided by: {decider.en or decider.zh}")


def who_is(pack: Pack, rule: Actor) -> Say:
    """The actor itself."""
    return rule.say


def open_actor(pack: Pack, actor: str | OpenOr) -> Say:
    """An actor, or the open point that says who it is."""
    if isinstance(actor, str):
        return actor_say(pack, actor)
    point = pack.open_points.get(actor.open or "")
    return Say(f"由「{point.say.zh}」定", f"as decided: {point.say.en or point.say.zh}") if point else NOBODY


def _only(pack: Pack, kinds: tuple[str, ...]) -> Say:
    if not kinds:
        return Say("")
    named = join(any_say(pack, name) for name in kinds)
    return Say(f"只对{named.zh}", f"Only for: {named.en}")


def _evidence(evidence: tuple[str, ...]) -> Say:
    return Say(f"凭据：{'、'.join(evidence)}", f"Evidence: {', '.join(evidence)}") if evidence else Say("")


def _needs(pack: Pack, needs: tuple[str, ...]) -> Say:
    if not needs:
        return Say("")
    named = join(any_say(pack, name) for name in needs)
    return Say(f"须写明：{named.zh}", f"To be written down: {named.en or named.zh}")


def _members(named: NamedSet) -> Say:
    words = [Say(member.zh, member.en) for member in named.members.values()]
    more = len(words) - MOST_MEMBERS
    listed = join(words[:MOST_MEMBERS])
    return plus(listed, Say(f"等 {len(words)} 项", f" … {len(words)} in all")) if more > 0 else listed
