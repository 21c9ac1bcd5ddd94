"""Nothing that leads to a person stands outside of the map."""

from urllib.parse import parse_qsl

import pytest
from django.apps import apps
from django.db.models import ForeignKey, UUIDField
from tests.people.privacy import marking

from cordiale.people.models import Party
from cordiale.people.privacy import map, passing, subjects, tables
from cordiale.people.privacy.subjects import Words
from cordiale.people.rights import classes


def links_of(model) -> set[str]:
    """The columns that lead to a party: foreign keys to it, and keys that say so by their name."""
    fields = model._meta.concrete_fields
    by_row = {one.name for one in fields if isinstance(one, ForeignKey) and one.related_model is Party}
    return by_row | {one.name for one in fields if isinstance(one, UUIDField) and "party" in one.name}


def _leads(field) -> bool:
    """Whether a column is a foreign key to a table that leads to a party."""
    return isinstance(field, ForeignKey) and field.related_model._meta.label in LINKED


LINKED = {
    model._meta.label: links_of(model)
    for model in apps.get_models(include_auto_created=True)
    if links_of(model) and model is not Party
}
BEHIND = {  # what hangs on such a table, at one remove: it must be told as well
    model._meta.label: {one.name for one in model._meta.concrete_fields if _leads(one)}
    for model in apps.get_models(include_auto_created=True)
    if model._meta.label not in LINKED and model is not Party
}
DECLARED = {one.name: one for one in map.every()}


@pytest.mark.parametrize("label", sorted(LINKED))
def test_every_table_that_leads_to_a_party_is_declared_with_all_its_links(label):
    declared = DECLARED.get(label)
    assert declared is not None, f"{label} leads to a party: declare it in privacy/holdings.py, or from its room"
    assert set(declared.links) >= LINKED[label]


@pytest.mark.parametrize("label", sorted(label for label, links in BEHIND.items() if links))
def test_what_hangs_on_such_a_table_is_declared(label):
    assert {link.partition("__")[0] for link in DECLARED[label].links} >= BEHIND[label]


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_declaration_says_what_it_must(name):
    one = DECLARED[name]
    assert one.data_class in classes.CLASSES
    assert set(one.purposes) <= map.PURPOSES.keys()
    assert one.purposes
    assert one.basis in map.BASES
    assert one.retention in map.RETENTIONS
    assert set(one.recipients) <= map.RECIPIENTS.keys()
    if one.is_table:
        columns = {field.name for field in tables.model_of(one)._meta.get_fields()}
        assert {*(link.partition("__")[0] for link in one.links), *one.hidden} <= columns


OF_THE_HOUSE = {  # tables with texts that hold nothing of the people we serve, and why
    "agenda.Feed": "names that colleagues give their own calendars",
    "api.ApiKey": "programs",
    "api.ServiceAccount": "programs",
    "audit.Cut": "hashes",
    "audit.Verification": "places in the log",
    "auth.Group": "not used",
    "auth.Permission": "not used",
    "contenttypes.ContentType": "names of tables",
    "feed.Begin": "the name of a database server",
    "fields.CustomField": "what the company calls its fields",
    "fields.ObjectType": "what the company calls its objects",
    "house.Dismissal": "which advice a colleague closed",
    "house.Violation": "rules of browsers, origins without paths",
    "jobs.Schedule": "names of tasks",
    "lists.DefaultView": "the name of a list",
    "notices.Wish": "kinds of notice",
    "oauth.Application": "programs",
    "oauth.Grant": "what colleagues agreed to, and the machine of a program that acts for them",
    "oauth.TokenPair": "hashes",
    "people.Tag": "words for many; a person's name does not belong there",
    "people.Team": "teams",
    "people.Territory": "parts of the market",
    "people.User": "colleagues: their accounts are closed, not erased, so that the log stays readable",
    "people.Wording": "texts shown to everybody",
    "profile.Calibration": "figures of all",
    "profile.CountrySales": "figures of all",
    "profile.DailySales": "figures of all",
    "profile.PopulationFigure": "figures of all",
    "profile.ProductSales": "products",
    "profile.RefreshState": "versions of tables",
    "profile.Snapshot": "figures of all",
    "traits.TraitState": "a place and a fingerprint of definitions",
    "rights.Role": "what the company calls its roles",
    "sessions.Session": "the store `sessions`",
    "signin.Device": "browsers of colleagues",
    "signin.Factor": "second steps of colleagues",
    "signin.Identity": "colleagues at the company's sign-in",
    "signin.Invitation": "future colleagues",
    "signin.RecoveryCode": "hashes",
    "signin.Reset": "hashes",
    "signin.Session": "devices of colleagues",
}


def with_texts() -> set[str]:
    """Every table with a column that could hold somebody's words."""
    return {model._meta.label for model in apps.get_models(include_auto_created=True) if marking.wordy(model)}


def test_every_table_with_texts_is_on_the_map_or_holds_nothing_of_anybody():
    declared = {one.name for one in map.every() if one.is_table}
    assert sorted(with_texts() - declared - OF_THE_HOUSE.keys()) == []
    assert sorted(OF_THE_HOUSE.keys() & declared) == []
    assert sorted(OF_THE_HOUSE.keys() - with_texts()) == []


def test_a_row_of_nobody_that_names_somebody_loses_only_their_name(emma, harpagon, figaro):
    mine = Words([subjects.of(emma.key)])
    told = {"q": "emma.bovary@yonville.example", "n": [1, "Emma Bovary", "harpagon@cassette.example"]}
    assert passing.blotted(told, mine) == {"q": "…", "n": [1, "…", "harpagon@cassette.example"]}
    address = "q=emma.bovary%40yonville.example&sort=name&n=C-18571"
    assert parse_qsl(passing.blotted(address, mine)) == [("q", "…"), ("sort", "name"), ("n", "C-18571")]
    assert passing.names("q=Emma+B%C3%B4vary", mine)
    assert not passing.names("C-18571", mine)  # a longer reference is another


def test_a_place_kept_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="without a reason"):
        map.declare(
            map.Holding(
                name="x.Y", label="", data_class="public", purposes=(), basis="law", retention="log", links=("party",),
                erase="keep",
            )
        )  # fmt: skip
