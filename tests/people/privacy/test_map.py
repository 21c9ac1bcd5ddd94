"""Nothing that leads to a person stands outside of the map."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, UUIDField

from cordiale.people.models import Party
from cordiale.people.privacy import map, tables
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


def test_a_place_kept_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="without a reason"):
        map.declare(
            map.Holding(
                name="x.Y", label="", data_class="public", purposes=(), basis="law", retention="log", links=("party",),
                erase="keep",
            )
        )  # fmt: skip
