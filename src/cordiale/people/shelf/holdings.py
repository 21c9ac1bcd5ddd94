"""What colleagues keep at hand, on the map of personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare

PLACES = {
    "shelf.Favourite": _("Favoris de l’équipe"),
    "shelf.Recent": _("Fiches ouvertes récemment"),
    "shelf.Follow": _("Fiches suivies par l’équipe"),
}


def declare() -> None:
    """Called once when the house opens."""
    for name, label in PLACES.items():
        _declare(
            Holding(
                name=name, label=label, data_class="public", purposes=("service",), basis="interest",
                retention="derived", recipients=("team",), links=("party",), hidden=("user",),
            )
        )  # fmt: skip
