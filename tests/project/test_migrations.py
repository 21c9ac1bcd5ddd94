"""The release before runs on the shape of this one: new migrations only expand, and make their indexes online."""

import json

import pytest
from django.db import models
from django.db.migrations import operations as ops
from tools import released

from cordiale.jobs.migrating import AddIndexOnline

REMOVING = (ops.RemoveField, ops.RenameField, ops.AlterField, ops.DeleteModel, ops.RenameModel, ops.AlterModelTable)
NOTED = json.loads(released.NOTE.read_text())


def touched(label, operation):
    name = getattr(operation, "model_name", None) or getattr(operation, "old_name", None) or operation.name
    return f"{label}.{name.lower()}"


def fault(operation, *, label, contract):
    """What is wrong with one operation of a migration that came after the release; nothing for most."""
    if (
        not isinstance(operation, (*REMOVING, ops.AddField, ops.AddIndex))
        or touched(label, operation) not in NOTED["models"]
    ):
        return None
    if isinstance(operation, REMOVING) and not contract:
        return "breaks the release before: say `contract` and which release stopped using it"
    if isinstance(operation, ops.AddField):
        field = operation.field
        if not (field.null or field.has_db_default() or isinstance(field, models.ManyToManyField)):
            return "the release before inserts rows without it: null=True or db_default"
    if isinstance(operation, ops.AddIndex) and not isinstance(operation, AddIndexOnline):
        return "holds writers up on PostgreSQL: AddIndexOnline, atomic = False"
    return None


def test_migrations_since_the_release_only_expand():
    wrong = []
    for (label, name), migration in released.ours().items():
        if f"{label}.{name}" in NOTED["migrations"]:
            continue
        contract = getattr(migration, "contract", "")
        for operation in migration.operations:
            if said := fault(operation, label=label, contract=contract):
                wrong.append(f"{label}.{name}: {operation.describe()}: {said}")
    assert wrong == []


def test_no_released_migration_vanished():
    there = {".".join(key) for key in released.ours()}
    replaced = {".".join(key) for made in released.ours().values() for key in made.replaces}
    assert set(NOTED["migrations"]) <= there | replaced


@pytest.mark.parametrize(
    ("operation", "contract", "words"),
    [
        (ops.RemoveField("party", "name"), "", "contract"),
        (ops.RemoveField("party", "name"), "unused since 0.2", None),
        (ops.RenameField("party", "name", "called"), "", "contract"),
        (ops.AlterField("party", "name", models.CharField(max_length=3)), "", "contract"),
        (ops.DeleteModel("party"), "", "contract"),
        (ops.AddField("party", "rank", models.IntegerField(default=0)), "", "db_default"),
        (ops.AddField("party", "rank", models.IntegerField(db_default=0)), "", None),
        (ops.AddField("party", "rank", models.IntegerField(null=True)), "", None),
        (ops.AddIndex("party", models.Index(fields=["name"], name="i")), "", "AddIndexOnline"),
        (AddIndexOnline("party", models.Index(fields=["name"], name="i")), "", None),
        (ops.RemoveField("brandnew", "name"), "", None),
    ],
)
def test_the_rule_sees_what_breaks(operation, contract, words):
    said = fault(operation, label="people", contract=contract)
    assert said is None if words is None else words in said
