"""Where something is set: the pages of the house that one may open, and one's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people.models import User
from cordiale.project.house.templatetags.house import told
from cordiale.web import gate, navigation


@dataclass(frozen=True, slots=True)
class Place:
    """One page, with a line on what is there."""

    label: str | Promise
    told: str | Promise
    icon: str
    url: str

    @property
    def href(self) -> str:
        return reverse(self.url)


OWN = (
    Place(_("Préférences"), _("Nom, langue, fuseau horaire, thème, touches."), "settings", "signin:preferences"),
    Place(
        _("Sécurité de mon compte"), _("Mot de passe, clés, codes, sessions ouvertes."), "shield-check",
        "signin:security",
    ),
    Place(
        _("Mes notifications"), _("Ce qui m’est dit, le résumé par e-mail, les heures de silence."), "bell",
        "notices:wishes",
    ),
    Place(_("Mon agenda ailleurs"), _("Un lien pour le téléphone ou l’ordinateur."), "calendar", "agenda:links"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one title."""

    title: str | Promise
    places: Sequence[Place]


def found(user: User, asked: str = "") -> list[Group]:
    """The pages one may open; with words, those that have them all, accents aside."""
    pages = [Place(entry.label, told(entry), entry.icon, entry.url) for entry in navigation.settings_pages(user)]
    own = [place for place in OWN if gate.may_open(user, place.url)]
    words = plain(asked).split()
    told_groups = (Group(_("La maison"), _kept(pages, words)), Group(_("Pour vous"), _kept(own, words)))
    return [group for group in told_groups if group.places]


def _kept(places: Iterable[Place], words: list[str]) -> list[Place]:
    return [one for one in places if all(word in plain(f"{one.label} {one.told}") for word in words)]


def plain(text: str) -> str:
    """Small letters without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
