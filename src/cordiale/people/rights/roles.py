"""The ready roles: what each may do and see, said here once. A role of one's own starts as a copy of one of them.

A role's row in the database carries its name and who has it; what a ready role grants is always read from here, so an
upgrade cannot leave it behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.rights import verbs
from cordiale.people.rights.classes import CLASSES

OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A role that comes with the house. `scopes`: how far its verbs reach; `levels`: how much it sees by data class."""

    code: str
    name: str | Promise
    told: str | Promise
    scopes: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    def scope(self, verb: str, *, _seen: tuple[str, ...] = ()) -> str:
        """How far this role may go with a verb."""
        entry = verbs.of(verb)
        if entry.everyone or self.code == OWNER:
            return "all"
        scope = self.scopes.get(verb) or entry.grants.get(self.code, "")
        if not scope and entry.like and entry.like not in _seen:
            scope = self.scope(entry.like, _seen=(*_seen, verb))
        return scope if scope in ("", "none", "all") or entry.scoped else "all"

    def level(self, data_class: str) -> str:
        return self.levels.get(data_class, "hidden")


def _levels(*levels: str) -> dict[str, str]:
    """By class, in the order of `CLASSES`; a secret is shown to nobody."""
    return dict(zip(CLASSES, (*levels, "hidden"), strict=True))


def _up_to(scope: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, scope)


_DESK = ("party.change", "party.tag", "note.write", "relation.change", "consent.record")
READY = (
    Ready(
        code=OWNER,
        name=_("Propriétaire"),
        told=_("Peut tout, et donne les rôles."),
        levels=_levels("write", "write", "write", "write", "write"),
    ),
    Ready(
        code="administrator",
        name=_("Administration"),
        told=_("Tient les comptes, les rôles et les réglages\u00a0; ne voit aucun client."),
        scopes=_up_to("all", "home.read", "role.read", "role.give", "role.change", "team.change", "alert.read"),
        levels=_levels("read", "hidden", "hidden", "hidden", "hidden"),
    ),
    Ready(
        code="manager",
        name=_("Direction"),
        told=_("Voit et corrige tous les clients, les confie et les exporte."),
        scopes=_up_to(
            "all", "home.read", "measure.read", "measure.export", "import.run", "party.read", "party.create",
            "party.export", "party.archive", "party.assign", "party.share", "party.explain", "role.read",
            "approval.give", *_DESK,
        ),
        levels=_levels("write", "write", "write", "write", "write"),
    ),
    Ready(
        code="sales",
        name=_("Vente"),
        told=_("Suit les clients de son équipe et de son secteur."),
        scopes={
            **_up_to("all", "home.read", "party.create"),
            **_up_to("territory", "party.read", "note.write"),
            **_up_to("team", "party.change", "party.tag", "relation.change", "consent.record", "party.export"),
            **_up_to("own", "party.assign", "party.archive", "party.share"),
        },
        levels=_levels("write", "write", "write", "read", "hidden"),
    ),
    Ready(
        code="service",
        name=_("Service client"),
        told=_("Répond à tous les clients\u00a0; n’exporte rien."),
        scopes=_up_to("all", "home.read", "party.read", "party.create", *_DESK),
        levels=_levels("write", "write", "read", "read", "hidden"),
    ),
    Ready(
        code="marketer",
        name=_("Marketing"),
        told=_("Choisit à qui parler, sans voir les adresses."),
        scopes=_up_to("all", "home.read", "measure.read", "measure.export", "party.read", "party.tag"),
        levels=_levels("write", "masked", "read", "read", "hidden"),
    ),
    Ready(
        code="analyst",
        name=_("Analyse"),
        told=_("Étudie les chiffres et les clients sous pseudonyme."),
        scopes=_up_to("all", "home.read", "measure.read", "measure.export", "party.read", "party.export"),
        levels=_levels("read", "hidden", "read", "read", "hidden"),
    ),
    Ready(
        code="privacy",
        name=_("Protection des données"),
        told=_("Répond aux demandes des personnes, surveille les accès."),
        scopes=_up_to(
            "all", "home.read", "party.read", "party.export", "party.explain", "consent.record", "role.read",
            "alert.read", "approval.give",
        ),
        levels=_levels("write", "write", "read", "read", "write"),
    ),
    Ready(
        code="auditor",
        name=_("Contrôle"),
        told=_("Lit le journal et les droits, rien d’autre."),
        scopes=_up_to("all", "home.read", "role.read", "alert.read"),
        levels=_levels("read", "hidden", "hidden", "hidden", "hidden"),
    ),
    Ready(
        code="integrator",
        name=_("Intégration"),
        told=_("Relie les autres logiciels et fait entrer les fichiers."),
        scopes=_up_to("all", "home.read", "import.run", "party.create"),
        levels=_levels("write", "hidden", "hidden", "hidden", "hidden"),
    ),
)  # fmt: skip
BY_CODE = {role.code: role for role in READY}
