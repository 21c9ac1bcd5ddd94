"""What the figures ask to decide this week: few lines, each computed, each opening the place to act."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from cordiale.steer.measures.defections import Defections
from cordiale.steer.measures.sales import Sales
from cordiale.understand.profile.models import Profile
from cordiale.web import fmt

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line: how urgent (`act`, `watch`, `ok`), what, why in figures, where."""

    tone: str
    icon: str
    text: str
    note: str
    href: str = ""


def read(*, sales: Sales | None, defections: Defections | None) -> list[Decision]:
    """The decisions in order of urgency."""
    found = [_late_and_valuable(sales.currency) if sales else None, _unknown_buyers(sales), _who_came_back(defections)]
    return [decision for decision in found if decision]


def _late_and_valuable(currency: str) -> Decision | None:
    late = Profile.objects.filter(late=True, currency=currency).order_by("-spent", "-party_id")
    best = list(late.values_list("spent", flat=True)[:MOST])
    if not best:
        return None
    spent = sum(best, Decimal(0))
    return Decision(
        tone="act",
        icon="triangle-alert",
        text=_("Prendre des nouvelles de %(count)s clients de valeur en retard") % {"count": fmt.number(len(best))},
        note=_("Ils ont dépensé %(spent)s en tout. Observé.") % {"spent": fmt.money_short(spent, currency)},
        href=f"{reverse('customers:list')}?late=1&sort=-spent",
    )


def _unknown_buyers(sales: Sales | None) -> Decision | None:
    """When a sizeable share of sales has no customer, knowing them comes before anything finer."""
    if sales is None or sales.now.net <= 0 or sales.now.anonymous / sales.now.net < Decimal("0.1"):
        return None
    return Decision(
        tone="watch",
        icon="users",
        text=_("Reconnaître les acheteurs inconnus"),
        note=_("%(share)s des ventes n’ont pas de client : %(amount)s. Observé.")
        % {
            "share": fmt.share(sales.now.anonymous / sales.now.net, 0),
            "amount": fmt.money_short(sales.now.anonymous, sales.currency),
        },
    )


def _who_came_back(defections: Defections | None) -> Decision | None:
    if defections is None or defections.returned is None:
        return None
    return Decision(
        tone="ok",
        icon="flask-conical",
        text=_("Garder un groupe témoin avant toute relance"),
        note=_("%(share)s des clients en retard sont revenus : sans groupe témoin, on ne sait pas grâce à quoi.")
        % {"share": fmt.share(defections.returned.value, 0)},
    )
