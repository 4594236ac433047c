"""The words of a pack's names: what a fact, a column, a member or a choice is called, for sentences on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jidi.common.say import Say
from jidi.policies.wording import SECTION_WORDS
from jidi.web.desk.policies.kept import ByDigest
from policycore.actors import Level
from policycore.citation import Strength
from policycore.pack import Pack
from policycore.pack.words import words_of

Label = Callable[[str], Say]


STRENGTH_WORDS: Mapping[Strength, Say] = {
    Strength.MUST: Say("应当", "must"),
    Strength.MAY: Say("可以", "may"),
    Strength.IN_PRINCIPLE: Say("原则上", "in principle"),
    Strength.ENCOURAGE: Say("鼓励", "encouraged"),
    Strength.STRIVE: Say("力争", "to strive for"),
}

LEVEL_WORDS: Mapping[Level, Say] = {
    Level.NATION: Say("国家", "national"),
    Level.PROVINCE: Say("省级", "provincial"),
    Level.CITY: Say("市级", "city"),
    Level.COUNTY: Say("县级", "county"),
}

RIGHT_WORDS: Mapping[str, Say] = {
    "apply": Say("申报", "applying"),
    "recommend": Say("推荐", "being recommended"),
    "receive": Say("享受支持", "receiving support"),
    "title": Say("称号", "the title"),
    "none": Say(""),
}

ORGAN_WORDS: Mapping[str, Say] = {
    "commerce": Say("商务部门", "commerce"),
    "finance": Say("财政部门", "finance"),
    "development-reform": Say("发展改革部门", "development and reform"),
    "industry": Say("工业和信息化部门", "industry and information"),
    "science": Say("科技部门", "science"),
    "agriculture": Say("农业农村部门", "agriculture"),
    "environment": Say("生态环境部门", "environment"),
    "emergency": Say("应急管理部门", "emergency management"),
    "market-supervision": Say("市场监管部门", "market supervision"),
    "human-resources": Say("人力资源社会保障部门", "human resources"),
    "customs": Say("海关", "customs"),
    "tax": Say("税务部门", "tax"),
    "foreign-exchange": Say("外汇部门", "foreign exchange"),
}
"""What the organs of departments are called where a list names them only by their word."""

_known: ByDigest[dict[str, Say]] = ByDigest()


def section_of(section: str, key: str) -> str:
    """The word-key of an element: a step of a procedure and a leaf of a criteria set are things of their own."""
    if "/" not in key:
        return section
    return {"procedures": "steps", "criteria": "leaves"}.get(section, section)


def label_in(pack: Pack) -> Label:
    """The words of any name a formula of this pack may use; a name nobody described stands as it is written."""
    known = _known.of(pack.digest, dict)
    return lambda word: known.get(word) or known.setdefault(word, words_of(pack, word))


def actor_say(pack: Pack, actor: object) -> Say:
    """The words of an actor by id."""
    found = pack.actors.get(actor) if isinstance(actor, str) else None
    return found.say if found else Say(str(actor or ""))


def any_say(pack: Pack, name: str) -> Say:
    """The words of whatever is called so in the pack, rules included."""
    for section in SECTION_WORDS:
        if section in ("steps", "leaves"):
            continue
        found = pack.section(section).get(name)
        if found is not None:
            return found.say
    for procedure in pack.procedures.values():
        if name in procedure.ends:
            end = procedure.ends[name]
            return Say(end.zh, end.en)
        step = next((one for one in procedure.steps if one.id == name), None)
        if step is not None:
            return step.say
    return label_in(pack)(name)
