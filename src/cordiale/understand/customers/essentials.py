"""The three key figures on top of a customer page, each with what it rests on, or that nothing was measured yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import fmean

from django.db.models import Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.understand.customers import saying
from cordiale.understand.profile.models import CountrySales, Period, Profile, Snapshot
from cordiale.web import charts, fmt

SURVEYS = 20
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Scale:
    """What the interval draws: a point, a range, a tick of reference, on a scale from zero."""

    value: float
    low: float
    high: float
    top: float
    reference: float | None = None
    tone: str = "accent"

    @property
    def drawing(self) -> SafeString:
        """The drawing alone; the same figures stand beside it in text."""
        return charts.interval(
            self.value, self.low, self.high, least=0, most=self.top, reference=self.reference, tone=self.tone
        )


@dataclass(frozen=True, slots=True)
class Essential:
    """One figure: its words, what is drawn, and the line that says what it is."""

    title: str
    big: str
    unit: str = ""
    sub: str = ""
    scale: Scale | None = None
    tone: str = ""
    badge: str = ""
    known: bool = True


def missing(title: str, why: str) -> Essential:
    return Essential(title, _("Pas encore mesuré"), sub=why, known=False)


def value(profile: Profile | None, *, average: Decimal | None = None) -> Essential:
    """What was bought in the last year of purchases, against the average customer of the last twelve months."""
    title = _("Dernière année d’achats")
    if profile is None or not profile.order_count or profile.last_order_at is None:
        return missing(title, _("Aucun achat connu."))
    count = fmt.number(profile.order_count)
    said = ngettext("%(count)s commande", "%(count)s commandes", profile.order_count) % {"count": count}
    whole = _("%(amount)s en tout, %(orders)s") % {"amount": fmt.money(profile.spent, profile.currency), "orders": said}
    spent = float(profile.year_value)
    if average is None:
        return Essential(title, fmt.money(profile.year_value, profile.currency), sub=whole)
    usual = _("moyenne des clients %(amount)s") % {"amount": fmt.money(average, profile.currency)}
    top = max(spent, float(average)) * 1.6 or 1.0
    scale = Scale(max(spent, 0.0), max(spent, 0.0), max(spent, 0.0), top, float(average))
    return Essential(title, fmt.money(profile.year_value, profile.currency), sub=f"{whole}, {usual}", scale=scale)


def rhythm(profile: Profile | None, *, now: datetime | None = None) -> Essential:
    """Days since the last purchase, against the range that is usual for this very customer."""
    title = _("Depuis le dernier achat")
    if profile is None or profile.last_order_at is None:
        return missing(title, _("Aucun achat connu."))
    days = max(0, int(((now or clock.now()) - profile.last_order_at).total_seconds() // DAY_S))
    unit = ngettext("jour", "jours", days)
    if profile.late_at is None or not profile.typical_gap_days:
        return Essential(title, fmt.number(days), unit, _("Son rythme sera connu au troisième achat."))
    gap = profile.typical_gap_days
    limit = (profile.late_at - profile.last_order_at).total_seconds() / DAY_S
    sub = _("achète tous les %(gap)s jours environ, en retard au-delà de %(limit)s jours") % {
        "gap": fmt.number(gap), "limit": fmt.number(limit),
    }  # fmt: skip
    tone = "neg" if profile.late else "accent"
    scale = Scale(days, 0, limit, max(days, limit) * 1.25, gap, tone)
    late = _("en retard") if profile.late else ""
    return Essential(title, fmt.number(days), unit, sub, scale, "neg" if profile.late else "", late)


def satisfaction(events: Sequence[Event]) -> Essential:
    """The last answer to a survey and the mean of the last ones; declared by the customer, never guessed."""
    title = _("Satisfaction")
    answers = [event for event in events if event.kind == "survey.answered"][:SURVEYS]
    scored = [(event, score) for event in answers if (score := saying.survey_score(event.data)) is not None]
    if not scored:
        return missing(title, _("Aucune réponse à une enquête."))
    (last, (points, best)), shares = scored[0], [10 * got / out_of for _event, (got, out_of) in scored]
    mean = fmean(shares)
    tone = "neg" if points / best <= 0.6 else ""
    return Essential(
        title, fmt.number(points), f"/{best}", _answers(last, shares, mean),
        Scale(10 * points / best, min(shares), max(shares), 10, mean if len(shares) > 1 else None, tone or "voice"),
        tone, _moved(scored),
    )  # fmt: skip


def _answers(last: Event, shares: list[float], mean: float) -> str:
    when = _("réponse %(day)s") % {"day": fmt.day(last.at)}
    if len(shares) == 1:
        return _("%(when)s, la seule connue") % {"when": when}
    kept = {"when": when, "n": len(shares), "mean": fmt.number(mean, 1)}
    return _("%(when)s, moyenne de ses %(n)s réponses %(mean)s sur 10") % kept


def _moved(scored: list[tuple[Event, tuple[int, int]]]) -> str:
    """How far the last answer is from the one before, on ten."""
    if len(scored) < 2:
        return ""
    last, before = (10 * got / best for _event, (got, best) in scored[:2])
    moved = round(last - before)
    return "" if not moved else fmt.number(moved, signed=True)


def average_year(currency: str) -> Decimal | None:
    """What a customer of the last twelve months bought on average, from the published figures."""
    snapshot = Snapshot.objects.filter(published_at__isnull=False).order_by("-published_at").values("pk")[:1]
    rows = CountrySales.objects.filter(snapshot__in=snapshot, period=Period.YEAR, currency=currency)
    sums = rows.aggregate(net=Sum("net"), customers=Sum("customers"))
    return sums["net"] / sums["customers"] if sums["customers"] else None


def of(profile: Profile | None, *, now: datetime | None) -> list[Essential]:
    """The two figures of the product database; satisfaction loads by itself, from the lake."""
    average = average_year(profile.currency) if profile is not None and profile.order_count else None
    return [value(profile, average=average), rhythm(profile, now=now)]
