"""Every page that the browser tests visit. A room that adds a screen adds a line here.

`path` is an address, or a function from what the fixture `needs` gives (a cast member, say) to an address. Each page
is tested with axe in both themes and at both widths, reflowed at 320 px in both languages, and read without scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from cordiale.people.rights import members


@dataclass(frozen=True, slots=True)
class Page:
    """`signed_in` is False for what strangers see; `ready` is a selector to wait for before looking.

    `role` is one that Figaro needs besides his own.
    """

    name: str
    path: str | Callable[[Any], str]
    needs: str = ""
    signed_in: bool = True
    ready: str = "h1"
    role: str = ""

    def address(self, request: pytest.FixtureRequest) -> str:
        if self.role:
            members.give(request.getfixturevalue("figaro"), self.role)
        if isinstance(self.path, str):
            return self.path
        return self.path(request.getfixturevalue(self.needs) if self.needs else None)


def of_party(name: str) -> Callable[[Any], str]:
    """The address of a view about a party."""
    return lambda party: reverse(name, kwargs={"key": party.key})


PAGES = [
    Page("sign-in", "/connexion/", signed_in=False),
    Page("offline", "/hors-ligne/", signed_in=False),
    Page("not-found", "/nulle-part/"),
    Page("forgotten", "/mot-de-passe/oublie/", signed_in=False),
    Page("preferences", "/preferences/"),
    Page("security", "/preferences/securite/"),
    Page("second-step-choice", "/preferences/securite/ajouter/"),
    Page("second-step-app", "/preferences/securite/application/"),
    Page("second-step-passkey", "/preferences/securite/cle/"),
    Page("confirm", "/confirmer/"),
    Page("search", "/recherche/?q=pr"),
    Page("gallery", "/galerie/"),
    Page("today-empty", "/"),
    Page("today", lambda bovary: "/", needs="bovary"),
    Page("customers-empty", "/clients/"),
    Page("customers", lambda bovary: "/clients/?kind=person&sort=-spent&spent_max=abc", needs="bovary"),
    Page("customers-none", lambda bovary: "/clients/?q=personne", needs="bovary"),
    Page("customers-board", "/clients/?layout=board&by=kind", needs="bovary"),
    Page("customers-columns", "/clients/?cols=name&cols=team&cols=language&cols=created&dense=1", needs="bovary"),
    Page("customers-display", "/clients/affichage/"),
    Page("customer-filters", "/clients/filtres/"),
    Page("customer", of_party("customers:page"), needs="bovary", ready="#timeline"),
    Page("customer-new", "/clients/nouveau/"),
    Page("customer-edit", of_party("customers:edit"), needs="bovary"),
    Page("customer-note", of_party("customers:note"), needs="bovary"),
    Page("customer-history", of_party("audit:history"), needs="bovary"),
    Page("customer-privacy", of_party("privacy:person"), needs="bovary", role="privacy"),
    Page("customer-receipts", of_party("privacy:receipts"), needs="bovary", role="privacy"),
    Page("journal", lambda bovary: "/reglages/journal/", needs="bovary", role="privacy"),
    Page("privacy", "/reglages/confidentialite/", role="privacy"),
    Page("register", "/reglages/confidentialite/registre/", role="privacy"),
    Page("customer-consents", of_party("customers:consents"), needs="bovary"),
    Page("customer-ties", lambda bovary: reverse("customers:relate", args=[bovary.key]) + "?q=e", needs="bovary"),
    Page(
        "merging",
        lambda two: (
            reverse("merging:merge") + "".join(f"{sign}party={one.key}" for sign, one in zip("?&", two, strict=True))
        ),
        needs="two_bovary",
    ),
    Page("tasks", "/taches/", needs="busy"),
    Page("task", lambda task: reverse("agenda:task", args=[task.key]), needs="busy"),
    Page("task-new", "/taches/nouvelle/"),
    Page("calendar-week", "/agenda/", needs="busy"),
    Page("calendar-month", "/agenda/?vue=mois", needs="busy"),
    Page("calendar-links", "/agenda/liens/"),
    Page("notices", "/notifications/", needs="busy"),
    Page("notices-wishes", "/notifications/reglages/"),
    Page("shelf", "/favoris/", needs="busy"),
    Page("team", "/reglages/equipe/"),
    Page("roles", "/reglages/equipe/roles/"),
    Page("teams", "/reglages/equipe/equipes/", role="administrator"),
    Page("territories", "/reglages/equipe/secteurs/", role="administrator"),
    Page("requests", "/reglages/equipe/demandes/"),
    Page("alerts", "/reglages/equipe/alertes/", role="privacy"),
    Page("accounts", "/equipe/comptes/", role="administrator"),
    Page("invite", "/equipe/inviter/", role="administrator"),
    Page("customer-readers", of_party("rights:readers"), needs="bovary"),
    Page("merging-find", of_party("merging:find"), needs="bovary"),
    Page("fields", "/reglages/champs/"),
    Page("field-new", "/reglages/champs/nouveau/"),
    Page("objects", "/reglages/objets/"),
    Page("object-new", "/reglages/objets/nouveau/"),
    Page(
        "customer-conditions",
        lambda bovary: "/clients/filtres/?f=spent:between:10:99,kind:one_of:person,any(city:is:Paris,last:older:30)",
        needs="bovary",
    ),
    Page("steering", "/pilotage/"),
    Page("imports", "/imports/"),
    Page("applications", "/reglages/applications/", role="integrator"),
    Page("application-new", "/reglages/applications/nouvelle", role="integrator"),
    Page(
        "application", lambda app: reverse("applications:one", args=[app.row.key]), needs="courrier", role="integrator"
    ),
    Page("application-asks", lambda app: app.asks(redirect_uri="http://127.0.0.1/retour"), needs="courrier"),
]
