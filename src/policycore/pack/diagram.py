"""A procedure as a diagram (Mermaid text), drawn from the pack."""

from __future__ import annotations

from ..open_points import OpenOr
from ..procedures import AnswerDoes, Procedure, words_of_answer
from ..say import Say
from .model import Pack


def mermaid(pack: Pack, procedure: Procedure, language: str = "zh") -> str:
    """Return a procedure as a Mermaid flow chart: steps with actor and article, answers on the arrows."""
    lines = ["flowchart TD"]
    for step in procedure.steps:
        by = "、".join(dict.fromkeys(pack.printed(a) for a in step.citation().articles))
        by = by or step.citation().text.in_language(language)
        words = [step.say.in_language(language), _who(pack, step.actor).in_language(language), by]
        left, right = ('(["', '"])') if step.may_be_skipped else ('["', '"]')
        lines.append(f"  {_id(step.id)}{left}{'<br/>'.join(w for w in words if w)}{right}")
    for end_id, end in procedure.ends.items():
        lines.append(f'  end_{_id(end_id)}((("{end.zh if language.startswith("zh") else end.en or end.zh}")))')
    for step in procedure.steps:
        for name, answer in step.then.items():
            zh, en = words_of_answer(name, answer)
            arrow = "-.->" if procedure.does(step, answer) is AnswerDoes.RETURN else "-->"
            target = f"end_{_id(answer.to[4:])}" if answer.to.startswith("end.") else _id(answer.to)
            lines.append(f"  {_id(step.id)} {arrow}|{zh if language.startswith('zh') else en}| {target}")
    return "\n".join(lines)


def _who(pack: Pack, actor: str | OpenOr) -> Say:
    """Who acts: the actor's name; where the document leaves it open, the question, with who may be chosen."""
    if isinstance(actor, str) or actor.open is None:
        found = pack.actors.get(actor if isinstance(actor, str) else str(actor.value))
        return found.say if found else Say(str(actor), str(actor))
    point = pack.open_points[actor.open]
    choices = (point.choices or {}).values()
    zh, en = "或".join(one.zh for one in choices), " or ".join(one.en or one.zh for one in choices)
    return Say(
        f"{point.say.zh}（待定{f'：{zh}' if zh else ''}）",
        f"{point.say.en or point.say.zh} (open{f': {en}' if en else ''})",
    )


def _id(name: str) -> str:
    return name.replace("-", "_")
