"""What a party agreed to, channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Equals, Kind, Question
from cordiale.people.fields.builtin.asked import CHOSEN
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.registry import Actor, Asking, Field, Text
from cordiale.people.models import Consent


def fields() -> list[Field]:
    labels = {
        "email": _("Accord e-mail"), "phone": _("Accord téléphone"), "sms": _("Accord SMS"),
        "letter": _("Accord courrier"),
    }  # fmt: skip
    return [
        Field(
            name="consent" if channel == "email" else f"consent_{channel}", label=label, kind=Kind.CHOICE,
            icon="shield-check", data_class="public", lake="clear", group="reach", asked=CHOSEN, options=_agreements,
            keep=partial(_agreed, channel), fetch=partial(_agreements_of, channel),
        )
        for channel, label in labels.items()
    ]  # fmt: skip


def _agreements(_actor: Actor) -> list[tuple[str, Text]]:
    return [("granted", _("accordé")), ("refused", _("refusé ou retiré")), ("none", _("jamais demandé"))]


_STATES = {"granted": ("granted",), "refused": ("refused", "withdrawn", "expired")}


def _agreed(channel: str, question: Question, asking: Asking) -> Kept:
    """The last word about marketing by this channel; of several at one instant, the most protective holds."""
    kept = Q(pk__in=[])
    for value in question.values if isinstance(question, Equals) else ():
        kept |= _spoken(channel, str(value))
    return Kept(party=(kept,))


def _said(channel: str) -> QuerySet:
    return Consent.objects.filter(purpose=Consent.Purpose.MARKETING, channel__in=[channel, "all"])


def _last(channel: str) -> QuerySet:
    later = _said(channel).filter(party=OuterRef("party"), at__gt=OuterRef("at"))
    return _said(channel).filter(~Exists(later))


def _spoken(channel: str, value: str) -> Q:
    if value == "none":
        return ~Q(_same_party(_said(channel)))
    states = _STATES[value]
    spoken = Q(_same_party(_last(channel).filter(state__in=states)))
    if value == "granted":
        spoken &= ~Q(_same_party(_last(channel).exclude(state__in=states)))
    return spoken


def _same_party(rows: QuerySet) -> Exists:
    return Exists(rows.filter(party=OuterRef("pk")))


def _agreements_of(channel: str, pks: Sequence[int]) -> dict[int, object]:
    told: dict[int, object] = dict.fromkeys(pks, "none")
    for pk, state in _last(channel).filter(party__in=pks).order_by("party").values_list("party_id", "state"):
        told[pk] = "refused" if told[pk] == "refused" or state != "granted" else "granted"
    return told
