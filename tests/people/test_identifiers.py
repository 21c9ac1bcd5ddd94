"""Keys: how they are normalised, whose they are, what is refused."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordiale.people import identifiers, parties
from cordiale.people.identifiers import Key, normalise
from cordiale.people.models import Identifier
from cordiale.people.refusals import BadIdentifier, InvalidEmail, InvalidPhone, KeyTaken, NoSuchIdentifier


@pytest.mark.parametrize(
    ("typed", "normal", "valid"),
    [
        ("  Emma.Bovary@Yonville.EXAMPLE ", "emma.bovary@yonville.example", True),
        ("mailto:a@b.fr", "a@b.fr", True),
        ("é@exämple.fr", "é@xn--exmple-cua.fr", True),
        ("a+b_c-d@b.co.uk", "a+b_c-d@b.co.uk", True),
        ("\u200bemma@b.fr\ufeff", "emma@b.fr", True),
        ("emma", "emma", False),
        ("emma@", "emma@", False),
        ("emma@localhost", "emma@localhost", False),
        ("a..b@c.fr", "a..b@c.fr", False),
        ("a@b@c.fr", "a@b@c.fr", False),
        ("a b@c.fr", "a b@c.fr", False),
        (f"{'a' * 65}@c.fr", f"{'a' * 65}@c.fr", False),
        ("a@-b.fr", "a@-b.fr", False),
        ("", "", False),
    ],
)
def test_an_email_is_trimmed_lowered_and_judged(typed, normal, valid):
    found = normalise("email", typed)
    assert (found.normal, found.valid) == (normal, valid)


@pytest.mark.parametrize(
    ("typed", "region", "normal", "valid"),
    [
        ("06 12 34 56 78", "FR", "+33612345678", True),
        ("+33 (0)6.12.34.56.78", "FR", "+33612345678", True),
        ("0033 612 34 56 78", "FR", "+33612345678", True),
        ("079 123 45 67", "CH", "+41791234567", True),
        ("+41 79 123 45 67", "FR", "+41791234567", True),
        ("00 00", "FR", "0000", False),
        ("call me", "FR", "call me", False),
        ("06 12", "FR", "0612", False),
    ],
)
def test_a_phone_becomes_international(typed, region, normal, valid):
    found = normalise("phone", typed, region=region)
    assert (found.normal, found.valid) == (normal, valid)


@given(st.from_regex(r"(\+33|\+41|\+32|0)[0-9]{8,10}", fullmatch=True), st.sampled_from(["FR", "CH", "BE"]))
def test_the_short_way_to_read_a_phone_agrees_with_the_library(text, region):
    short = identifiers._usual_phone(text, region)
    if short:
        number = phonenumbers.parse(text, region)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == short


def test_a_reference_keeps_its_spelling_and_its_issuer_loses_its_capitals():
    assert normalise("external", "  C-1857 ", issuer=" Shop ") == identifiers.Normal("C-1857", True, "shop")


@given(st.text(max_size=80), st.sampled_from(["email", "phone", "external", "device"]))
def test_normalising_twice_changes_nothing_and_never_breaks(text, kind):
    once = normalise(kind, text)
    twice = normalise(kind, once.normal)
    if once.valid:
        assert twice == once


def test_the_same_key_again_changes_nothing(emma):
    again = identifiers.add(emma.key, key=Key("phone", "+33612345678"))
    assert (again.value, emma.identifiers.count()) == ("06 12 34 56 78", 3)


def test_a_second_email_is_not_the_main_one_until_chosen(emma):
    second = identifiers.add(emma.key, key=Key("email", "emma@rouen.example"))
    assert not second.main
    identifiers.make_main(emma.key, identifier=second.pk)
    assert list(emma.identifiers.filter(kind="email", main=True)) == [second]
    identifiers.remove(emma.key, identifier=second.pk)
    assert emma.identifiers.get(kind="email").main


def test_a_reference_belongs_to_one_party_an_email_may_be_shared(emma, candide):
    with pytest.raises(KeyTaken) as refused:
        identifiers.add(candide.key, key=Key("external", "C-1857", issuer="SHOP"))
    assert refused.value.details == {"value": "C-1857", "name": "Emma Bovary"}
    shared = identifiers.add(candide.key, key=Key("email", "emma.bovary@yonville.example"))
    assert (shared.party, shared.main) == (candide, False)


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        (Key("email", "not an address"), InvalidEmail),
        (Key("phone", "12"), InvalidPhone),
        (Key("external", "   "), BadIdentifier),
        (Key("external", "x" * 255), BadIdentifier),
    ],
)
def test_what_cannot_be_a_key_is_refused(emma, key, refusal):
    with pytest.raises(refusal):
        identifiers.add(emma.key, key=key)
    assert emma.identifiers.count() == 3


def test_removing_the_key_of_another_is_refused(emma, candide):
    with pytest.raises(NoSuchIdentifier):
        identifiers.remove(candide.key, identifier=emma.identifiers.first().pk)


def test_owners_are_looked_up_in_one_query(emma, tartuffe, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = identifiers.owners(kind="external", issuer="shop", normals=["C-1857", "C-1664-2", "unknown"])
    assert found == {"C-1857": emma.key, "C-1664-2": tartuffe[2].key}
    shared = identifiers.owners(kind="email", normals=["famille@tartuffe.example"])
    assert shared == {"famille@tartuffe.example": tartuffe[0].key}


def test_an_invalid_key_of_an_import_is_never_a_duplicate(figaro):
    one = parties.create(name="A", by=figaro)
    Identifier.objects.create(party=one, kind="email", value="n/a", normal="n/a", valid=False)
    assert parties.create(name="B", by=figaro).name == "B"
