"""The verbs of the log and the guards of its addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.web import navigation

READERS = {"privacy": "all", "auditor": "all"}


def register() -> None:
    """Called once when the house opens."""
    rights.verbs.register("audit.read", label=_("Lire le journal"), changes=False, grants=READERS)
    rights.verbs.register("audit.prove", label=_("Vérifier le journal"), changes=False, grants=READERS)
    rights.verbs.register("audit.export", label=_("Exporter le journal"), changes=False, sensitive=True, grants=READERS)
    rights.verbs.register(
        "history.read", label=_("Lire l’historique d’une fiche"), scoped=True, changes=False, like="party.read"
    )
    rights.verbs.register("history.restore", label=_("Reprendre une valeur d’avant"), scoped=True, like="party.change")
    rights.routes.guard("audit:journal", get="audit.read")
    rights.routes.guard("audit:export", get="audit.export")
    rights.routes.guard("audit:prove", post="audit.prove")
    rights.routes.guard("audit:proof", get="audit.read")
    rights.routes.guard("audit:history", get="history.read", party="key")
    rights.routes.guard("audit:restore", post="history.restore", party="key")
    navigation.register(
        group="", key="journal", label=_("Journal"), icon="scroll-text", url="audit:journal", order=920,
    )  # fmt: skip
