"""The company's form."""

from __future__ import annotations

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock

CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CAD", "DKK", "SEK", "NOK", "PLN", "CZK", "MAD", "TND", "XOF", "XAF", "JPY")


class CompanyForm(forms.Form):
    """Everything is chosen from lists but the name, so that nothing strange reaches the settings file."""

    name = forms.CharField(label=_("Nom de l’entreprise"), max_length=60)
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    currency = forms.ChoiceField(label=_("Monnaie"))
    country = forms.ChoiceField(label=_("Pays"))
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"))

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        locale = Locale(get_language() or "fr")
        money = {
            code: f"{locale.currencies.get(code, code)} ({code})"
            for code in sorted({*CURRENCIES, settings.CURRENCY, str(self.initial.get("currency", "EUR"))})
        }
        lands = {code: name for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()}
        self.fields["currency"].choices = list(money.items())  # type: ignore[attr-defined]
        self.fields["country"].choices = sorted(lands.items(), key=lambda one: one[1])  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in clock.zones()]  # type: ignore[attr-defined]
