"""The verbs of this room, and the guards of its addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.web import public

OWN = ("mine", "today", "task", "calendar", "links", "add")
DEEDS = ("hand-over", "close", "reopen", "postpone", "remove", "put-back", "revoke", "reopen-link")


def register() -> None:
    """Called once when the house opens. What a task says may be delicate: it follows notes."""
    rights.verbs.register("task.own", label=_("Tenir ses tâches"), like="note.write")
    rights.verbs.register("task.write", label=_("Noter une tâche sur un client"), scoped=True, like="note.write")
    for name in OWN:
        post = "task.own" if name in ("task", "links", "add") else ""
        rights.routes.guard(f"agenda:{name}", get="task.own", post=post)
    for name in DEEDS:
        rights.routes.guard(f"agenda:{name}", post="task.own")
    rights.routes.guard("agenda:panel", get="task.write", party="key")
    rights.routes.guard("agenda:add-for", get="task.write", post="task.write", party="key")
    public.register("agenda:feed", "Calendar programs hold no session; the address is a secret of 256 bits, revocable.")
