"""Panels: pieces of a page that a room above it brings, loaded by URL.

    panels.register(place="customer", key="orders", title=_("Commandes"), url="profile:panel-orders", column="right",
                    order=20)

The page writes `{% panels "customer" column="right" key=party.key %}`; htmx loads each one, and without a script its
title is a link. The panel's view ends with `return panels.respond(request, "profile/orders.html", {...})`: a bare
card for htmx, a whole page for a link.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from cordiale.web import partial


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel: `url` is a view name taking `key` when the place is about a record; `lazy` waits for the scroll."""

    place: str
    key: str
    title: str | Promise
    url: str
    column: str = "right"
    order: int = 100
    lazy: bool = False

    def href(self, record: object = None) -> str:
        return reverse(self.url, kwargs={"key": record} if record is not None else None)


_panels: dict[tuple[str, str], Panel] = {}


def register(  # noqa: PLR0913 -- the fields of Panel, spelled out for those who register
    *,
    place: str,
    key: str,
    title: str | Promise,
    url: str,
    column: Literal["main", "right"] = "right",
    order: int = 100,
    lazy: bool = False,
) -> None:
    """Add a panel to a page. Registering a key again replaces it."""
    _panels[place, key] = Panel(place=place, key=key, title=title, url=url, column=column, order=order, lazy=lazy)


def at(place: str, *, column: str = "") -> list[Panel]:
    """The panels of a place (and column), in their order."""
    found = [panel for panel in _panels.values() if panel.place == place and column in ("", panel.column)]
    return sorted(found, key=lambda panel: (panel.order, panel.key))


def respond(request: HttpRequest, template: str, context: dict[str, Any], *, title: str = "") -> HttpResponse:
    """The card alone for htmx; inside a page of its own for a plain link."""
    if partial.wanted(request):
        return render(request, template, context)
    return render(request, "web/panel.html", {**context, "panel_template": template, "panel_title": title})
