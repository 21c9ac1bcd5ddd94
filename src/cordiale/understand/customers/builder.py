"""Conditions while they are being made: rows and one level of groups, some of them unfinished, read from a form.

The form carries the whole draft: `f` is the tree as it stood, `op.<place>` and `v.<place>` what was changed since, and
a button says what to do (`field`, `into`, `remove`, `apply`). Nothing is kept on the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from cordiale.core.conditions import All, Any, Has, Node, Op, Shape, Test, read, shape, write
from cordiale.core.errors import Refusal
from cordiale.people.fields import plans, words
from cordiale.people.fields.registry import GROUPS, Field, Fields, Inside, Text, Thing

NEW, END = "new", "end"  # where a field is to be added: in a new group, after the others
THING = "has."  # how a button says that records of an object are asked about


@dataclass(frozen=True, slots=True)
class Row:
    """One condition of the draft; `error` says what is missing or wrong."""

    place: str
    test: Test
    field: Field
    error: str = ""
    kind: str = "row"


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all are required, or one is enough; with `inside`, of one record of an object."""

    place: str
    any: bool
    rows: tuple[Row, ...]
    inside: Inside | None = None
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A condition made elsewhere that this form cannot take apart: kept or removed as a whole."""

    place: str
    node: Node
    words: str
    kind: str = "fixed"


Item = Row | Group | Fixed


@dataclass(frozen=True, slots=True)
class Draft:
    """The conditions of the form, in their order."""

    items: tuple[Item, ...]

    @classmethod
    def read(cls, params: QueryDict, *, tree: All, fields: Fields) -> Draft:
        """The draft a form holds, or the conditions of the list when it was just opened."""
        if "draft" in params:
            try:
                tree = read(params.get("draft", ""))
            except Refusal:
                tree = All()
        items = [_item(str(place), node, params=params, fields=fields) for place, node in enumerate(tree.nodes)]
        draft = cls(tuple(item for item in items if item is not None))
        return draft._after(params, fields)

    def _after(self, params: QueryDict, fields: Fields) -> Draft:
        """With what the pressed button asks."""
        draft = self._without(params.get("remove", "")) if params.get("remove") else self
        asked, into = params.get("field", ""), params.get("into", "")
        inside = fields.inside(asked.removeprefix(THING)) if asked.startswith(THING) else None
        if inside is not None:
            return Draft((*draft.items, Group(str(len(draft.items)), any=False, rows=(), inside=inside)))
        added = draft._fields_of(into, fields).field(asked)
        return draft if added is None else draft._with(added, into)

    def _fields_of(self, into: str, fields: Fields) -> Fields:
        """Those that may be asked at a place: in a group about records, the fields of the records."""
        return self.inside(into) or fields

    def inside(self, place: str) -> Inside | None:
        """The fields of the records that the group at a place is about."""
        found = (item.inside for item in self.items if isinstance(item, Group) and item.place == place)
        return next(found, None)

    def _without(self, place: str) -> Draft:
        """A group that loses its last condition goes with it."""
        left = (_emptied(item, place) for item in self.items if item.place != place)
        return Draft(tuple(item for item in left if not isinstance(item, Group) or item.rows or item.inside))

    def _with(self, field: Field, into: str) -> Draft:
        test = Test(field.name, str(field.operators[0]))
        if into == NEW and not field.alone:
            group = Group(str(len(self.items)), any=True, rows=(Row("", test, field),))
            return Draft((*self.items, group))
        if not field.alone and any(item.place == into and isinstance(item, Group) for item in self.items):
            row = Row("", test, field)
            return Draft(tuple(_grown(item, row) if item.place == into else item for item in self.items))
        return Draft((*self.items, Row(str(len(self.items)), test, field)))

    @property
    def tree(self) -> All:
        """The tree as it stands; a group of one is its only condition."""
        return All(*[_node(item) for item in self.items])

    @property
    def text(self) -> str:
        return write(self.tree)

    def checked(self, fields: Fields) -> Draft:
        """The same draft, each wrong condition with its reason."""
        return Draft(tuple(_told(item, fields) for item in self.items))

    @property
    def sound(self) -> bool:
        """Whether no condition is wrong (after `checked`)."""
        return not any(row.error for row in self._rows())

    def _rows(self) -> Iterator[Row]:
        for item in self.items:
            if isinstance(item, Group):
                yield from item.rows
            elif isinstance(item, Row):
                yield item

    def renumbered(self) -> Draft:
        """Places that follow one another again, after something was added or removed."""
        return Draft(tuple(_numbered(item, str(place)) for place, item in enumerate(self.items)))


def _emptied(item: Item, place: str) -> Item:
    return (
        replace(item, rows=tuple(row for row in item.rows if row.place != place)) if isinstance(item, Group) else item
    )


def _grown(item: Item, row: Row) -> Item:
    return replace(item, rows=(*item.rows, row)) if isinstance(item, Group) else item


def _told(item: Item, fields: Fields) -> Item:
    if isinstance(item, Group):
        return replace(item, rows=tuple(_checked(row, item.inside or fields) for row in item.rows))
    return _checked(item, fields) if isinstance(item, Row) else item


def _numbered(item: Item, place: str) -> Item:
    if not isinstance(item, Group):
        return replace(item, place=place)
    rows = tuple(replace(row, place=f"{place}.{inner}") for inner, row in enumerate(item.rows))
    return replace(item, place=place, rows=rows)


def _node(item: Item) -> Node:
    if isinstance(item, Group):
        tests = [row.test for row in item.rows]
        if item.inside is not None:
            return Has(item.inside.thing.name, All(Any(*tests)) if item.any and tests else All(*tests))
        return (Any if item.any else All)(*tests)
    return item.test if isinstance(item, Row) else item.node


def _item(place: str, node: Node, *, params: QueryDict, fields: Fields) -> Item | None:
    """A node of the tree as the form shows it; what asks of an unknown field is dropped."""
    if isinstance(node, Test):
        return _row(place, node, params=params, fields=fields)
    if isinstance(node, Has) and (group := _about_records(place, node, params=params, fields=fields)):
        return group
    if isinstance(node, All | Any) and all(isinstance(one, Test) for one in node.nodes):
        group = _group(place, node, params=params, fields=fields)
        return group if group.rows else None
    try:
        return Fixed(place, node, words.sentence(plans.check(node, fields=fields), fields=fields))
    except Refusal:
        return None


def _group(place: str, node: All | Any, *, params: QueryDict, fields: Fields) -> Group:
    rows = [_item(f"{place}.{inner}", one, params=params, fields=fields) for inner, one in enumerate(node.nodes)]
    asked = params.get(f"how.{place}", "any" if isinstance(node, Any) else "all")
    return Group(place, asked == "any", tuple(row for row in rows if isinstance(row, Row)))


def _about_records(place: str, node: Has, *, params: QueryDict, fields: Fields) -> Group | None:
    """A question about records as a group of its own; None when it is larger than the form."""
    inside = fields.inside(node.object)
    asked = node.node.nodes[0] if len(node.node.nodes) == 1 else node.node
    told = asked if isinstance(asked, Any) else node.node
    if inside is None or not all(isinstance(one, Test) for one in told.nodes):
        return None
    return replace(_group(place, told, params=params, fields=inside), inside=inside)


def _row(place: str, test: Test, *, params: QueryDict, fields: Fields) -> Row | None:
    field = fields.field(test.field)
    if field is None:
        return None
    op = params.get(f"op.{place}", test.op)
    if op not in field.operators:
        op = str(field.operators[0])
    value = _given(params.getlist(f"v.{place}"), Op(op), field) if f"op.{place}" in params else test.value
    return Row(place, Test(test.field, op, value), field)


def _given(told: list[str], op: Op, field: Field) -> str | tuple[str, ...] | None:
    """What the inputs hold, in the shape the operator takes; unfinished when they are empty."""
    told = [value.strip() for value in told]
    match shape(op):
        case Shape.NOTHING:
            return None
        case Shape.MANY:
            values = told if field.chosen else [one.strip() for value in told for one in value.split(",")]
            return tuple(value for value in values if value) or None
        case Shape.TWO:
            return (told[0], told[1] if len(told) > 1 else "") if told else None
        case _:
            return next((value for value in told if value), None)


def _checked(row: Row, fields: Fields) -> Row:
    if shape(Op(row.test.op)) is not Shape.NOTHING and row.test.value in (None, (), ("", "")):
        return replace(row, error=_("Complétez cette condition."))
    if row.field.find is not None and any(fields.word(row.field, one) is None for one in _values(row.test)):
        return replace(row, error=_("Choisissez une fiche parmi celles trouvées, ou cherchez autrement."))
    try:
        plans.check(All(row.test), fields=fields)
    except Refusal as refused:
        told = str(refused.details.get("value", ""))
        return replace(row, error=_("«\u00a0%(value)s\u00a0» ne convient pas ici.") % {"value": told})
    return row


def _values(test: Test) -> list[str]:
    values = test.value if isinstance(test.value, tuple) else () if test.value is None else (test.value,)
    return [str(one) for one in values]


def things(fields: Fields, *, grouped: bool) -> list[Thing]:
    """The kinds of records to ask about; not in a group, where the form shows fields alone."""
    return [] if grouped or isinstance(fields, Inside) else fields.things()


def offers(fields: Fields, *, grouped: bool) -> list[tuple[Text, list[Field]]]:
    """The fields to choose from, group by group; in a group, only those that may stand there."""
    known = [field for field in fields if not (grouped and field.alone)]
    if isinstance(fields, Inside):
        return [(fields.thing.label, known)]
    found = [(label, [field for field in known if field.group == group]) for group, label in GROUPS.items()]
    return [(label, inside) for label, inside in found if inside]
