"""The form of an application."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock
from cordiale.people import rights
from cordiale.project.api.screens.forms import DAYS
from cordiale.project.oauth import scopes
from cordiale.project.oauth.applications import Terms
from cordiale.project.oauth.models import Application

KINDS = [
    ("public", _("sur la machine de la personne, ou dans son navigateur : sans secret")),
    ("confidential", _("sur un serveur, qui peut garder un secret")),
]


class ApplicationForm(forms.Form):
    """Who it is, where answers go, the most it may ask for, how long."""

    name = forms.CharField(label=_("Nom de l’application"), max_length=80)
    reason = forms.CharField(
        label=_("À quoi sert-elle ?"), max_length=200, help_text=_("Chacun lira cette phrase avant d’accepter.")
    )
    home_page = forms.CharField(label=_("Adresse de son site"), max_length=200)
    kind = forms.ChoiceField(label=_("Où tourne-t-elle ?"), choices=KINDS, widget=forms.RadioSelect, initial="public")
    redirects = forms.CharField(
        label=_("Adresses de retour"), max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Une par ligne, en entier et à la lettre. Programme installé : http://127.0.0.1/retour."),
    )  # fmt: skip
    verbs = forms.MultipleChoiceField(label=_("Ce qu’elle peut demander"), widget=forms.CheckboxSelectMultiple)
    classes = forms.MultipleChoiceField(
        label=_("Ce qu’elle peut voir d’un client"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : rien de personnel. Jamais plus que la personne au nom de qui elle agit."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("Durée"), choices=DAYS, coerce=int, initial=365)
    calls_per_minute = forms.IntegerField(
        label=_("Appels par minute et par personne"), min_value=1, max_value=60_000, initial=600
    )
    rows_per_day = forms.IntegerField(
        label=_("Fiches lues par jour et par personne"), min_value=1, max_value=1_000_000, initial=10_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(name, rights.verbs.of(name).label) for name in scopes.VERBS]
        self.fields["verbs"].choices = offered  # type: ignore[attr-defined]
        self.fields["classes"].choices = [(name, rights.classes.CLASSES[name]) for name in scopes.CLASSES]  # type: ignore[attr-defined]

    @staticmethod
    def of(row: Application) -> dict[str, Any]:
        """What the form starts from when an application is changed."""
        scope = scopes.read(row.scope)
        return {
            "name": row.name, "reason": row.reason, "home_page": row.home_page, "redirects": "\n".join(row.redirects),
            "kind": "confidential" if row.confidential else "public", "verbs": sorted(scope.verbs),
            "classes": [name for name in scopes.CLASSES if name not in scope.levels],
            "calls_per_minute": row.calls_per_minute, "rows_per_day": row.rows_per_day,
        }  # fmt: skip

    def terms(self) -> Terms:
        """What was filled in."""
        told = self.cleaned_data
        return Terms(
            name=told["name"], reason=told["reason"], home_page=told["home_page"],
            redirects=told["redirects"].split(), confidential=told["kind"] == "confidential",
            scope=scopes.of(told["verbs"], told["classes"]), expires_at=clock.now() + timedelta(days=told["days"]),
            calls_per_minute=told["calls_per_minute"], rows_per_day=told["rows_per_day"],
        )  # fmt: skip
