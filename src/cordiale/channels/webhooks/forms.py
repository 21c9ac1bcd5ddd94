"""The form of a new webhook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

TOPICS = [
    ("party.created", _("une fiche est créée")),
    ("party.updated", _("une fiche est modifiée")),
    ("party.archived", _("une fiche est archivée")),
    ("party.restored", _("une fiche est rétablie")),
    ("party.merged", _("une fiche est fusionnée")),
    ("party.erased", _("une fiche est effacée")),
    ("event.recorded", _("un fait est noté")),
]


class WebhookForm(forms.Form):
    """Where to, and what for."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    url = forms.CharField(
        label=_("Adresse à prévenir"), max_length=2000, help_text=_("Une adresse https publique."),
        widget=forms.URLInput,
    )  # fmt: skip
    whats = forms.MultipleChoiceField(
        label=_("Prévenir quand"), choices=TOPICS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tout."),
    )  # fmt: skip
    kinds = forms.CharField(
        label=_("Seulement ces faits"), required=False, max_length=400,
        help_text=_("Sortes de faits séparées par des virgules, comme order.placed. Vide : tous."),
    )  # fmt: skip
