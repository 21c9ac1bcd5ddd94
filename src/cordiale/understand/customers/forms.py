"""The forms of the customer pages: they read and check what was typed; the verbs do the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cordiale.people import identifiers
from cordiale.people.addresses import Place
from cordiale.people.fields.forms import controls
from cordiale.people.fields.forms import typed as typed_own
from cordiale.people.fields.models import CustomField
from cordiale.people.identifiers import Key
from cordiale.people.models import Address, Identifier, Party, User
from cordiale.people.rights.lens import Lens

LANGUAGES = [("", "—"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English"), ("it", "Italiano")]


WRITTEN = {  # which field of the policy each control writes
    "given_name": "given_name", "family_name": "family_name", "email": "email", "phone": "phone", "lines": "address",
    "postcode": "postcode", "city": "city", "country": "country", "language": "language", "born_on": "born_on",
}  # fmt: skip


class CustomerForm(forms.Form):
    """A person or an organisation: a name, how to reach them, where they live."""

    kind = forms.ChoiceField(label=_("Type"), choices=Party.Kind.choices, widget=forms.RadioSelect, initial="person")
    given_name = forms.CharField(label=_("Prénom"), max_length=100, required=False)
    family_name = forms.CharField(
        label=_("Nom"), max_length=100, required=False, help_text=_("Nom de famille, ou nom de l’organisation.")
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=40, required=False)
    lines = forms.CharField(label=_("Rue et numéro"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Code postal"), max_length=20, required=False)
    city = forms.CharField(label=_("Ville"), max_length=120, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Pays"), required=False, max_length=2, help_text=_("Deux lettres, comme FR ou CH.")
    )
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES, required=False)
    born_on = forms.DateField(
        label=_("Date de naissance"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[str, Any] = {}

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if typed and not identifiers.normalise(Identifier.Kind.PHONE, typed, region=settings.REGION).valid:
            raise forms.ValidationError(
                _("Ce numéro n’est pas complet. Écrivez-le comme 06 12 34 56 78 ou +41 79 123 45 67."), code="phone"
            )
        return typed

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean(self) -> dict[str, Any]:
        data = {**(super().clean() or {}), **self._kept}
        if not any(data.get(name) for name in ("given_name", "family_name", "email", "phone")) and not self.errors:
            raise forms.ValidationError(_("Donnez au moins un nom, un e-mail ou un téléphone."), code="empty")
        return data

    def open_to(self, writer: User) -> None:
        """Leave out what the writer may not write: it stays as the record says, and is not shown."""
        lens = Lens(writer)
        for name in [name for name, field in WRITTEN.items() if not lens.writes(field)]:
            del self.fields[name]
            self._kept[name] = self.initial.pop(name, None) or (None if name == "born_on" else "")

    def add_own(self, known: list[CustomField], held: Mapping[str, Any]) -> None:
        """The company's own fields, after the others."""
        self.fields.update(controls(known))
        self.initial.update({f"custom.{one.name}": typed_own(one, held.get(one.name)) for one in known})

    @property
    def own(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("custom.")]

    def told_own(self) -> dict[str, object]:
        """What was typed into the company's own fields, by their names."""
        return {name[7:]: value for name, value in self.cleaned_data.items() if name.startswith("custom.")}

    def names(self) -> dict[str, str]:
        """Given and family name of a person; the whole name of an organisation."""
        data = self.cleaned_data
        if data["kind"] == Party.Kind.ORGANISATION:
            return {"name": f"{data['given_name']} {data['family_name']}".strip()}
        return {"given_name": data["given_name"], "family_name": data["family_name"]}

    def given_keys(self) -> list[Key]:
        data = self.cleaned_data
        given = [(Identifier.Kind.EMAIL, data.get("email")), (Identifier.Kind.PHONE, data.get("phone"))]
        return [Key(kind, value) for kind, value in given if value]

    def place(self) -> Place | None:
        data = self.cleaned_data
        fields = {name: data.get(name, "") for name in ("lines", "postcode", "city", "country")}
        return Place(**fields) if any(fields.values()) else None

    @staticmethod
    def typed(party: Party, *, keys: list[Identifier], address: Address | None) -> dict[str, object]:
        """What the form shows of a party that exists."""
        whole = party.kind == Party.Kind.ORGANISATION or not (party.given_name or party.family_name)
        first = {kind: next((one.value for one in keys if one.kind == kind), "") for kind in Identifier.Kind.values}
        return {
            "kind": party.kind,
            "given_name": "" if whole else party.given_name,
            "family_name": party.name if whole else party.family_name,
            "email": first[Identifier.Kind.EMAIL],
            "phone": first[Identifier.Kind.PHONE],
            "language": party.language,
            "born_on": party.born_on,
            **{name: getattr(address, name, "") for name in ("lines", "postcode", "city", "country")},
        }


class NoteForm(forms.Form):
    """A note about a customer."""

    body = forms.CharField(
        label=_("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}), strip=True,
        help_text=_("Visible par toute l’équipe."),
    )  # fmt: skip
