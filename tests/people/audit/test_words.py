"""Every deed that any room writes has words in both languages, and can be asked for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from cordiale.people import audit, users
from cordiale.people.audit import words
from cordiale.people.rights import members

SOURCE = Path(__file__).parents[3] / "src/cordiale"
WRITERS = {("audit", "write"), ("chain", "append"), ("traces", "tell")}
PASSED_ON = {"people/audit/__init__.py", "people/signin/traces.py"}  # they are told the deed by whoever calls them


def written() -> Iterator[tuple[str, str]]:
    """Every deed in the source, with its file; one whose name is computed is told as it is written there."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    constants = {name: value for tree in trees.values() for name, value in _named(tree) if name.isupper()}
    for path, tree in trees.items():
        if (name := str(path.relative_to(SOURCE))) in PASSED_ON:
            continue
        known = constants | dict(_named(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _writes(node) and len(node.args) > 1:
                handed = _handed_on(tree, node.args[1])
                yield from ((deed, name) for told in handed for deed in _deeds(told, known))


def _writes(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and (func.value.id, func.attr) in WRITERS
    )  # fmt: skip


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What names stand for: constants of the module, and choices made just before."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        several = isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple)
        names = node.targets[0].elts if several else [node.targets[0]]
        values = node.value.elts if several else [node.value]
        for name, value in zip(names, values, strict=True):
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant | ast.IfExp):
                yield name.id, value


def _handed_on(tree: ast.Module, told: ast.expr) -> list[ast.expr]:
    """The deed itself, or what the module's functions are called with when they hand on a deed they were told."""
    if not isinstance(told, ast.Name):
        return [told]
    places = {
        node.name: [one.arg for one in node.args.args].index(told.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and told.id in [one.arg for one in node.args.args]
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [call.args[places[call.func.id]] for call in calls if call.func.id in places] or [told]


def _deeds(told: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(told, ast.IfExp):
        yield from (deed for one in (told.body, told.orelse) for deed in _deeds(one, known))
    elif isinstance(told, ast.Name) and told.id in known:
        yield from _deeds(known[told.id], known)
    else:
        yield told.value if isinstance(told, ast.Constant) else ast.unparse(told)


WRITTEN = sorted(set(written()))


@pytest.mark.parametrize(("deed", "where"), WRITTEN)
def test_every_deed_has_words_in_both_languages(deed, where):
    assert deed in words.DEEDS, f"{where} writes {deed}: name it in audit/words.py"
    with translation.override("fr"):
        french = words.deed(deed)
    with translation.override("en"):
        assert words.deed(deed) != french


def test_no_deed_is_named_that_nobody_writes():
    assert len(WRITTEN) > 100
    assert sorted(words.DEEDS.keys() - {deed for deed, _where in WRITTEN}) == []


@pytest.mark.django_db
def test_an_auditor_asks_for_a_deed_by_its_words(client, figaro):
    bartholo = users.create(email="bartholo@rivage.example", name="Bartholo", password="barbier-de-seville-1775")
    members.give(bartholo, "auditor")
    audit.write(figaro, "webhook.paused", subject="x", detail={"again": True, "roles": ["sales", "agent"]})
    client.force_login(bartholo)
    page = client.get(reverse("audit:journal"), {"what": "webhook.paused"}).content.decode()
    assert "Webhook mis en pause" in page
    assert "de nouveau oui · rôles sales, agent" in page
    assert '<optgroup label="Logiciels reliés">' in page
