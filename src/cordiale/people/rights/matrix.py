"""The table of rights, as people read it and as `make proof` counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.rights import classes, roles, routes, verbs
from cordiale.people.rights.models import Role

SCOPE_WORDS: dict[str, str | Promise] = {
    "none": _("non"),
    "own": _("les siens"),
    "team": _("son équipe"),
    "territory": _("son secteur"),
    "all": _("tous"),
}
YES = _("oui")
ROOMS: dict[str, str | Promise] = {
    "party": _("Clients"),
    "note": _("Notes"),
    "consent": _("Accords"),
    "relation": _("Liens"),
    "file": _("Pièces jointes"),
    "task": _("Tâches"),
    "import": _("Imports"),
    "measure": _("Pilotage"),
    "role": _("Droits"),
    "team": _("Équipes"),
    "access": _("Accès des programmes"),
    "app": _("Applications"),
    "honey": _("Fiches témoins"),
    "alert": _("Alertes"),
    "approval": _("Demandes"),
    "privacy": _("Vie privée"),
    "audit": _("Journal"),
    "home": _("Espace"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may of one verb: the scope and its words."""

    scope: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One verb across the roles."""

    verb: verbs.Verb
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The verbs about one thing."""

    title: str | Promise
    lines: list[Line]


def cell(role: Role, verb: verbs.Verb) -> Cell:
    """How far a role goes with a verb, in words."""
    scope = role.scope(verb.name)
    return Cell(scope, SCOPE_WORDS[scope] if verb.scoped or scope == "none" else YES)


def chapters(shown: Sequence[Role]) -> list[Chapter]:
    """The verbs that roles decide, by what they are about, with a cell per role."""
    decided = [verb for verb in verbs.every() if not verb.everyone]
    order = list(ROOMS)
    decided.sort(key=lambda verb: (order.index(verb.room) if verb.room in order else len(order), verb.room, verb.name))
    return [
        Chapter(ROOMS.get(room, room), [Line(verb, [cell(role, verb) for role in shown]) for verb in inside])
        for room, inside in groupby(decided, key=lambda verb: verb.room)
    ]


def sight(shown: Sequence[Role]) -> list[tuple[str | Promise, list[str | Promise]]]:
    """How much each role sees of each class of data, in words; secrets are seen by nobody and left out."""
    return [
        (words, [classes.LEVEL_WORDS[role.level(data_class)] for role in shown])
        for data_class, words in classes.CLASSES.items()
        if data_class != "secret"
    ]


def count() -> dict[str, int]:
    """The size of the policy: routes, verbs, ready roles, fields, and the cells between them."""
    declared = sum(len(guard.methods) for guard in routes.every().values())
    fields = len(classes.known())
    return {
        "routes": len(routes.every()),
        "route_methods": declared,
        "verbs": len(verbs.every()),
        "ready_roles": len(roles.READY),
        "route_cells": declared * (len(roles.READY) + 1),
        "fields": fields,
        "field_cells": fields * len(roles.READY),
    }
