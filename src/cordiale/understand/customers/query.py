"""What the list shows, as its address says it: the text searched, the conditions, the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cordiale.core.conditions import All, Any, Has, Node, Test, read, tests_of, write
from cordiale.core.errors import Refusal
from cordiale.people.fields import plans, words
from cordiale.people.fields.plans import Part
from cordiale.people.fields.registry import Fields
from cordiale.people.models import User
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers import earlier
from cordiale.understand.customers.look import USUAL_LOOK, Look
from cordiale.understand.customers.sorting import Column, Sort

TEXT_LIMIT = 200
MOST = 40


@dataclass(frozen=True, slots=True)
class Ignored:
    """A condition that could not be understood, or that is `closed` to the reader: told, without effect."""

    label: str | Promise
    value: str
    closed: bool = False


def searchable(user: User) -> bool:
    """Whether words may be looked for: they are those of names, e-mails, phones and references."""
    lens = Lens(user)
    return all(lens.reads(field) for field in ("name", "email", "phone", "reference"))


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in use: its words, its place in the builder, and the state of the list without it."""

    label: str | Promise
    words: str
    place: int
    without: str


@dataclass(frozen=True, slots=True)
class Query:
    """One state of the list; every link of the page is this state with one thing changed."""

    text: str
    parts: tuple[Part, ...]
    ignored: tuple[Ignored, ...]
    sort: Sort
    fields: Fields
    look: Look = USUAL_LOOK
    view: str = ""

    @classmethod
    def read(cls, params: QueryDict, *, user: User) -> Query:
        """Read an address; what it does not understand is kept apart, never a failure."""
        parts: list[Part] = []
        ignored: list[Ignored] = []
        fields = Fields(user)
        for node in _nodes(params, ignored):
            try:
                parts += plans.plan(All(node), actor=user, fields=fields).parts
            except Refusal as refused:
                ignored.append(_unusable(node, refused, fields))
        text = " ".join(params.get("q", "").replace("\x00", "").split())[:TEXT_LIMIT]
        if text and not searchable(user):
            ignored.append(Ignored(_("Recherche"), "", closed=True))
            text = ""
        return cls(
            text,
            tuple(parts[:MOST]),
            tuple(ignored),
            Sort.read(params.get("sort", ""), fields=fields),
            fields,
            Look.read(params),
            params.get("vue", "")[:36],
        )

    @classmethod
    def within(cls, encoded: str, *, user: User) -> Query:
        """Read the list a customer page was opened from (`?from=`)."""
        return cls.read(QueryDict(encoded[:8000]), user=user)

    @property
    def tree(self) -> All:
        """The conditions, all required."""
        return All(*[part.node for part in self.parts])

    @property
    def archived(self) -> bool:
        """Whether the list is about those put aside."""
        return any(part.node == Test("archived", "is", value=True) for part in self.parts)

    @property
    def narrowed(self) -> bool:
        """Whether anything is searched or filtered."""
        return bool(self.text or self.parts)

    def params(self, *, text: str | None = None, tree: All | None = None) -> list[tuple[str, str]]:
        """The pairs of the address: what is searched, the conditions, the order."""
        kept = self.text if text is None else text
        told = write(self.tree if tree is None else tree)
        pairs = [(name, value) for name, value in (("q", kept), ("f", told)) if value]
        # Under a saved view the order is always told: without it, the address asks for the view as it was kept.
        pairs += [("sort", self.sort.param)] if self.view or not self.sort.is_default else []
        return [*pairs, *self.look.pairs(), *([("vue", self.view)] if self.view else [])]

    @property
    def state(self) -> str:
        """What a saved view keeps: all of the address but the view itself."""
        return _encoded([pair for pair in replace(self, view="").params() if pair[0] != "vue"])

    def address(self, *, text: str | None = None, tree: All | None = None) -> str:
        """The query string of this state, or of one close to it (see `params`)."""
        return _encoded(self.params(text=text, tree=tree))

    def with_value(self, names: tuple[str, ...], *pairs: tuple[str, str]) -> str:
        """The state where the parameters `names` hold `pairs` instead of what they held."""
        return _encoded([pair for pair in self.params() if pair[0] not in names] + list(pairs))

    def sorted_by(self, column: Column) -> str:
        return self.with_value(("sort",), ("sort", self.sort.toggled(column).param))

    def chips(self) -> Iterator[Chip]:
        """The conditions in words."""
        nodes = self.tree.nodes
        for place, node in enumerate(nodes):
            label, told = self._words(node)
            yield Chip(label, told, place, self.address(tree=All(*nodes[:place], *nodes[place + 1 :])))

    @property
    def said(self) -> str:
        """The first condition in words, for a crumb."""
        return next((f"{chip.label}\u00a0: {chip.words}" for chip in self.chips()), "")

    def _words(self, node: Node) -> tuple[str | Promise, str]:
        if isinstance(node, Test):
            return words.chip(node, fields=self.fields)
        if isinstance(node, Has):
            return words.held(node, fields=self.fields)
        return _("Au moins une") if isinstance(node, Any) else _("Groupe"), words.sentence(node, fields=self.fields)


def _encoded(pairs: list[tuple[str, str]]) -> str:
    """A query string in which conditions stay readable."""
    return urlencode(pairs, safe=":,()")


def _nodes(params: QueryDict, ignored: list[Ignored]) -> Iterator[Node]:
    try:
        yield from read(params.get("f", "")).nodes
    except Refusal as refused:
        ignored.append(Ignored(_("Conditions"), str(refused.details.get("near", ""))[:40]))
    yield from earlier.tests(params)


def _unusable(node: Node, refused: Refusal, fields: Fields) -> Ignored:
    test = next(tests_of(node), None)
    shut = fields.closed(test.field) if test is not None else None
    if shut is not None:
        return Ignored(shut.label, "", closed=True)
    known = fields.field(test.field) if test is not None else None
    label = known.label if known is not None else test.field[:40] if test is not None else ""
    told = refused.details.get("value") or refused.details.get("op") or refused.details.get("field") or write(node)
    return Ignored(label, str(told)[:40])
