"""The names of what was bought: one read of the lake for all the orders of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cordiale.core.event import Event
from cordiale.lake import history
from cordiale.lake.history import Line
from cordiale.people import lakehouse, timeline
from cordiale.people.models import Party

KINDS = ("order.placed", "order.returned")
Articles = Mapping[str, list[Line]]


def reference(event: Event) -> str:
    """The order's own reference."""
    return str(event.data.get("order_ref") or "")


def of(party: Party, events: Iterable[Event]) -> Articles:
    """The merchandise of every order among these events, by reference."""
    refs = {reference(event) for event in events if event.kind in KINDS} - {""}
    found: dict[str, list[Line]] = {}
    if not refs:
        return found
    also = list(timeline.family(party).values())
    for line in history.lines(lakehouse.lake(), party.key, order_refs=refs, also=also):
        found.setdefault(line.order_ref, []).append(line)
    return found


def names(bought: Articles, event: Event) -> list[str]:
    """The articles of one order, by name where there is one."""
    return [line.name or line.product for line in bought.get(reference(event), [])]
