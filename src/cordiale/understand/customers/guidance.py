"""What to do next with a customer, by a rule that can be read, never by a promise: no model runs yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale.core import clock
from cordiale.people import consents
from cordiale.people.models import Identifier, Party
from cordiale.understand.customers.agreements import CHANNELS
from cordiale.understand.profile.models import Profile
from cordiale.web import fmt

WAYS = (("phone", Identifier.Kind.PHONE, "tel:"), ("email", Identifier.Kind.EMAIL, "mailto:"))
PAUSE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Way:
    """A channel the rule may use, with the link that begins it."""

    channel: str
    label: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """The proposal of the rule, its reasons, the ways allowed, and what forbids the others."""

    title: str
    text: str
    reasons: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)
    proposes: bool = False


def of(party: Party, *, profile: Profile | None, keys: list[Identifier], now: datetime | None = None) -> Step:
    """ "Prendre des nouvelles" of somebody late against their own rhythm, by a channel they agreed to; else why not."""
    moment = now or clock.now()
    if party.archived_at is not None:
        return Step(_("Fiche archivée"), _("On ne sollicite pas une fiche archivée."))
    if profile is None or not profile.enough_history:
        return Step(
            _("Pas encore de proposition"),
            _("Il faut au moins trois achats pour connaître le rythme d’un client et voir qu’il s’éloigne."),
        )
    if not profile.late:
        return Step(_("Rien ne presse"), _("Ce client est dans son rythme. Aucune relance n’est utile."))
    ways, guards = _ways(party, keys)
    rested = profile.last_contact_at is None or (moment - profile.last_contact_at).days >= PAUSE_DAYS
    if not rested:
        guards.append(_("Dernier échange %(ago)s : laissez passer une semaine.") % {"ago": _ago(profile, moment)})
    if not ways or not rested:
        return Step(
            _("Ne pas solliciter pour l’instant"),
            _("Ce client est en retard, mais aucune sollicitation n’est permise ou bienvenue aujourd’hui."),
            reasons=_reasons(profile, moment),
            guards=guards,
        )
    return Step(
        _("Prendre des nouvelles"),
        _("Demander si tout va bien et ce qui a manqué, avant de proposer quoi que ce soit."),
        reasons=_reasons(profile, moment),
        ways=ways,
        guards=guards,
        proposes=True,
    )


def _ago(profile: Profile, now: datetime) -> str:
    return fmt.ago(profile.last_contact_at, now=now)


def _ways(party: Party, keys: list[Identifier]) -> tuple[list[Way], list[str]]:
    ways, guards = [], []
    for channel, kind, scheme in WAYS:
        key = next((one for one in keys if one.kind == kind and one.valid), None)
        allowed = consents.may(party, purpose="marketing", channel=channel).allowed
        if key is not None and allowed:
            label = _("Appeler") if channel == "phone" else _("Écrire")
            ways.append(Way(channel, label, "phone" if channel == "phone" else "send", f"{scheme}{key.normal}"))
        elif key is not None:
            guards.append(_("%(channel)s : sans accord pour être sollicité.") % {"channel": CHANNELS[channel]})
    return ways, guards


def _reasons(profile: Profile, now: datetime) -> list[str]:
    late = max(0, (now - profile.late_at).days) if profile.late_at else 0
    gap = int((profile.typical_gap_days or 0) + 0.5)
    reasons = [
        ngettext("En retard de %(count)d jour", "En retard de %(count)d jours", late) % {"count": late},
        ngettext("Achetait tous les %(count)d jour", "Achetait tous les %(count)d jours", gap) % {"count": gap},
    ]
    if profile.year_value > 0:
        spent = fmt.money(profile.year_value, profile.currency)
        reasons.append(_("%(amount)s dans sa dernière année d’achats") % {"amount": spent})
    return reasons
