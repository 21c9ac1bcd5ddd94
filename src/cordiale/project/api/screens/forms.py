"""The form of a new access."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.models import User
from cordiale.project.api.access.keys import Terms

DAYS = [(30, _("30 jours")), (90, _("90 jours")), (180, _("6 mois")), (365, _("un an"))]
SEEN = [
    ("", _("autant que son compte")),
    ("public", _("rien de personnel")),
    ("contact", _("les coordonnées, ni achats ni comportement")),
]
UP_TO: dict[str, dict[str, str]] = {
    "": {},
    "public": dict.fromkeys(("contact", "commercial", "behavioural", "sensitive"), "hidden"),
    "contact": dict.fromkeys(("commercial", "behavioural", "sensitive"), "hidden"),
}
OFFERED = (
    "party.read", "party.create", "party.change", "party.tag", "party.assign", "party.archive", "relation.change",
    "note.write", "consent.record", "event.record", "file.read", "file.attach", "file.remove", "change.read",
    "webhook.read", "webhook.change", "import.run", "team.read", "audit.read", "party.merge", "party.share",
    "history.read", "history.restore", "record.read", "record.change", "view.keep", "view.share", "task.own",
    "task.write", "shelf.own", "privacy.read", "request.record", "person.restrict",
)  # fmt: skip
"""What an operation asks for; other verbs belong to screens and would be a right nobody can use."""


class AccessForm(forms.Form):
    """Who it is for, what it may do, how far, how long. A key never goes further than the account it stands for."""

    name = forms.CharField(label=_("Nom du programme"), max_length=80)
    reason = forms.CharField(label=_("À quoi sert-il ?"), max_length=200)
    account = forms.ChoiceField(label=_("Au nom de"), help_text=_("Le programme ne peut jamais plus que ce compte."))
    verbs = forms.MultipleChoiceField(label=_("Ce qu’il permet"), widget=forms.CheckboxSelectMultiple)
    seen = forms.ChoiceField(label=_("Ce qu’il voit d’un client"), choices=SEEN, required=False)
    networks = forms.CharField(
        label=_("Depuis quelles adresses"), required=False,
        help_text=_("Réseaux séparés par des virgules, comme 192.0.2.0/24. Vide : de partout."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("Durée"), choices=DAYS, coerce=int, initial=90)
    calls_per_minute = forms.IntegerField(label=_("Appels par minute"), min_value=1, max_value=60_000, initial=600)
    rows_per_day = forms.IntegerField(
        label=_("Fiches lues par jour"), min_value=1, max_value=100_000_000, initial=100_000
    )

    def __init__(self, *args: Any, by: User, accounts: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(one.key): one for one in (by, *accounts)}
        named = [(key, one.name) for key, one in self.accounts.items() if one != by]
        self.fields["account"].choices = [(str(by.key), _("vous-même")), *named]  # type: ignore[attr-defined]
        offered = [(name, rights.verbs.of(name).label) for name in OFFERED]
        self.fields["verbs"].choices = offered  # type: ignore[attr-defined]

    @property
    def owner(self) -> User:
        """The account the program acts for."""
        return self.accounts[self.cleaned_data["account"]]

    def terms(self) -> Terms:
        """What was filled in."""
        told = self.cleaned_data
        return Terms(
            name=told["name"], reason=told["reason"], verbs=told["verbs"], levels=UP_TO[told["seen"]],
            networks=[one.strip() for one in told["networks"].split(",") if one.strip()],
            expires_at=_until(told["days"]), calls_per_minute=told["calls_per_minute"],
            rows_per_day=told["rows_per_day"],
        )  # fmt: skip


def _until(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
