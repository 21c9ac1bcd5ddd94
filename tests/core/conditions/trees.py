"""Random trees over a small set of fields, for every engine that answers them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from cordiale.core.conditions import All, Any, Has, Kind, Not, Op, Relative, Shape, Test, operators, shape

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Asked:
    """A field as the language sees it, with the values worth asking about."""

    name: str
    kind: Kind
    values: tuple = ()

    @property
    def operators(self):
        return operators(self.kind)


class Some(dict):
    """A registry of a few fields."""

    def __init__(self, *fields):
        super().__init__({field.name: field for field in fields})

    def field(self, name):
        return self.get(name)

    def inside(self, name):
        return CARS if name == "car" and self is not CARS else None


PLAIN = Some(
    Asked("city", Kind.TEXT, ("Lyon", "lyon 2", "Paris", "a,b:c~(d)", "L")),
    Asked("note", Kind.LONG_TEXT, ("appel", "rien")),
    Asked("spent", Kind.MONEY, (Decimal(-5), Decimal("0.5"), Decimal(100), Decimal("100.25"))),
    Asked("born", Kind.DAY, (TODAY, TODAY - timedelta(days=30), date(1990, 2, 28))),
    Asked("kind", Kind.CHOICE, ("person", "organisation")),
    Asked("tags", Kind.CHOICES, ("vip", "presse", "perdu")),
    Asked("vip", Kind.FLAG, (True, False)),
)


CARS = Some(
    Asked("brand", Kind.TEXT, ("Simca", "simca 1000", "a,b:c~(d)")),
    Asked("year", Kind.NUMBER, (Decimal(1961), Decimal(1978))),
    Asked("sold", Kind.FLAG, (True, False)),
)


def tests_over(fields):
    """One test of one of the fields, with a value it can hold."""
    return st.sampled_from(sorted(fields.values(), key=lambda field: field.name)).flatmap(_tests_of)


def _tests_of(field):
    values = st.sampled_from(field.values)
    if field.kind in (Kind.DAY, Kind.INSTANT):
        anchored = st.builds(Relative, st.sampled_from(["today", "month", "year"]), st.integers(-40, 40))
        values = st.one_of(values, anchored)
    shapes = {
        Shape.NOTHING: st.none(),
        Shape.ONE: values,
        Shape.TWO: st.tuples(values, values),
        Shape.MANY: st.lists(values, min_size=1, max_size=3, unique=True).map(tuple),
        Shape.DAYS: st.integers(0, 60),
    }
    return st.sampled_from(field.operators).flatmap(lambda op: shapes[shape(Op(op))].map(_built(field.name, str(op))))


def _built(name, op):
    return lambda value: Test(name, op, value)


def things_over(name, fields):
    """Questions about one record of an object."""
    inside = tests_over(fields) | st.lists(tests_over(fields), min_size=1, max_size=2).map(lambda some: Any(*some))
    return st.lists(inside, max_size=2).map(lambda some: Has(name, All(*some)))


def trees(fields=PLAIN, *, things=None):
    """Trees within the bounds of the language; `things` maps the names of objects to their fields."""
    asked = [things_over(name, of) for name, of in ({"car": CARS} if fields is PLAIN else things or {}).items()]
    nodes = st.recursive(
        st.one_of(tests_over(fields), *asked),
        lambda inside: st.one_of(
            st.lists(inside, min_size=1, max_size=3).map(lambda some: All(*some)),
            st.lists(inside, min_size=1, max_size=3).map(lambda some: Any(*some)),
            inside.map(Not),
        ),
        max_leaves=8,
    )
    return nodes.filter(_shallow).map(All)


def _shallow(node, left=4):
    below = (node.node,) if isinstance(node, Not | Has) else getattr(node, "nodes", ())
    return left > 0 and all(_shallow(one, left - 1) for one in below)
