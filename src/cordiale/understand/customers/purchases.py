"""What a customer bought: their last orders, and the contracts their events tell of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cordiale.core.event import Event
from cordiale.people import timeline
from cordiale.people.models import Party
from cordiale.understand.customers import saying
from cordiale.understand.profile.models import ProductSales

ORDERS = ("order.placed", "order.returned", "order.adjusted")
CONTRACTS = ("order.placed", "contract.signed", "contract.renewed", "contract.ended", "contract.cancelled")
SHOWN = 6
READ = 200
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


def orders(party: Party) -> tuple[list[Order], bool]:
    """The last orders (contract payments left to the contracts), and whether there are more."""
    found = timeline.of(party, limit=4 * SHOWN, kinds=ORDERS).events
    kept = [event for event in found if not event.data.get("contract")]
    told = []
    for event in kept[:SHOWN]:
        said = saying.order(event) if event.kind == "order.placed" else saying.returned(event)
        reference = str(event.data.get("order_ref") or event.subject or "")
        back = event.kind == "order.returned"
        told.append(Order(reference, said.text, event.at, event.amount, event.currency, back))
    return told, len(kept) > SHOWN or len(found) == 4 * SHOWN


def contracts(party: Party) -> list[Contract]:
    """Contracts in force first, those with the latest payment first."""
    held: dict[str, Contract] = {}
    for event in reversed(timeline.of(party, limit=READ, kinds=CONTRACTS).events):
        reference = str(event.data.get("contract") or "")
        if reference:
            _take(held.setdefault(reference, Contract(reference)), event)
    _name(held.values())
    return sorted(held.values(), key=lambda one: (one.ended_at is not None, -(one.paid_at or _DAWN).timestamp()))


_DAWN = datetime.fromisoformat("1970-01-02T00:00:00+00:00")


def _take(contract: Contract, event: Event) -> None:
    """Add what one event says."""
    data = event.data
    contract.name = str(data.get("name") or contract.name or data.get("product") or "")
    contract.category = str(data.get("category") or contract.category)
    if not contract.name and isinstance(lines := data.get("lines"), list) and lines:
        contract.name = str(lines[0].get("product") or "")
    if event.kind in ("contract.ended", "contract.cancelled"):
        contract.ended_at = event.at
        return
    contract.since = contract.since or event.at
    contract.ended_at = None
    if event.kind == "order.placed" and event.amount is not None:
        contract.paid_at, contract.premium, contract.currency = event.at, event.amount, event.currency


def _name(contracts: Collection[Contract]) -> None:
    """Put the product's own name and category where the events gave its code."""
    known = ProductSales.objects.filter(product__in={one.name for one in contracts}).order_by("snapshot_id")
    named = {code: (name, category) for code, name, category in known.values_list("product", "name", "category")}
    for contract in contracts:
        name, category = named.get(contract.name, ("", ""))
        contract.name = name or contract.name or contract.reference
        contract.category = contract.category or category


def yearly(held: Iterable[Contract]) -> tuple[Decimal, str] | None:
    """What the contracts in force bring a year, when all are in one currency."""
    running = [one for one in held if one.ended_at is None and one.premium is not None]
    currencies = {one.currency for one in running}
    if len(currencies) != 1:
        return None
    return sum((one.premium for one in running if one.premium is not None), Decimal(0)), currencies.pop()
