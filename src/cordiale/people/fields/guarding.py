"""The verbs of this room, the guards of its addresses, its places on other pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.web import navigation, panels

DEFINES = {"administrator": "all", "manager": "all"}


def register() -> None:
    """Called once when the house opens."""
    rights.verbs.register("field.read", label=_("Voir les champs définis"), changes=False, grants=DEFINES)
    rights.verbs.register("field.define", label=_("Définir des champs"), grants=DEFINES)
    rights.verbs.register("object.define", label=_("Définir des objets"), grants=DEFINES)
    rights.verbs.register("record.read", label=_("Voir les fiches d’un objet"), changes=False, like="party.read")
    rights.verbs.register("record.change", label=_("Tenir les fiches d’un objet"), scoped=True, like="party.change")
    _settings()
    _records()
    navigation.register(
        group="settings-pages", key="fields", label=_("Champs et objets"), icon="sliders-horizontal",
        url="fields:list", order=890,
        allowed=rights.may("field.read"),
    )  # fmt: skip
    panels.register(place="customer", key="fields", title=_("Vos champs"), url="fields:card", order=30)
    panels.register(place="customer", key="records", title=_("Ce que le client a"), url="fields:records-card", order=40)


def _settings() -> None:
    guard = rights.routes.guard
    for name in ("list", "usage"):
        guard(f"fields:{name}", get="field.read")
    for name in ("new", "field"):
        guard(f"fields:{name}", get="field.define", post="field.define")
    for name in ("retire", "restore", "move", "index"):
        guard(f"fields:{name}", post="field.define")
    guard("fields:objects", get="field.read")
    for name in ("new-object", "object"):
        guard(f"fields:{name}", get="object.define", post="object.define")
    for name in ("retire-object", "restore-object"):
        guard(f"fields:{name}", post="object.define")


def _records() -> None:
    guard = rights.routes.guard
    guard("fields:records", get="record.read")
    guard("fields:record", get="party.read", post="record.change")
    guard("fields:archive-record", post="record.change")
    guard("fields:card", get="party.read", post="party.change", party="key")
    guard("fields:records-card", get="party.read", party="key")
    guard("fields:new-record", get="record.change", post="record.change", party="key")
