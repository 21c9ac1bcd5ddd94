"""A condition read back in words: on a chip ("Dépensé : au moins 100"), or as a sentence for a whole tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cordiale.core.conditions import All, Any, Has, Kind, Node, Not, Op, Relative, Shape, Test, Value, shape
from cordiale.people.fields.registry import Field, Fields
from cordiale.web import fmt

Text = str | Promise

OPERATORS: dict[Op, Text] = {
    Op.IS: gettext_lazy("est"),
    Op.IS_NOT: gettext_lazy("n’est pas"),
    Op.CONTAINS: gettext_lazy("contient"),
    Op.BEGINS: gettext_lazy("commence par"),
    Op.AT_LEAST: gettext_lazy("au moins"),
    Op.AT_MOST: gettext_lazy("au plus"),
    Op.BETWEEN: gettext_lazy("entre"),
    Op.BEFORE: gettext_lazy("avant le"),
    Op.AFTER: gettext_lazy("après le"),
    Op.WITHIN: gettext_lazy("dans les derniers jours"),
    Op.OLDER: gettext_lazy("il y a plus de"),
    Op.AHEAD: gettext_lazy("dans les prochains jours"),
    Op.ONE_OF: gettext_lazy("est l’un de"),
    Op.NONE_OF: gettext_lazy("n’est aucun de"),
    Op.KNOWN: gettext_lazy("est connu"),
    Op.EMPTY: gettext_lazy("n’est pas connu"),
}
_OF_DAYS: dict[Op, Text] = {Op.AT_LEAST: gettext_lazy("à partir du"), Op.AT_MOST: gettext_lazy("jusqu’au")}


def operator(op: Op, kind: Kind) -> Text:
    """How an operator reads in the menu of a builder."""
    return _OF_DAYS.get(op, OPERATORS[op]) if kind in (Kind.DAY, Kind.INSTANT) else OPERATORS[op]


def chip(test: Test, *, fields: Fields) -> tuple[Text, str]:
    """The name of the field, and what is asked of it."""
    one = fields.field(test.field)
    return (test.field, test.op) if one is None else (one.label, _asked(test, one, fields))


def _asked(test: Test, one: Field, fields: Fields) -> str:
    op = Op(test.op)
    kind, values = shape(op), test.value if isinstance(test.value, tuple) else (test.value,)
    if kind in (Shape.NOTHING, Shape.DAYS):
        return _days(op, test.value) if kind is Shape.DAYS else _("connu") if op is Op.KNOWN else _("inconnu")
    told = [_one(value, one, fields) for value in values]
    if kind is Shape.MANY:
        return listed(told, last=_("ou")) if op is Op.ONE_OF else _("sauf %(values)s") % {"values": listed(told)}
    return _span(*told) if kind is Shape.TWO else _single(op, told[0], one)


def _span(low: str, high: str) -> str:
    return low if low == high else _("de %(low)s à %(high)s") % {"low": low, "high": high}


def _days(op: Op, value: Value) -> str:
    days = value if isinstance(value, int) else 0
    if op is Op.WITHIN:
        return ngettext("depuis %(count)d jour", "ces %(count)d derniers jours", days) % {"count": days}
    if op is Op.OLDER:
        return ngettext("il y a plus de %(count)d jour", "il y a plus de %(count)d jours", days) % {"count": days}
    return ngettext("dans le jour qui vient", "dans les %(count)d jours qui viennent", days) % {"count": days}


def _single(op: Op, value: str, one: Field) -> str:
    if op is Op.IS:
        return value
    dated = one.kind in (Kind.DAY, Kind.INSTANT)
    said = {
        Op.IS_NOT: _("pas %(value)s"),
        Op.CONTAINS: _("contient «\u00a0%(value)s\u00a0»"),
        Op.BEGINS: _("commence par «\u00a0%(value)s\u00a0»"),
        Op.AT_LEAST: _("à partir du %(value)s") if dated else _("au moins %(value)s"),
        Op.AT_MOST: _("jusqu’au %(value)s") if dated else _("au plus %(value)s"),
        Op.BEFORE: _("avant le %(value)s"),
        Op.AFTER: _("après le %(value)s"),
    }
    return said[op] % {"value": value}


def _one(value: object, one: Field, fields: Fields) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Relative):
        return _relative(value)
    if one.chosen:
        return str(fields.word(one, str(value)) or value)
    if one.say is not None:
        return one.say(value)
    if isinstance(value, Decimal):
        return fmt.number(value, _places(value))
    return fmt.day(value) if isinstance(value, date) else str(value)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(6, -exponent) if isinstance(exponent, int) and exponent < 0 else 0


def _relative(day: Relative) -> str:
    starts = {"today": _("aujourd’hui"), "month": _("1er de ce mois"), "year": _("1er janvier")}
    start = starts[day.anchor]
    if not day.days:
        return start
    count = fmt.number(abs(day.days))
    said = _("%(start)s plus %(count)s j") if day.days > 0 else _("%(start)s moins %(count)s j")
    return said % {"start": start, "count": count}


def listed(told: Sequence[str], *, last: str = "") -> str:
    """`Paris, Lyon ou Lille`."""
    if len(told) < 2:
        return "".join(told)
    return f"{', '.join(told[:-1])} {last or _('et')} {told[-1]}"


def sentence(tree: Node, *, fields: Fields) -> str:
    """The whole tree as one sentence: "a dépensé au moins 100 et n’a rien acheté depuis 90 jours"."""
    if isinstance(tree, All) and not tree.nodes:
        return _("tout le monde")
    return _told(tree, fields)


def _told(node: Node, fields: Fields, *, inside: bool = False) -> str:
    match node:
        case Test():
            return _phrase(node, fields)
        case Has(name, asked):
            return _thing(name, asked, fields)
        case Not(inner):
            return _("pas (%(what)s)") % {"what": _told(inner, fields)}
        case All(nodes) | Any(nodes):
            joint = f" {_('et')} " if isinstance(node, All) else f" {_('ou')} "
            told = joint.join(_told(one, fields, inside=len(nodes) > 1) for one in nodes)
            return f"({told})" if inside and len(nodes) > 1 else told


def held(node: Has, *, fields: Fields) -> tuple[Text, str]:
    """The name of the object, and what is asked of one of its records: for a chip."""
    inner = fields.inside(node.object)
    if inner is None:
        return node.object, ""
    return inner.thing.label, _told(node.node, inner) if node.node.nodes else _("au moins une fiche")


def _thing(name: str, asked: All, fields: Fields) -> str:
    inner = fields.inside(name)
    if inner is None:
        return name
    if not asked.nodes:
        return _("a au moins une fiche «\u00a0%(object)s\u00a0»") % {"object": inner.thing.label}
    told = {"object": inner.thing.label, "asked": _told(asked, inner)}
    return _("a au moins une fiche «\u00a0%(object)s\u00a0» avec (%(asked)s)") % told


def _phrase(test: Test, fields: Fields) -> str:
    """What the field itself says of the operator, else its name and what is asked."""
    one = fields.field(test.field)
    if one is None:
        return test.field
    phrase = one.phrases.get(test.op)
    if phrase is None:
        label = str(one.label)
        return _("%(field)s\u00a0: %(asked)s") % {
            "field": label[:1].lower() + label[1:],
            "asked": _asked(test, one, fields),
        }
    return str(phrase) % {"value": _told_value(test, one, fields)}


def _told_value(test: Test, one: Field, fields: Fields) -> str:
    if shape(Op(test.op)) is Shape.DAYS:
        days = test.value if isinstance(test.value, int) else 0
        return ngettext("%(count)d jour", "%(count)d jours", days) % {"count": days}
    if isinstance(test.value, tuple):
        last = _("et") if test.op == Op.BETWEEN else _("ou")
        return listed([_one(value, one, fields) for value in test.value], last=last)
    return _one(test.value, one, fields)
