"""The engine: questions about one subject on one day under one pack, each answered by a verdict.

Verbs here only compute; nothing is decided and nothing is written.
"""

from .around import FormReader, SituationAround, names_filed
from .examples import Result, run_example, run_examples
from .flow import Move, Moves, due_of_window, limit_of_step, may_withdraw, moves, points_of_step, undecided_points
from .form_findings import Finding, form_findings, not_held
from .form_rules import FormRules, rules_of, shape_of
from .form_sums import Computed, compute
from .lists import Line, quota, ranked
from .order import Crossed, crossed_days, fixed_day
from .questions import answer
from .rules import eligible, ground, preferred, right, target, veto
from .scores import score
from .situation import Situation

__all__ = [
    "Computed",
    "Crossed",
    "Finding",
    "FormReader",
    "FormRules",
    "Line",
    "Move",
    "Moves",
    "Result",
    "Situation",
    "SituationAround",
    "answer",
    "compute",
    "crossed_days",
    "due_of_window",
    "eligible",
    "fixed_day",
    "form_findings",
    "ground",
    "limit_of_step",
    "may_withdraw",
    "moves",
    "names_filed",
    "not_held",
    "points_of_step",
    "preferred",
    "quota",
    "ranked",
    "right",
    "rules_of",
    "run_example",
    "run_examples",
    "score",
    "shape_of",
    "target",
    "undecided_points",
    "veto",
]
