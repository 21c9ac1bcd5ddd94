"""The verbs of privacy and the guards of its addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.web import navigation

OFFICER = {"privacy": "all"}


def register() -> None:
    """Called once when the house opens."""
    _verbs()
    person = {"party": "key"}
    for name, get, post in (
        ("person", "privacy.read", ""), ("receipts", "privacy.read", ""), ("receipt", "privacy.read", ""),
        ("note", "", "request.record"),
        ("restrict", "", "person.restrict"), ("lift", "", "person.restrict"), ("object", "", "person.restrict"),
        ("hold", "", "person.hold"), ("release", "", "person.hold"), ("ask", "", "person.export"),
        ("take", "", "person.export"), ("plan", "", "erasure.plan"),
    ):  # fmt: skip
        rights.routes.guard(f"privacy:{name}", get=get, post=post, **person)
    for name, get, post in (
        ("home", "privacy.read", ""), ("register", "privacy.read", ""), ("register-csv", "privacy.read", ""),
        ("answer", "", "request.record"), ("erasure", "privacy.read", ""), ("execute", "", "erasure.execute"),
        ("approve", "", "erasure.approve"), ("drop", "", "erasure.plan"), ("retention", "", "retention.change"),
    ):  # fmt: skip
        rights.routes.guard(f"privacy:{name}", get=get, post=post)
    navigation.register(
        group="", key="privacy", label=_("Confidentialité"), icon="shield-check", url="privacy:home", order=910,
    )  # fmt: skip


def _verbs() -> None:
    add = rights.verbs.register
    add("privacy.read", label=_("Voir la confidentialité"), scoped=True, changes=False, grants=OFFICER)
    add("request.record", label=_("Noter une demande d’une personne"), scoped=True, grants=OFFICER)
    add("person.restrict", label=_("Limiter un traitement"), scoped=True, grants=OFFICER)
    add("person.hold", label=_("Bloquer un effacement"), scoped=True, grants=OFFICER)
    add(
        "person.export", label=_("Remettre ses données à une personne"), scoped=True, changes=False, sensitive=True,
        grants=OFFICER,
    )  # fmt: skip
    add("erasure.plan", label=_("Préparer un effacement"), scoped=True, grants=OFFICER)
    add("erasure.execute", label=_("Effacer pour toujours"), sensitive=True, grants=OFFICER)
    add("erasure.approve", label=_("Approuver un effacement"), sensitive=True, like="approval.give")
    add("retention.change", label=_("Changer un délai de conservation"), sensitive=True, grants=OFFICER)
