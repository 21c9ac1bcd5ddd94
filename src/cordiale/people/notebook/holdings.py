"""Earlier texts and pins of notes, on the map of personal data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare


def declare() -> None:
    """Called once when the house opens."""
    common: dict[str, Any] = {
        "purposes": ("service",),
        "basis": "interest",
        "retention": "relation",
        "recipients": ("team", "hosting"),
    }
    _declare(
        Holding(
            name="notebook.NoteVersion", label=_("Ce que les notes disaient avant"), data_class="sensitive",
            links=("note__party",), order=90, **common,
        ),
        Holding(
            name="notebook.Pin", label=_("Notes épinglées"), data_class="public", links=("party",), order=90, **common
        ),
    )  # fmt: skip
