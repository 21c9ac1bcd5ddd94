"""The map: what is held about people, where, why, how long, how it is given out and how it goes.

A test fails when a table with a link to a party is not declared here, and another fills every column of every declared
place with a mark and looks for it everywhere after an erasure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy import columns
from cordiale.people.rights.classes import CLASSES

if TYPE_CHECKING:
    from cordiale.people.privacy.subjects import Subject

Words = str | Promise
Counter = Callable[[Sequence["Subject"]], int]
Rows = list[dict[str, Any]]
Files = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One place where personal data stands: a table by its model's label, or a store that counts, gives and erases.

    `links` are the columns that lead to a party (a foreign key, or its key). `erase`: "delete" removes the rows,
    "unlink" empties the link and the texts of `clears`, "keep" leaves all, and `why` says by what right. `given`: the
    person told us themselves (portability). `hidden` columns tell of somebody else, or of nobody: not given out.

    `texts` are columns that may name somebody though the row leads to nobody, or to somebody else (`passing`): rows
    `among` the given ones that name the person go whole ("delete"), or lose those values ("blot").
    """

    name: str
    label: Words
    data_class: str
    purposes: Sequence[str]
    basis: str
    retention: str
    links: Sequence[str] = ()
    given: bool = False
    recipients: Sequence[str] = ()
    hidden: Sequence[str] = ()
    clears: Sequence[str] = ()
    texts: Sequence[str] = ()
    passing: Literal["delete", "blot"] = "blot"
    among: Mapping[str, Any] = field(default_factory=dict)
    erase: Literal["delete", "unlink", "keep"] = "delete"
    why: Words = ""
    order: int = 100
    counts: Counter | None = None
    erases: Counter | None = None
    exports: Callable[[Subject], Rows] | None = None
    files: Callable[[Subject], Files] | None = None

    @property
    def is_table(self) -> bool:
        return bool(self.links or self.texts)

    @property
    def classes(self) -> list[str]:
        """The classes of what stands there, the least delicate first: `data_class` is what its texts may hold at worst,
        `columns` say what each column is."""
        held = columns.classes_in(self.name) | {self.data_class}
        return [data_class for data_class in CLASSES if data_class in held]


_holdings: dict[str, Holding] = {}


def declare(*holdings: Holding) -> None:
    """Add places to the map. Declaring a name again replaces it."""
    for one in holdings:
        if one.erase == "keep" and not one.why:
            raise ValueError(f"{one.name} is kept without a reason")
        if not one.is_table and (one.counts is None or one.exports is None):
            raise ValueError(f"{one.name} is neither a table nor a store that counts and gives")
        _holdings[one.name] = one


def every() -> list[Holding]:
    """All places, those that hang on others first."""
    from django.apps import apps

    present = [one for one in _holdings.values() if not one.is_table or apps.is_installed(_app(one))]
    return sorted(present, key=lambda one: (one.order, one.name))


def _app(holding: Holding) -> str:
    from django.apps import apps

    label = holding.name.partition(".")[0]
    return apps.get_app_config(label).name if label in apps.app_configs else label


PURPOSES: dict[str, Words] = {
    "service": _("Suivre la relation et répondre"),
    "sales": _("Vendre et livrer"),
    "marketing": _("Proposer, avec l’accord de la personne"),
    "analysis": _("Comprendre la clientèle, en chiffres"),
    "security": _("Protéger les données et prouver qui y a eu accès"),
    "law": _("Respecter la loi"),
}
BASES: dict[str, Words] = {
    "contract": _("contrat"),
    "consent": _("accord de la personne"),
    "interest": _("intérêt légitime"),
    "law": _("obligation légale"),
}
RETENTIONS: dict[str, Words] = {
    "relation": _("tant que dure la relation, puis le délai de la classe"),
    "recent": _("soixante jours, puis le lac seul"),
    "derived": _("recalculé\u00a0; disparaît avec ce dont il est tiré"),
    "files": _("quelques jours après la fin de l’import"),
    "session": _("jusqu’à la fin de la session"),
    "log": _("la durée du journal"),
    "handover": _("sept jours"),
    "proof": _("tant qu’il faut prouver que la demande a été suivie"),
}
RECIPIENTS: dict[str, Words] = {"team": _("l’équipe, selon ses rôles"), "hosting": _("l’hébergeur de la maison")}
