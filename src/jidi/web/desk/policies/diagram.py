"""A procedure drawn from the pack: a picture of steps and arrows made on the server, and the same as a list of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jidi.common.say import Say
from jidi.web.desk.policies.library import Policy
from jidi.web.desk.policies.needs import points_in
from jidi.web.desk.policies.points import dash_of
from jidi.web.desk.policies.rules_flow import STEP_WORDS, target_say
from jidi.web.desk.policies.rules_flow import procedure as procedure_lines
from jidi.web.desk.policies.rules_flow import step as step_lines
from jidi.web.desk.policies.rules_words import open_actor
from jidi.web.shared.cited import chips_of
from jidi.web.shared.language import spoken
from jidi.web.shared.parts import Chip, Dash
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step, words_of_answer

LEFT, WIDTH, HEIGHT, PITCH, LANE, TOP = 176, 400, 50, 86, 22, 10
OUT = 68
"""How far from the boxes the first lane runs: the words of an arrow stand before it."""
MOST_LETTERS = 46
"""How wide a text may be in its box, in halves of a Chinese character."""


# --- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Going:
    """One answer of a step: what it is called, where it leads, on what it rests."""

    word: Say
    to: Say
    back: bool
    ends: bool
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: its number, name, kind, who acts, what holds there, the answers, what it rests on."""

    no: int
    name: Say
    kind: Say
    who: Say
    lines: tuple[Say, ...]
    goings: tuple[Going, ...]
    chips: tuple[Chip | Dash, ...]
    maybe: bool


def steps_of(policy: Policy, procedure: Procedure) -> list[StepShown]:
    """The steps of a procedure, in order."""
    return [_shown(policy, procedure, step, place + 1) for place, step in enumerate(procedure.steps)]


def _shown(policy: Policy, procedure: Procedure, step: Step, no: int) -> StepShown:
    pack = policy.pack
    goings = tuple(
        Going(
            word=Say(*words_of_answer(key, answer)),
            to=target_say(pack, step, answer.to),
            back=procedure.does(step, answer) is AnswerDoes.RETURN,
            ends=answer.to.startswith("end."),
            chips=chips_of(pack, answer.citation()),
        )
        for key, answer in step.then.items()
    )
    dashes = tuple(dash_of(pack, policy.points[name]) for name in points_in(step) if name in policy.points)
    return StepShown(
        no=no,
        name=step.say,
        kind=STEP_WORDS[step.kind],
        who=open_actor(pack, step.actor),
        lines=tuple(line for line in step_lines(pack, step, answers=False) if line.zh),
        goings=goings,
        chips=(*chips_of(pack, step.citation()), *dashes),
        maybe=step.may_be_skipped,
    )


# --- the picture ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A step or an end: where it stands, its two lines of text."""

    y: int
    kind: str
    name: str
    who: str

    @property
    def name_y(self) -> int:
        """The base line of the first line of text."""
        return self.y + (21 if self.who else 31)

    @property
    def who_y(self) -> int:
        """The base line of the second."""
        return self.y + 40


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow: its path, its words, where those stand, and whether it leads back."""

    path: str
    word: str
    x: int
    y: int
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the picture is drawn from, in one coordinate system."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left: int = LEFT
    box_width: int = WIDTH
    box_height: int = HEIGHT

    @property
    def middle(self) -> int:
        """The middle line of the boxes."""
        return self.left + self.box_width // 2


def picture(pack: Pack, procedure: Procedure) -> Picture:
    """Draw a procedure: steps down the middle, jumps on the right, returns on the left, the ends below."""
    names = [step.id for step in procedure.steps] + [f"end.{end}" for end in _ends(procedure)]
    place = {name: index for index, name in enumerate(names)}
    straight: dict[tuple[int, int], list[str]] = {}
    bent: dict[tuple[int, int, bool], list[str]] = {}
    for step in procedure.steps:
        for key, answer in step.then.items():
            start, end = place[step.id], place[answer.to]
            word = spoken(Say(*words_of_answer(key, answer)))
            if end == start + 1:
                straight.setdefault((start, end), []).append(word)
            else:
                bent.setdefault((start, end, end < start), []).append(word)
    arrows = [_down(start, words) for (start, _), words in straight.items()]
    lanes = _lanes(list(bent))
    arrows += [_around(key, lanes[key], words) for key, words in bent.items()]
    used = max([lane for key, lane in lanes.items() if not key[2]], default=0)
    boxes = tuple(_boxes(pack, procedure, names))
    return Picture(
        width=LEFT + WIDTH + OUT + LANE * used + 24,
        height=TOP * 2 + PITCH * (len(names) - 1) + HEIGHT,
        boxes=boxes,
        arrows=tuple(arrows),
    )


def _ends(procedure: Procedure) -> list[str]:
    """The ends that an answer leads to, the favourable ones first."""
    reached = {answer.to[4:] for step in procedure.steps for answer in step.then.values() if answer.to[:4] == "end."}
    ends = [end for end in procedure.ends if end in reached]
    return sorted(ends, key=lambda end: not procedure.ends[end].favourable)


def _boxes(pack: Pack, procedure: Procedure, names: Sequence[str]) -> list[Box]:
    boxes = []
    for index, name in enumerate(names):
        y = TOP + PITCH * index
        if name.startswith("end."):
            end = procedure.ends[name[4:]]
            boxes.append(Box(y, "good" if end.favourable else "end", _cut(spoken(Say(end.zh, end.en))), ""))
            continue
        step = procedure.step(name)
        who = f"{spoken(open_actor(pack, step.actor))} · {spoken(STEP_WORDS[step.kind])}"
        kind = "maybe" if step.may_be_skipped else "step"
        boxes.append(Box(y, kind, _cut(f"{index + 1}  {spoken(step.say)}"), _cut(who)))
    return boxes


def _down(start: int, words: Sequence[str]) -> Arrow:
    middle, begin = LEFT + WIDTH // 2, TOP + PITCH * start + HEIGHT
    end = TOP + PITCH * (start + 1)
    return Arrow(f"M{middle} {begin}V{end - 2}", " / ".join(words), middle + 8, (begin + end) // 2 + 4, "start", "on")


def _around(key: tuple[int, int, bool], lane: int, words: Sequence[str]) -> Arrow:
    start, end, back = key
    y1 = TOP + PITCH * start + HEIGHT // 2 + (8 if back else -8)
    y2 = TOP + PITCH * end + HEIGHT // 2 + (-8 if back else 8 - 7 * min(lane, 4))
    side = LEFT if back else LEFT + WIDTH
    out = side - OUT - LANE * lane if back else side + OUT + LANE * lane
    # The word stands at the beginning of the arrow, above its line, so that two arrows never share a place.
    return Arrow(
        f"M{side} {y1}H{out}V{y2}H{side - 2 if back else side + 2}",
        " / ".join(words),
        side - 6 if back else side + 8,
        y1 - 5,
        "end" if back else "start",
        "back" if back else "on",
    )


def _lanes(keys: Sequence[tuple[int, int, bool]]) -> dict[tuple[int, int, bool], int]:
    """Give every bent arrow a lane of its own where others pass: short ones inside, long ones outside."""
    taken: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    found = {}
    for key in sorted(keys, key=lambda one: abs(one[1] - one[0])):
        low, high = min(key[:2]), max(key[:2])
        lanes = taken[key[2]]
        free = next((i for i, lane in enumerate(lanes) if all(high < a or low > b for a, b in lane)), len(lanes))
        if free == len(lanes):
            lanes.append([])
        lanes[free].append((low, high))
        found[key] = free
    return found


def _cut(text: str) -> str:
    """A text that fits its box; a Chinese character is twice as wide as a letter."""
    room = MOST_LETTERS
    for index, letter in enumerate(text):
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 0:
            return text[:index] + "…"
    return text


def about(policy: Policy, procedure: Procedure) -> tuple[Say, ...]:
    """What is to be said of a procedure as a whole: what begins it, until when it may be withdrawn."""
    lines = procedure_lines(policy.pack, procedure)[1:]
    begins = Say("按轮次组织", "By rounds") if procedure.starts.in_ == "round" else Say("由事件引起", "On an event")
    return (begins, *lines)
