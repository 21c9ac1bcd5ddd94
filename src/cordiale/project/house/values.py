"""Every setting in force: what it is, its value, where it was said. Secrets are never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale.project.environment import file_values
from cordiale.project.house.company import NAMES
from cordiale.project.house.labels import GROUPS
from cordiale.project.house.places import plain

SECRET = {
    "CORDIALE_SECRET_KEY", "CORDIALE_KEYRING_SECRET", "CORDIALE_OIDC_CLIENT_SECRET", "CORDIALE_LAKE_STORAGE",
    "CORDIALE_METRICS_TOKEN",
}  # fmt: skip
OWN = {"CORDIALE_SECRET_KEY", "CORDIALE_KEYRING_SECRET"}  # made once when nobody says them
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]*@")
PLACES: dict[str, str | Promise] = {
    "environment": gettext_lazy("machine"),
    "file": gettext_lazy("fichier de réglages"),
    "default": gettext_lazy("d’origine"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One setting. `place` is where it was said; `here` when the page of the company changes it."""

    name: str
    label: str
    shown: str
    place: str

    @property
    def said(self) -> str:
        """Where it comes from, in words."""
        return str(PLACES[self.place])

    @property
    def here(self) -> bool:
        return self.name in NAMES.values() and self.place != "environment"

    def matches(self, words: list[str]) -> bool:
        """Whether every word stands in its name, its label or its value."""
        text = plain(f"{self.name} {self.label} {self.shown}")
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together."""

    title: str
    values: list[Value]


def groups(asked: str = "") -> list[Group]:
    """Every setting by group; with words, those that have them all. A setting nobody gave a label stands last."""
    words, left = plain(asked).split(), dict(settings.SETTING_DEFAULTS)
    told = []
    for title, labels in GROUPS:
        inside = [_value(name, str(label), left.pop(name)) for name, label in labels.items() if name in left]
        told.append(Group(str(title), inside))
    told.append(Group(_("Autres"), [_value(name, name, default) for name, default in left.items()]))
    kept = [Group(group.title, [value for value in group.values if value.matches(words)]) for group in told]
    return [group for group in kept if group.values]


def every() -> Iterator[Value]:
    """Every setting, one after the other."""
    for group in groups():
        yield from group.values


def _value(name: str, label: str, default: str) -> Value:
    in_file = file_values(settings.DATA / "cordiale.env")
    place = "environment" if os.environ.get(name, "").strip() else "file" if in_file.get(name) else "default"
    given = {"environment": os.environ.get(name, ""), "file": in_file.get(name, "")}.get(place, default).strip()
    if name in SECRET:
        shown = _("défini, jamais montré") if given else _("fait par la maison") if name in OWN else ""
    else:
        shown = _PASSWORD.sub(r"\1:•••@", given)
    return Value(name, label, shown, place)
