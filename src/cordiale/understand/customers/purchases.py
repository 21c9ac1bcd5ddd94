"""What a customer bought: their last orders, and the contracts their events tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cordiale.core.event import Event
from cordiale.understand.customers import articles, saying
from cordiale.understand.customers.articles import Articles

ORDERS = ("order.placed", "order.returned", "order.adjusted")
ENDS = ("contract.ended", "contract.cancelled")
CONTRACTS = ("order.placed", "contract.signed", "contract.renewed", *ENDS)
SHOWN = 6
ICONS = {
    "auto": "car", "habitation": "house", "prévoyance": "umbrella", "santé": "heart-handshake", "voyage": "compass",
    "entreprise": "building-2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One order or return of the panel."""

    reference: str
    text: str
    at: datetime
    amount: Decimal | None
    currency: str
    returned: bool


@dataclass(slots=True)
class Contract:
    """One contract as its events tell it: the last yearly payment, and whether it ended."""

    reference: str
    name: str = ""
    category: str = ""
    since: datetime | None = None
    paid_at: datetime | None = None
    premium: Decimal | None = None
    currency: str = ""
    ended_at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS.get(self.category, "file-text")


def orders(events: Sequence[Event], *, bought: Articles) -> tuple[list[Order], bool]:
    """The last orders (contract payments left to the contracts), and whether there are more."""
    kept = [event for event in events if event.kind in ORDERS and not event.data.get("contract")]
    told = []
    for event in kept[:SHOWN]:
        names = articles.names(bought, event)
        back = event.kind == "order.returned"
        text = saying.named(names) or saying.order(event).text
        told.append(Order(articles.reference(event), text, event.at, event.amount, event.currency, back))
    return told, len(kept) > SHOWN


def contracts(events: Sequence[Event], *, bought: Articles) -> list[Contract]:
    """Contracts in force first, those with the latest payment first."""
    held: dict[str, Contract] = {}
    for event in reversed(events):
        number = str(event.data.get("contract") or "")
        if number and event.kind in CONTRACTS:
            _take(held.setdefault(number, Contract(number)), event, bought=bought)
    return sorted(held.values(), key=lambda one: (one.ended_at is not None, -(one.paid_at or _DAWN).timestamp()))


_DAWN = datetime.fromisoformat("1970-01-02T00:00:00+00:00")


def _take(contract: Contract, event: Event, *, bought: Articles) -> None:
    """Add what one event says; the article paid for gives the name."""
    data = event.data
    line = next(iter(bought.get(articles.reference(event), [])), None)
    contract.name = (line.name if line else "") or contract.name or str(data.get("product") or "")
    contract.category = (line.category if line else "") or str(data.get("category") or "") or contract.category
    if event.kind in ENDS:
        contract.ended_at = event.at
        return
    contract.since = contract.since or event.at
    contract.ended_at = None
    if event.kind == "order.placed" and event.amount is not None:
        contract.paid_at, contract.premium, contract.currency = event.at, event.amount, event.currency


def yearly(held: Iterable[Contract]) -> tuple[Decimal, str] | None:
    """What the contracts in force bring a year, when all are in one currency."""
    running = [one for one in held if one.ended_at is None and one.premium is not None]
    currencies = {one.currency for one in running}
    if len(currencies) != 1:
        return None
    return sum((one.premium for one in running if one.premium is not None), Decimal(0)), currencies.pop()
