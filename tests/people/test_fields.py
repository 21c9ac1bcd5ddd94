"""The registry of fields: what it refuses, who may ask, and how a condition reads back in words."""

from decimal import Decimal

import pytest
from django.utils import translation

from cordiale.core.conditions import All, Any, BadCondition, BadValue, Not, Test, UnknownField, read
from cordiale.people import fields, users
from cordiale.people.fields import plans, words
from cordiale.people.fields.registry import Fields
from cordiale.people.models import Party
from cordiale.people.rights import members


def told(text, user):
    known = Fields(user)
    return words.sentence(plans.check(read(text), fields=known), fields=known)


def test_a_condition_reads_back_as_a_sentence(figaro):
    text = "spent:at_least:100,last:older:90,any(city:is:Paris,owner:is:me)"
    assert told(text, figaro) == (
        "a dépensé au moins 100 et n’a rien acheté depuis 90 jours et (ville\u00a0: Paris ou est suivi par moi)"
    )
    with translation.override("en"):
        assert told(text, figaro) == (
            "spent at least 100 and bought nothing for 90 days and (city: Paris or is cared for by me)"
        )


def test_what_somebody_may_not_read_they_may_not_ask_either(emma):
    marketer = users.create(email="m@rivage.example", name="M", password="barbier-de-seville-1775")
    members.give(marketer, "marketer")
    for text in (
        "email:is:emma.bovary@yonville.example",
        "name:begins:b",
        "born_on:before:2000-01-01",
        "password:is:x",
    ):
        with pytest.raises(UnknownField):
            fields.compile(read(text), actor=marketer)
    assert Party.objects.filter(fields.compile(read("city:is:Yonville"), actor=marketer)).exists()


@pytest.mark.parametrize("text", ["kind:is:robot", "owner:is:nobody", "consent:one_of:granted:perhaps"])
def test_a_choice_nobody_can_make_is_told(text, figaro):
    with pytest.raises(BadValue):
        fields.compile(read(text), actor=figaro)


def test_what_the_list_is_about_cannot_stand_in_a_group(figaro):
    with pytest.raises(BadCondition):
        fields.compile(All(Any(Test("archived", "is", True), Test("spent", "at_least", Decimal(1)))), actor=figaro)
    with pytest.raises(BadCondition):
        fields.compile(Not(Test("archived", "is", True)), actor=figaro)
