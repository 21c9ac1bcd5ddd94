"""Who may do what, to whom, and see how much of it; deny by default (docs/rights.md).

    rights.require(request.user, "party.archive", party)
    rights.visible(Party.objects.all(), user)
    rights.level(user, "email")

Rooms register their verbs and guard their routes in `AppConfig.ready()`:

    rights.verbs.register("file.attach", label=_("Joindre un fichier"), like="party.change")
    rights.routes.guard("files:attach", get="file.read", post="file.attach", party="key")

This module is light on purpose: it is imported before Django's models are ready.
"""

from cordiale.people.rights import classes, roles, routes, verbs
from cordiale.people.rights.deciding import allow, covers, level, level_of_class, may, parts, reasons, require, visible
from cordiale.people.rights.refusals import NotAllowed
from cordiale.people.rights.verbs import Answer

__all__ = [
    "Answer",
    "NotAllowed",
    "allow",
    "classes",
    "covers",
    "level",
    "level_of_class",
    "may",
    "parts",
    "reasons",
    "require",
    "roles",
    "routes",
    "verbs",
    "visible",
]
