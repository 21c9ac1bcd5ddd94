"""The verb of this room, and the guards of its addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights

VERB = "party.merge"


def register() -> None:
    """Called once when the house opens."""
    rights.verbs.register(VERB, label=_("Réunir des fiches"), scoped=True, like="party.archive", grants=GRANTS)
    rights.routes.guard("merging:panel", get=VERB, party="key")
    rights.routes.guard("merging:find", get=VERB, party="key")
    rights.routes.guard("merging:merge", get=VERB, post=VERB, field="name")
    rights.routes.guard("merging:separate", post=VERB, field="name")
    rights.routes.guard("merging:doubles", get=VERB)
    rights.routes.guard("merging:review", get=VERB)
    rights.routes.guard("merging:look", post=VERB)
    rights.routes.guard("merging:chosen", post=VERB, field="name")
    rights.routes.guard("merging:apart", post=VERB, party="key")
    rights.routes.guard("merging:doubt", post=VERB, party="key")


GRANTS = {"service": "all", "sales": "team"}
