"""The verbs on parties and on the shell's own pages, and the guards of the addresses of `web`, which lies below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordiale.people.rights import classes, deciding, routes, verbs
from cordiale.web import navigation, panels, public


def register() -> None:
    """Called once when the house opens."""
    _fields()
    _parties()
    _people()
    _shell()
    _screens()


def _fields() -> None:
    """What screens and programs show of a party beside the fields of the registry, which declare themselves."""
    classes.declare(tags="public", address="contact", given_name="contact", family_name="contact")
    classes.declare(note="contact", relation="contact", satisfaction="contact")
    classes.declare(contract="commercial", timeline="behavioural")


def _parties() -> None:
    verbs.register("party.read", label=_("Voir un client"), scoped=True, changes=False)
    verbs.register("party.create", label=_("Ajouter un client"))
    verbs.register("party.change", label=_("Corriger une fiche"), scoped=True)
    verbs.register("party.tag", label=_("Étiqueter un client"), scoped=True)
    verbs.register("party.assign", label=_("Confier un client"), scoped=True, bulk=1_000)
    verbs.register("party.archive", label=_("Archiver un client"), scoped=True, bulk=1_000)
    verbs.register("party.share", label=_("Partager un client"), scoped=True)
    verbs.register("party.explain", label=_("Savoir qui voit un client"), scoped=True, changes=False)
    verbs.register(
        "party.export", label=_("Exporter des clients"), scoped=True, changes=False, sensitive=True, bulk=10_000
    )
    verbs.register("relation.change", label=_("Lier deux clients"), scoped=True)
    verbs.register("note.write", label=_("Écrire une note"), scoped=True)
    verbs.register("consent.record", label=_("Noter un accord"), scoped=True)


def _people() -> None:
    verbs.register("role.read", label=_("Voir les droits de l’équipe"), changes=False)
    verbs.register("role.give", label=_("Donner un rôle"), sensitive=True)
    verbs.register("role.change", label=_("Changer un rôle"), sensitive=True)
    verbs.register("team.change", label=_("Tenir équipes et secteurs"))
    verbs.register("alert.read", label=_("Lire les alertes"), changes=False)
    verbs.register("honey.sow", label=_("Semer des fiches témoins"), grants={"privacy": "all"})
    verbs.register("approval.read", label=_("Voir les demandes des collègues"), changes=False, like="approval.give")
    verbs.register("approval.give", label=_("Approuver la demande d’un collègue"), sensitive=True)


def _shell() -> None:
    verbs.register("account.own", label=_("Régler ses préférences"), everyone=True)
    verbs.register("home.read", label=_("Ouvrir son espace"), changes=False)
    routes.guard("web:theme", post="account.own")
    routes.guard("web:gallery", get="account.own")
    routes.guard("web:search", get="home.read")
    routes.guard("web:palette", get="home.read")


def _screens() -> None:
    for name in ("people", "roles"):
        routes.guard(f"rights:{name}", get="role.read")
    routes.guard("rights:person", get="role.read", post="role.give")
    routes.guard("rights:role", get="role.read", post="role.change")
    for name in ("copy-role", "retire-role", "restore-role"):
        routes.guard(f"rights:{name}", post="role.change")
    for name in ("teams", "territories"):
        routes.guard(f"rights:{name}", get="role.read", post="team.change")
    for name in ("team", "dissolve-team", "territory", "erase-territory"):
        routes.guard(f"rights:{name}", post="team.change")
    routes.guard("rights:requests", get="approval.read")
    routes.guard("rights:requests-card", get="approval.give")
    panels.register(place="home", key="requests", title=_("Demandes à valider"), url="rights:requests-card", order=5)
    routes.guard("rights:answer", post="approval.give")
    routes.guard("rights:ask", post="home.read")
    routes.guard("rights:alerts", get="alert.read")
    routes.guard("rights:seen-alerts", post="alert.read")
    routes.guard("rights:sow", post="honey.sow")
    routes.guard("rights:readers", get="party.explain", party="key")
    for name in ("share", "end-share"):
        routes.guard(f"rights:{name}", post="party.share", party="key")
    navigation.register(
        group="settings-pages",
        key="rights",
        label=_("Équipe et droits"),
        icon="users-round",
        url="rights:people",
        order=80,
    )


def may_open(person: Any, url_name: str) -> bool:
    """Whether somebody may look at a page: what navigation and panels ask before they offer it."""
    if url_name in public.reasons():
        return True
    guard = routes.of(url_name)
    if guard is None or not guard.verb("GET"):
        return False
    return bool(deciding.allow(person, guard.verb("GET"), field=guard.field))
