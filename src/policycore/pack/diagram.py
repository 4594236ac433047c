"""A procedure as a diagram (Mermaid text), drawn from the pack."""

from __future__ import annotations

from ..procedures import AnswerDoes, Procedure, words_of_answer
from .model import Pack


def mermaid(pack: Pack, procedure: Procedure, language: str = "zh") -> str:
    """Return a procedure as a Mermaid flow chart: steps with actor and article, answers on the arrows."""
    lines = ["flowchart TD"]
    for step in procedure.steps:
        actor = step.actor if isinstance(step.actor, str) else (step.actor.open or "")
        who = pack.actors[actor].say if actor in pack.actors else None
        by = "、".join(pack.printed(a) for a in step.citation().articles) or step.citation().text.in_language(language)
        words = [step.say.in_language(language), who.in_language(language) if who else f"({actor})", by]
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


def _id(name: str) -> str:
    return name.replace("-", "_")
