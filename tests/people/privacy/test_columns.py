"""Every column of every table that leads to a person has a data class, and the policy has one truth about it."""

import pytest

from cordiale.people.privacy import columns, map, tables
from cordiale.people.rights import classes

DECLARED = {one.name: one for one in map.every()}
TABLES = sorted(one.name for one in DECLARED.values() if one.is_table)


def told_of(name: str) -> set[str]:
    """The columns of a declared table that say something: not its own key, not what leads to the person."""
    leading = {link.partition("__")[0] for link in DECLARED[name].links}
    fields = tables.model_of(DECLARED[name])._meta.concrete_fields
    return {one.name for one in fields if not one.primary_key and one.name not in leading} - {"key"}


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_data_class(name):
    said = columns.of(name)
    assert set(said.values()) <= {*classes.CLASSES, columns.EACH}
    assert set(said) == told_of(name), f"say the class of each column of {name} in privacy/columns.py"


def test_only_declared_tables_are_classed():
    assert sorted(columns.COLUMNS) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_place_says_at_least_what_its_columns_hold(name):
    order = list(classes.CLASSES)
    shown = columns.classes_in(name) - {"secret"}  # shown to nobody, so there is no level to choose
    assert all(order.index(one) <= order.index(DECLARED[name].data_class) for one in shown), shown


@pytest.mark.parametrize("name", ["people.Party", "people.Address", "profile.Profile"])
def test_a_column_has_the_class_of_the_field_of_its_name(name):
    known, said = classes.known(), columns.of(name)
    same = {column: known[column] for column in said if column in known}
    assert len(same) > 3
    assert same == {column: said[column] for column in same}


def test_a_field_has_one_class():
    with pytest.raises(ValueError, match="another data class"):
        classes.declare(name="public")
    assert classes.of("name") == "contact"
