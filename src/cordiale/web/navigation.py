"""The sidebar's entries, registered by each room in its `AppConfig.ready`.

navigation.register(group="understand", key="customers", label=_("Clients"), icon="users", url="customers:list",
                    shortcut="c", order=10)
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.web import gate

Group = Literal["", "listen", "understand", "serve", "prove", "settings", "settings-pages"]
SETTINGS_PAGES = "settings-pages"  # shown on the index of the settings, not in the sidebar
Person = AbstractBaseUser | AnonymousUser
GROUPS: dict[str, str | Promise] = {
    "": "",
    "listen": _("Écouter"),
    "understand": _("Comprendre"),
    "serve": _("Servir"),
    "prove": _("Prouver"),
    "settings": _("Maison"),
    SETTINGS_PAGES: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of the sidebar. `shortcut` is the letter after G; `phone` puts it in the bottom bar of a phone."""

    group: str
    key: str
    label: str | Promise
    icon: str
    url: str
    shortcut: str = ""
    order: int = 100
    phone: bool = False
    count: Callable[[Person], int] | None = None
    allowed: Callable[[Person], bool] | None = None
    told: str | Promise = ""

    @property
    def href(self) -> str:
        return _address(self.url)


@cache
def _address(url: str) -> str:
    """The address of a page without parameters: asked for several times on each page."""
    return reverse(url)


_entries: dict[str, Entry] = {}


def register(  # noqa: PLR0913 -- the fields of Entry, spelled out for those who register
    *,
    group: Group,
    key: str,
    label: str | Promise,
    icon: str,
    url: str,
    shortcut: str = "",
    order: int = 100,
    phone: bool = False,
    count: Callable[[Person], int] | None = None,
    allowed: Callable[[Person], bool] | None = None,
    told: str | Promise = "",
) -> None:
    """Add a page to the sidebar, the palette and the shortcuts. Registering a key again replaces it."""
    taken = {entry.shortcut: entry.key for entry in _entries.values() if entry.shortcut and entry.key != key}
    if shortcut in taken:
        raise ValueError(f"G {shortcut} already goes to {taken[shortcut]}")
    _entries[key] = Entry(
        group=group,
        key=key,
        label=label,
        icon=icon,
        url=url,
        shortcut=shortcut,
        order=order,
        phone=phone,
        count=count,
        allowed=allowed,
        told=told,
    )


def entries(user: Person) -> list[Entry]:
    """What this person may open, in the order of the sidebar."""
    order = list(GROUPS)
    open_to = [entry for entry in _entries.values() if gate.may_open(user, entry.url)]
    allowed = [entry for entry in open_to if entry.allowed is None or entry.allowed(user)]
    return sorted(allowed, key=lambda entry: (order.index(entry.group), entry.order, entry.key))


def settings_pages(user: Person) -> list[Entry]:
    """The pages of settings that this person may open: `group="settings-pages"`, with a line on what is there."""
    return [entry for entry in entries(user) if entry.group == SETTINGS_PAGES]


def groups(user: Person) -> list[tuple[str | Promise, list[Entry]]]:
    """The entries by group; a group without entries is left out."""
    mine = entries(user)
    found = [
        (title, [entry for entry in mine if entry.group == group])
        for group, title in GROUPS.items()
        if group != SETTINGS_PAGES
    ]
    return [(title, inside) for title, inside in found if inside]


def current(request: HttpRequest) -> str:
    """The key of the entry the page belongs to: the exact view first, else the room's first entry."""
    match = request.resolver_match
    if match is None:
        return ""
    exact = next((_shown(entry) for entry in _entries.values() if entry.url == match.view_name), "")
    if exact or not match.namespace:
        return exact
    room = [entry for entry in _entries.values() if entry.url.split(":")[0] == match.namespace]
    return _shown(min(room, key=lambda entry: entry.order)) if room else ""


def _shown(entry: Entry) -> str:
    """What the sidebar marks: a page of the settings is found under the settings."""
    return "settings" if entry.group == SETTINGS_PAGES else entry.key
