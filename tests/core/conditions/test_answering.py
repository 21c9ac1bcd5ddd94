"""What each operator says of each row, told exactly; and what no field can say is refused."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from cordiale.core.conditions import (
    All,
    Any,
    BadValue,
    Has,
    Kind,
    Not,
    Op,
    Relative,
    Test,
    UnknownField,
    UnknownOperator,
    evaluate,
    operators,
    validate,
)

from .trees import PLAIN, TODAY, Asked, Some, trees

ROW = {"city": "Lyon", "spent": Decimal(100), "born": date(2026, 11, 1), "tags": ("vip", "presse"), "vip": False}
NOBODY = {}


def kept(test, row=ROW):
    return evaluate(validate(test, PLAIN), row, today=TODAY)


@pytest.mark.parametrize(
    ("field", "op", "value", "of_row", "of_nobody"),
    [
        ("city", "is", "lyon", True, False),
        ("city", "is_not", "Paris", True, True),
        ("city", "is_not", "Lyon", False, True),
        ("city", "contains", "YO", True, False),
        ("city", "begins", "ly", True, False),
        ("city", "begins", "on", False, False),
        ("city", "one_of", ("Paris", "Lyon"), True, False),
        ("city", "none_of", ("Paris", "Lyon"), False, True),
        ("city", "known", None, True, False),
        ("city", "empty", None, False, True),
        ("spent", "at_least", "100", True, False),
        ("spent", "at_most", "99,99", False, False),
        ("spent", "between", ("1 00", "100.00"), True, False),
        ("spent", "is", 100, True, False),
        ("born", "within", 21, True, False),
        ("born", "within", 20, False, False),
        ("born", "older", 21, False, False),
        ("born", "older", 20, True, False),
        ("born", "ahead", 10, False, False),
        ("born", "before", "2026-11-01", False, False),
        ("born", "before", "2026-11-02", True, False),
        ("born", "after", "2026-10-31", True, False),
        ("born", "at_least", "month", True, False),
        ("born", "between", ("year", "today-21"), True, False),
        ("born", "is", Relative("month"), True, False),
        ("tags", "is", "presse", True, False),
        ("tags", "is_not", "presse", False, True),
        ("tags", "one_of", ("perdu", "vip"), True, False),
        ("tags", "none_of", ("perdu",), True, True),
        ("vip", "is", "0", True, False),
        ("vip", "is", True, False, False),
    ],
)
def test_an_operator_says_exactly_this(field, op, value, of_row, of_nobody):
    test = Test(field, op, value)
    assert (kept(test), kept(test, NOBODY)) == (of_row, of_nobody)


def test_an_instant_is_asked_by_its_day():
    fields = Some(Asked("seen", Kind.INSTANT))
    row = {"seen": datetime(2026, 11, 22, 23, 59)}
    for op, value in (("is", "today"), ("within", 0), ("at_least", "2026-11-22"), ("at_most", "2026-11-22")):
        assert evaluate(validate(Test("seen", op, value), fields), row, today=TODAY)


def test_groups_are_those_of_logic():
    yes, no = Test("city", "known"), Test("city", "empty")
    assert [kept(tree) for tree in (All(), Any(no, yes), Not(no), All(yes, Not(no)))] == [True] * 4
    assert not kept(All(yes, no))


def test_what_is_asked_of_records_is_asked_of_one_of_them():
    row = {"has.car": ({"brand": "Simca", "year": Decimal(1961)}, {"brand": "Rapid", "year": Decimal(1978)})}
    late_simca = Has("car", All(Test("brand", "is", "simca"), Test("year", "is", 1978)))
    early_simca = Has("car", All(Test("brand", "is", "simca"), Test("year", "is", 1961)))
    assert [kept(tree, row) for tree in (Has("car"), early_simca, late_simca, Not(late_simca))] == [
        True,
        True,
        False,
        True,
    ]
    assert [kept(tree, NOBODY) for tree in (Has("car"), Not(Has("car")))] == [False, True]
    for unknown in (Has("boat"), Has("car", All(Test("city", "known"))), Has("car", All(Has("car")))):
        with pytest.raises(UnknownField):
            validate(unknown, PLAIN)


@given(trees())
def test_not_is_the_exact_contrary(tree):
    typed = validate(tree, PLAIN)
    assert evaluate(Not(typed), ROW, today=TODAY) is not evaluate(typed, ROW, today=TODAY)


@pytest.mark.parametrize(
    ("test", "refusal"),
    [
        (Test("custom__x", "is", "1"), UnknownField),
        (Test("city", "iregex", "(a+)+"), UnknownOperator),
        (Test("city", "at_least", "1"), UnknownOperator),
        (Test("city", "is", ""), BadValue),
        (Test("city", "is", "x" * 201), BadValue),
        (Test("city", "is", "a\x00b"), BadValue),
        (Test("city", "known", "x"), BadValue),
        (Test("spent", "at_least", "NaN"), BadValue),
        (Test("spent", "at_least", "1e400"), BadValue),
        (Test("spent", "at_least", "٣"), BadValue),
        (Test("spent", "between", ("1",)), BadValue),
        (Test("born", "before", "2026-02-30"), BadValue),
        (Test("born", "before", "today+99999"), BadValue),
        (Test("born", "within", "1.5"), BadValue),
        (Test("born", "within", -1), BadValue),
        (Test("vip", "is", "peut-être"), BadValue),
    ],
)
def test_what_a_field_cannot_say_is_refused(test, refusal):
    with pytest.raises(refusal):
        validate(All(test), PLAIN)


def test_every_kind_has_operators_and_ends_with_presence():
    assert all(operators(kind)[-2:] == (Op.KNOWN, Op.EMPTY) for kind in Kind)
