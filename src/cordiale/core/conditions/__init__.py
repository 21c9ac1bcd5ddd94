"""One language for conditions on records: lists, segments, triggers and exports say what they keep with it.

A condition is a tree of `Test`s under `All`, `Any` and `Not`; it is data, never code (docs/conditions.md):

    All(Test("spent", "at_least", Decimal(100)), Test("last", "older", 90))

`parse`/`dump` speak JSON, `read`/`write` the short text of an address, `validate` holds a tree against the fields
that exist and gives every value its type, `meaning` reduces the operators to six plain questions that any engine
answers, and `evaluate` answers them in Python, on one row: the reference for every other engine.
"""

from cordiale.core.conditions.checking import FieldLike, Fields, validate
from cordiale.core.conditions.evaluating import evaluate
from cordiale.core.conditions.kinds import OPERATORS, Kind, Op, Shape, operators, shape
from cordiale.core.conditions.meaning import Begins, Contains, Equals, Known, Question, Range, meaning
from cordiale.core.conditions.refusals import BadCondition, BadValue, ConditionTooLarge, UnknownField, UnknownOperator
from cordiale.core.conditions.tree import (
    All,
    Any,
    Has,
    Node,
    Not,
    Relative,
    Test,
    Value,
    fields_of,
    tests_of,
    things_of,
)
from cordiale.core.conditions.written import dump, parse, read, write

__all__ = [
    "OPERATORS",
    "All",
    "Any",
    "BadCondition",
    "BadValue",
    "Begins",
    "ConditionTooLarge",
    "Contains",
    "Equals",
    "FieldLike",
    "Fields",
    "Has",
    "Kind",
    "Known",
    "Node",
    "Not",
    "Op",
    "Question",
    "Range",
    "Relative",
    "Shape",
    "Test",
    "UnknownField",
    "UnknownOperator",
    "Value",
    "dump",
    "evaluate",
    "fields_of",
    "meaning",
    "operators",
    "parse",
    "read",
    "shape",
    "tests_of",
    "things_of",
    "validate",
    "write",
]
