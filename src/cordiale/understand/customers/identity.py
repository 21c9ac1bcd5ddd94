"""Correcting who a customer is: one deed over several verbs, all done or none."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from cordiale.people import addresses, identifiers, parties
from cordiale.people.addresses import Place
from cordiale.people.audit.following import following
from cordiale.people.fields import filling
from cordiale.people.identifiers import Key
from cordiale.people.models import Identifier, Party, User
from cordiale.understand.customers.forms import CustomerForm


@transaction.atomic
def make(*, form: CustomerForm, by: User) -> Party:
    """A new party as the form says, with the company's own fields."""
    data = form.cleaned_data
    party = parties.create(
        by=by,
        kind=data["kind"],
        identifiers=form.given_keys(),
        address=form.place(),
        language=data["language"],
        born_on=data["born_on"],
        owner=by,
        team=by.team,
        allow_duplicates=True,
        **form.names(),
    )
    filling.fill(party.key, told=form.told_own(), by=by)
    return party


@transaction.atomic
def revise(party: Party, *, form: CustomerForm, by: User) -> None:
    """Bring a party to what the form says: names, main e-mail and phone, address, language, birth date."""
    with following(by, party.key):
        _revise(party, form=form)
        filling.fill(party.key, told=form.told_own(), by=by)


def _revise(party: Party, *, form: CustomerForm) -> None:
    data = form.cleaned_data
    names = form.names()
    if any(getattr(party, name) != value for name, value in names.items()):
        parties.rename(
            party.key,
            name=names.get("name", ""),
            given_name=names.get("given_name", ""),
            family_name=names.get("family_name", ""),
        )
    parties.describe(party.key, language=data["language"], born_on=data["born_on"])
    for kind, typed in ((Identifier.Kind.EMAIL, data["email"]), (Identifier.Kind.PHONE, data["phone"])):
        _replace(party, kind=kind, typed=typed)
    address = party.addresses.order_by("-main", "pk").first()
    place = form.place()
    if place is not None:
        purpose = address.purpose if address else Place().purpose
        told = Place(
            purpose=purpose, lines=place.lines, postcode=place.postcode, city=place.city, country=place.country
        )
        addresses.put(party.key, place=told)
    elif address is not None:
        addresses.remove(party.key, address=address.pk)


def _replace(party: Party, *, kind: str, typed: str) -> None:
    """Put the typed key in the place of the main one of its kind."""
    main = party.identifiers.filter(kind=kind).order_by("-main", "pk").first()
    if main is not None and main.value == typed:
        return
    if typed:
        added = identifiers.add(party.key, key=Key(kind, typed, main=True), region=settings.REGION)
        if main is not None and added.pk == main.pk:
            return
        identifiers.make_main(party.key, identifier=added.pk)
    if main is not None:
        identifiers.remove(party.key, identifier=main.pk)
