"""What can be done with a case that no answer brings on: a veto stands, or a condition is not met, and nothing can be filled in.

Only what the procedure and this house allow at the step is named, each with what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jidi.cases import words
from jidi.cases.guards import MissingItem as Missing
from jidi.cases.models import Case
from jidi.common.say import Say
from jidi.web.desk.applications import links, shown
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Chip
from policycore.engine import may_withdraw
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step, words_of_answer

STOPS: Final = "stops"
"""The code of what stands in the way and cannot be filled in."""
_APPLICANT: Final = Say("申报单位", "the applicant")


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that can be done: in words, where, by which rule; ``href`` is "" where somebody else does it."""

    say: Say
    href: str
    chips: tuple[Chip, ...]


def stopped(items: Iterable[Missing]) -> bool:
    """Whether anything among what is missing is no gap, but a judgement that stands."""
    return any(item.code == STOPS for item in items)


def ways_out(whole: Pack, procedure: Procedure, step: Step, case: Case) -> tuple[WayOut, ...]:
    """What can be done with a case at a step that may not go on there."""
    return tuple(_ways(whole, procedure, step, case))


def _ways(whole: Pack, procedure: Procedure, step: Step, case: Case) -> Iterator[WayOut]:
    own, listed = links.matter(case, "", "answer"), links.of_step(case, step)
    for name, answer in step.then.items():
        zh, en = words_of_answer(name, answer)
        to, chips = shown.where(procedure, answer.to), chips_of(whole, answer.citation() or step.citation())
        does = procedure.does(step, answer)
        if does is AnswerDoes.REFUSE:
            yield WayOut(Say(f"办「{zh}」，{to.zh}", f"{en}, {to.en}"), listed if step.is_list else own, chips)
        elif does is AnswerDoes.RETURN:
            say = Say(f"能够补正的，{zh}，{to.zh}", f"where it can be corrected: {en}, {to.en}")
            yield WayOut(say, own, chips)
    if procedure.withdraw is not None and may_withdraw(procedure, step.id):
        who = _who_began(whole, procedure)
        say = Say(f"不再申报的，请{who.zh}在本案页上撤回", f"or {who.en} withdraws it on this page")
        yield WayOut(say, "", chips_of(whole, procedure.withdraw.citation()))
    if step.is_list:
        say = Say(
            "先不办的，名单固定后退出名单，写明理由；仍在这一步，其余各件照常办理",
            "or it is held back from the frozen list with a reason: it stays at this step, the others go on",
        )
        yield WayOut(say, listed, (chip_of(words.BY_LIST),))


def _who_began(whole: Pack, procedure: Procedure) -> Say:
    first = procedure.steps[0].actor
    who = whole.actors.get(first) if isinstance(first, str) else None
    return Say(who.say.zh, who.say.en or who.say.zh) if who else _APPLICANT
