"""The verbs of this room, and the guards of its addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.web import public


def register() -> None:
    """Called once when the house opens. Who may write notes may read files: both hold what no field policy knows."""
    rights.verbs.register(
        "file.read", label=_("Ouvrir un fichier joint"), scoped=True, changes=False, like="note.write",
        grants={"privacy": "all"},
    )  # fmt: skip
    rights.verbs.register("file.attach", label=_("Joindre un fichier"), scoped=True, like="note.write")
    rights.verbs.register("file.remove", label=_("Retirer un fichier"), scoped=True, like="party.change")
    rights.routes.guard("files:panel", get="file.read", party="key")
    rights.routes.guard("files:attach", post="file.attach", party="key")
    rights.routes.guard("files:open", get="file.read")
    rights.routes.guard("files:picture", get="file.read")
    rights.routes.guard("files:remove", post="file.remove")
    rights.routes.guard("files:put-back", post="file.remove")
    for name in ("files:signed", "files:signed-picture"):
        public.register(name, "On the files' own host there is no session; the address is signed for a minute.")
