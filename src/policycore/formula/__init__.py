"""The formula language: one grammar, one typed tree, several emitters.

``parse`` reads a formula to a :class:`policycore.formula.tree.Node`; ``check`` resolves its names and units;
``evaluate`` gives its value with a trace; ``say_formula`` writes it as a Chinese or English sentence.
"""

from .check import Names, check
from .condition import Condition, Formula, Value
from .evaluate import Env, evaluate
from .parser import FormulaError, parse
from .sentence import say_formula

__all__ = ["Condition", "Env", "Formula", "FormulaError", "Names", "Value", "check", "evaluate", "parse", "say_formula"]
