"""What a row of the builder asks for: its operators, and the right inputs for the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cordiale.core.conditions import Op, Shape, shape
from cordiale.people.fields import words
from cordiale.people.fields.registry import Field, Fields, Text
from cordiale.understand.customers.builder import Row


@dataclass(frozen=True, slots=True)
class Control:
    """What a row asks for, ready for the template: the operators, and the inputs of the one that is chosen."""

    operators: list[tuple[str, Text, bool]]
    shape: str
    input: str
    values: list[str]
    options: list[tuple[str, Text, bool]]
    suggestions: list[str]


def control(row: Row, fields: Fields) -> Control:
    """The right input for the kind of the field and the shape of the operator."""
    field, op = row.field, Op(row.test.op)
    value = row.test.value
    held = [str(one) for one in value] if isinstance(value, tuple) else [] if value is None else [_held(value)]
    options = _found(row, held, fields) if field.find else _options(field, fields)
    shaped = str(shape(op))
    return Control(
        operators=[(str(one), words.operator(one, field.kind), one == op) for one in field.operators],
        shape=shaped,
        input=_input(field, shape(op), held),
        values=[*held, "", ""][:2] if shape(op) is Shape.TWO else held,
        options=[(code, label, code in held) for code, label in options],
        suggestions=[] if options or field.suggest is None else list(field.suggest()),
    )


def _held(value: object) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _options(field: Field, fields: Fields) -> list[tuple[str, Text]]:
    if field.kind == "flag":
        return [("1", _("oui")), ("0", _("non"))]
    return list(field.options(fields.actor)) if field.chosen and field.options else []


def _found(row: Row, held: list[str], fields: Fields) -> list[tuple[str, Text]]:
    """Where values are too many to list: those chosen, else what was typed may mean."""
    known = [(one, word) for one in held if (word := fields.word(row.field, one)) is not None]
    typed = [one for one in held if one not in dict(known)]
    return known + [one for text in typed if row.field.find for one in row.field.find(text, fields.actor)]


def _input(field: Field, shaped: Shape, held: list[str]) -> str:
    """The type of the input; a day told from today stays text, so that it is not lost."""
    if shaped is Shape.DAYS or field.kind in ("number", "money"):
        return "number"
    dated = field.kind in ("day", "instant")
    return "date" if dated and all(len(one) == 10 or not one for one in held) else "text"
