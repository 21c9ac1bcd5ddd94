"""Records of the company's own objects, on the map of personal data; values of fields stand on the party itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="fields.Record", label=_("Ce que le client a"), data_class="sensitive", purposes=("service",),
            basis="interest", retention="relation", recipients=("team", "hosting"), links=("party",), hidden=("of",),
        )
    )  # fmt: skip
