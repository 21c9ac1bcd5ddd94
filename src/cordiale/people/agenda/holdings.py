"""Tasks on the map of personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="agenda.Task", label=_("Tâches et rendez-vous"), data_class="sensitive", purposes=("service", "sales"),
            basis="interest", retention="relation", recipients=("team", "hosting"), links=("party",),
            hidden=("following", "by", "closed_by", "removed_at"), texts=("title", "details"),
            among={"party__isnull": True},
        )
    )  # fmt: skip
