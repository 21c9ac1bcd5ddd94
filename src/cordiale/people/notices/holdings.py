"""Notices on the map of personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="notices.Notice", label=_("Notifications de l’équipe"), data_class="contact", purposes=("service",),
            basis="interest", retention="derived", recipients=("team",), links=("party",),
            hidden=("user", "actor", "origin"), texts=("words",), passing="delete",
            among={"party__isnull": True},
        )
    )  # fmt: skip
