"""A tree written and read again is the same tree, in both writings; anything else is refused, never a crash."""

import json
from decimal import Decimal
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cordiale.core.conditions import All, Any, Has, Not, Test, dump, parse, read, validate, write
from cordiale.core.errors import Refusal

from .trees import PLAIN, trees


@given(trees())
def test_json_gives_the_same_tree(tree):
    typed = validate(tree, PLAIN)
    assert validate(parse(json.dumps(dump(typed))), PLAIN) == typed


@given(trees())
def test_an_address_gives_the_same_tree(tree):
    typed = validate(tree, PLAIN)
    carried = parse_qs(urlencode({"f": write(typed)}))["f"][0]
    assert validate(read(carried), PLAIN) == typed


def test_an_address_reads_like_a_sentence():
    tree = All(
        Test("spent", "at_least", Decimal("100.50")), Any(Test("city", "is", "a,b"), Not(Test("born", "within", 90)))
    )
    assert write(tree) == "spent:at_least:100.50,any(city:is:a~2Cb,not(born:within:90))"
    assert read("") == All()
    thing = All(Has("car", All(Test("brand", "is", "a)b"), Any(Test("year", "known")))), Not(Has("boat")))
    assert write(thing) == "has.car(brand:is:a~29b,any(year:known)),not(has.boat())"
    assert read(write(thing)) == parse(dump(thing)) == thing


NAMES = ["all", "any", "not", "has", "where", "field", "op", "value"]


@given(st.text(max_size=60) | st.text("abc:,()~2C", max_size=60) | st.text("has.c(),:", max_size=40))
@example("any(" * 200)
@example("~")
def test_any_text_is_read_or_refused(text):
    try:
        tree = read(text)
    except Refusal:
        return
    assert read(write(tree)) == tree


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "has", "where", "field", "op", "value"]), inside, max_size=3
            )
        ),
        max_leaves=10,
    )
)
def test_any_json_is_parsed_or_refused(given_json):
    try:
        parse(json.dumps(given_json))
    except Refusal:
        return


@pytest.mark.parametrize(
    "text",
    ["city", "city:", ":is", "City:is:x", "any()", "any(city:known", "city:known)", "not(a:known,b:known)", "a:known,"],
)
def test_what_is_not_well_formed_is_refused(text):
    with pytest.raises(Refusal):
        validate(read(text), PLAIN)


def test_too_much_is_refused_at_once():
    many = {"all": [{"field": "city", "op": "known"}] * 61}
    deep = {"field": "city", "op": "known"}
    for _layer in range(5):
        deep = {"not": deep}
    for given_json in (many, deep, "[" * 100_000, "x" * 30_000):
        with pytest.raises(Refusal):
            parse(given_json)
    with pytest.raises(Refusal):
        read("city:known," * 1_000)
