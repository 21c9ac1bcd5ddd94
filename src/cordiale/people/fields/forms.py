"""Forms made from definitions, and the forms that make definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.core.errors import Refusal
from cordiale.people.fields import definitions, values
from cordiale.people.fields.models import CustomField, ObjectType
from cordiale.people.rights.classes import CLASSES

Kind = CustomField.Kind


class Defined(forms.Field):
    """A control for a defined field; it reads and refuses as the verb does."""

    def __init__(self, one: CustomField) -> None:
        self.one = one
        widget, help_text = _widget(one), one.help
        super().__init__(label=one.label, required=one.required, widget=widget, help_text=help_text)

    def clean(self, value: object) -> object:
        try:
            values.demanded(self.one, values.read(self.one, value))
        except Refusal as refused:
            raise forms.ValidationError(str(_(refused.sentence)) % refused.details, code=refused.code) from None
        return value


_TYPES = {
    Kind.NUMBER: "text",
    Kind.MONEY: "text",
    Kind.DAY: "date",
    Kind.EMAIL: "email",
    Kind.PHONE: "tel",
    Kind.WEB: "text",
}


def _widget(one: CustomField) -> forms.Widget:
    match one.kind:
        case Kind.LONG_TEXT:
            return forms.Textarea(attrs={"rows": 3})
        case Kind.CHOICE:
            return forms.Select(choices=[("", "—"), *one.offered()])
        case Kind.FLAG:
            return forms.Select(choices=[("", "—"), ("1", _("oui")), ("0", _("non"))])
        case Kind.CHOICES:
            return forms.CheckboxSelectMultiple(choices=one.offered())
        case _:
            attrs = {"inputmode": "decimal"} if one.kind in (Kind.NUMBER, Kind.MONEY) else {}
            made = forms.TextInput(attrs=attrs)
            made.input_type = _TYPES.get(Kind(one.kind), "text")
            return made


def typed(one: CustomField, value: Any) -> Any:
    """A stored value as its control shows it."""
    if one.kind == Kind.FLAG:
        return "" if value is None else "1" if value else "0"
    return value if value is not None else ([] if one.kind == Kind.CHOICES else "")


def controls(known: Iterable[CustomField], *, prefix: str = "custom") -> dict[str, forms.Field]:
    """A control for each field, under the name its form uses."""
    return {f"{prefix}.{one.name}": Defined(one) for one in known}


class Filling(forms.Form):
    """Values of some defined fields."""

    def __init__(self, data: Any = None, *, known: Iterable[CustomField], held: Mapping[str, Any]) -> None:
        known = list(known)
        initial = {f"custom.{one.name}": typed(one, held.get(one.name)) for one in known}
        super().__init__(data, initial=initial)
        self.fields.update(controls(known))

    def told(self) -> dict[str, object]:
        """What was typed, by the names of the fields."""
        return {name.removeprefix("custom."): value for name, value in self.cleaned_data.items()}


class DefinitionForm(forms.Form):
    """A field being defined or revised; choices are written one a line, French | English."""

    label_fr = forms.CharField(label=_("Nom en français"), max_length=80, required=False)
    label_en = forms.CharField(label=_("Nom en anglais"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Ce qu’il contient"), choices=Kind.choices)
    options = forms.CharField(
        label=_("Choix"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=40_000,
        help_text=_("Un par ligne, avec l’anglais après une barre\u00a0: Appartement | Flat. L’ordre est gardé."),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Devise"), required=False, max_length=3, help_text=_("Trois lettres, comme EUR.")
    )
    help_fr = forms.CharField(label=_("Aide en français"), max_length=200, required=False)
    help_en = forms.CharField(label=_("Aide en anglais"), max_length=200, required=False)
    data_class = forms.ChoiceField(label=_("Qui peut le lire"), choices=list(CLASSES.items()))
    default = forms.CharField(
        label=_("Valeur de départ"), required=False, max_length=500,
        help_text=_("Ce que le formulaire propose pour une nouvelle fiche."),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Toujours demandé"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("label_fr") or data.get("label_en")):
            self.add_error("label_fr", _("Donnez un nom à lire, en français ou en anglais."))
        if data.get("kind") in definitions.CHOSEN and not self.chosen():
            self.add_error("options", _("Donnez au moins un choix."))
        elif data.get("default") and data.get("kind"):
            self._check_default(data)
        return data

    def _check_default(self, data: Mapping[str, Any]) -> None:
        """The default is read as the field itself would read it."""
        one = CustomField(kind=data["kind"], label_fr=str(self.fields["default"].label))
        if data["kind"] in definitions.CHOSEN:
            one.options = definitions.options_of(one, self.chosen())
        try:
            definitions.starting(one, data["default"])
        except Refusal as refused:
            self.add_error("default", str(_(refused.sentence)) % refused.details)

    def chosen(self) -> list[dict[str, str]]:
        """The choices as written; the key of a known one is found by its French words."""
        lines = [line for line in self.cleaned_data.get("options", "").splitlines() if line.strip()]
        pairs = [line.partition("|") for line in lines]
        known = {one["fr"]: one["key"] for one in self.initial.get("known", [])}
        told = [(french.strip(), english.strip()) for french, _bar, english in pairs]
        return [{"fr": french, "en": english, "key": known.get(french, "")} for french, english in told]

    def told(self) -> dict[str, Any]:
        names = ("label_fr", "label_en", "help_fr", "help_en", "data_class", "required", "currency", "default")
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def shown(one: CustomField) -> dict[str, Any]:
        """What the form shows of a field that exists."""
        lines = [
            f"{each['fr']} | {each['en']}" if each["en"] else each["fr"]
            for each in one.options
            if not each.get("retired")
        ]
        names = ("label_fr", "label_en", "kind", "help_fr", "help_en", "data_class", "required", "currency")
        told = {name: getattr(one, name) for name in names}
        return told | {"options": "\n".join(lines), "known": one.options, "default": _begins(one)}


def _begins(one: CustomField) -> str:
    """The default as it would be typed again."""
    return "" if one.default is None else values.exported(one, one.default)


class ObjectForm(forms.Form):
    """An object being defined or revised."""

    label_fr = forms.CharField(label=_("Nom en français"), max_length=80)
    plural_fr = forms.CharField(label=_("Au pluriel"), max_length=80)
    label_en = forms.CharField(label=_("Nom en anglais"), max_length=80, required=False)
    plural_en = forms.CharField(label=_("Pluriel en anglais"), max_length=80, required=False)
    icon = forms.ChoiceField(label=_("Dessin"), choices=[])
    many = forms.BooleanField(label=_("Un client peut en avoir plusieurs"), required=False, initial=True)

    ICONS: ClassVar[dict[str, str | Promise]] = {
        "layers": _("couches"), "car": _("voiture"), "truck": _("camion"), "house": _("maison"),
        "building-2": _("immeuble"), "store": _("boutique"), "package": _("colis"), "file-text": _("document"),
        "credit-card": _("carte"), "umbrella": _("parapluie"), "gem": _("bijou"), "key-round": _("clé"),
        "smartphone": _("téléphone"), "calendar": _("calendrier"), "heart-handshake": _("entraide"),
        "shield-check": _("protection"),
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["icon"].choices = list(self.ICONS.items())  # type: ignore[attr-defined]

    @staticmethod
    def shown(one: ObjectType) -> dict[str, Any]:
        return {name: getattr(one, name) for name in ("label_fr", "plural_fr", "label_en", "plural_en", "icon", "many")}
