"""Two people correct one record at once: merged field by field, told where both wrote, nothing lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from cordiale.people import users
from cordiale.people.fields import definitions
from cordiale.people.rights import members


@pytest.fixture
def desks(figaro):
    """Two colleagues, each at a desk."""
    other = users.create(email="suzanne@rivage.example", name="Suzanne", password="barbier-de-seville-1775")
    members.give(other, "manager")
    made = []
    for user in (figaro, other):
        desk = Client()
        desk.force_login(user)
        made.append(desk)
    return made


def opened(desk, party):
    """The form as the browser would send it back untouched."""
    body = desk.get(reverse("customers:edit", args=[party.key])).content.decode()
    form = body[body.index('name="was"') :]
    sent = {name: value for name, value in re.findall(r'<input [^>]*name="([^"]+)"[^>]*value="([^"]*)"', body)}
    sent |= {"was": re.search(r'name="was" value="([^"]+)"', body)[1], "language": "fr"}
    names = re.findall(r'name="([a-z_.]+)"', form)
    return {name: sent.get(name, "") for name in names if name != "anyway"} | {"was": sent["was"], "kind": "person"}


def send(desk, party, form, **typed):
    return desk.post(reverse("customers:edit", args=[party.key]), form | typed)


def test_different_fields_of_two_people_are_both_kept(desks, emma, figaro):
    definitions.define(by=figaro, kind="number", told={"label_fr": "Étage"})
    mine, theirs = opened(desks[0], emma), opened(desks[1], emma)
    send(desks[1], emma, theirs, **{"city": "Rouen", "custom.etage": "3"})
    answer = send(desks[0], emma, mine, given_name="Emma-Rose")
    assert answer.status_code == 302
    emma.refresh_from_db()
    assert (emma.given_name, emma.addresses.get().city, emma.custom) == ("Emma-Rose", "Rouen", {"etage": 3})
    told = desks[0].get(answer["Location"]).content.decode()
    assert "Suzanne avait changé entre-temps\u00a0: Ville, Étage" in told


def test_the_same_field_of_two_people_is_told_and_decided(desks, emma):
    mine, theirs = opened(desks[0], emma), opened(desks[1], emma)
    send(desks[1], emma, theirs, city="Rouen")
    answer = send(desks[0], emma, mine, city="Paris", postcode="75001")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Suzanne a écrit autre chose que vous" in body
    assert "Ville\u00a0: «\u00a0Rouen\u00a0» maintenant, «\u00a0Paris\u00a0» dans votre formulaire" in body
    assert 'value="75001"' in body
    assert emma.addresses.get().city == "Rouen"
    again = mine | {"was": re.search(r'name="was" value="([^"]+)"', body)[1], "city": "Paris", "postcode": "75001"}
    assert send(desks[0], emma, again).status_code == 302
    assert (emma.addresses.get().city, emma.addresses.get().postcode) == ("Paris", "75001")


def test_a_form_that_does_not_say_what_it_saw_writes_as_before(desks, emma):
    form = opened(desks[0], emma)
    assert send(desks[0], emma, form | {"was": "forged"}, city="Rouen").status_code == 302
    assert emma.addresses.get().city == "Rouen"


def test_a_demanded_field_is_asked_for_when_a_customer_is_added(desks, figaro):
    definitions.define(by=figaro, kind="text", told={"label_fr": "Badge", "required": True})
    typed = {"kind": "person", "family_name": "Géronte"}
    assert desks[0].post(reverse("customers:new"), typed).status_code == 422
    answer = desks[0].post(reverse("customers:new"), typed | {"custom.badge": "B-7"})
    assert answer.status_code == 302
