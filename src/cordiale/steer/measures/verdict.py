"""The sentence on top: the state of the relation in words, true to the intervals behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale.steer.measures.page import Page
from cordiale.steer.measures.sales import Sales
from cordiale.web import fmt


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`first` and `second` sentence of the title, then the line below it."""

    first: SafeString
    second: SafeString
    below: str


def of(page: Page) -> Verdict | None:
    """The verdict; None when nothing was sold in the window nor before it."""
    if page.sales is None:
        return None
    return Verdict(
        first=_first(page.sales, said=str(page.window.length.said)), second=_second(page), below=_below(page)
    )


def _first(sales: Sales, *, said: str) -> SafeString:
    amount = fmt.money_short(sales.now.net, sales.currency)
    change = sales.change
    if change is None:
        sentence = _("Les ventes font {amount} {window}.")
        return format_html(sentence, amount=_strong(amount), window=said)
    if change.low <= 0 <= change.high:
        sentence = _("Les ventes font {amount} {window}, stables à la marge près.")
        return format_html(sentence, amount=_strong(amount), window=said)
    moved = fmt.share(change.value, 0, signed=True)
    sentence = _("Les ventes font {amount} {window}, {change} sur la période d’avant.")
    return format_html(sentence, amount=_strong(amount), window=said, change=_strong(moved))


def _second(page: Page) -> SafeString:
    if page.loyalty is None:
        return SafeString("")
    kept = fmt.number(page.loyalty.kept.value * 100, 0)
    return format_html(_("{kept} nouveaux clients sur cent rachètent au troisième mois."), kept=_strong(kept))


def _below(page: Page) -> str:
    missing = len(page.missing)
    waiting = ngettext(
        "Une mesure sur six attend encore ses données.",
        "%(count)d mesures sur six attendent encore leurs données.",
        missing,
    ) % {"count": missing}
    if page.sales and page.sales.change:
        change = page.sales.change
        bounds = {"low": fmt.share(change.low, 1, signed=True), "high": fmt.share(change.high, 1, signed=True)}
        return _("Évolution entre %(low)s et %(high)s (intervalle à 95 %%).") % bounds + " " + waiting
    return waiting


def _strong(text: str) -> SafeString:
    return format_html("<em>{}</em>", text)
