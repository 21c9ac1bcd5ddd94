"""Forms of signing in and of one's preferences. They check; the verbs do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock
from cordiale.people.models import Team, User


def secret(label: Any, **more: Any) -> forms.CharField:
    """A password field; an enormous one is refused before it is hashed."""
    return forms.CharField(
        label=label, strip=False, max_length=1024, widget=forms.PasswordInput(render_value=False), **more
    )


class SignInForm(forms.Form):
    """E-mail and password. The answer is the same for an unknown address and a wrong password."""

    username = forms.EmailField(label=_("Adresse e-mail"), max_length=254)
    password = secret(_("Mot de passe"))


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=40, strip=True)


class NewPassword(forms.Form):
    """A new password, twice; checked against the rules with the person's own words in mind."""

    new = secret(_("Nouveau mot de passe"), help_text=_("Dix caractères au moins ; une phrase convient très bien."))
    again = secret(_("Nouveau mot de passe, encore une fois"))

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person or User()

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        password_validation.validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("Les deux mots de passe ne sont pas les mêmes."))
        return given


class PasswordForm(NewPassword):
    """The present password, then the new one twice."""

    old = secret(_("Mot de passe actuel"))
    field_order = ["old", "new", "again"]


class JoinForm(NewPassword):
    """What somebody who was invited tells of themselves."""

    name = forms.CharField(label=_("Votre nom"), max_length=120)
    field_order = ["name", "new", "again"]


class MannersForm(forms.Form):
    """Name, language, theme and single keys of the signed-in person."""

    name = forms.CharField(label=_("Nom affiché"), max_length=120)
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Fuseau horaire"),
        required=False,
        help_text=_("Les heures se lisent et se tapent ainsi, jusque dans l’agenda et le résumé par e-mail."),
    )
    theme = forms.ChoiceField(label=_("Thème"), choices=User.Theme.choices, required=False)
    single_keys = forms.BooleanField(
        label=_("Raccourcis d’une seule touche"),
        required=False,
        help_text=_("J et K entre les fiches, G puis une lettre pour changer de page, « ? » pour la liste."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house = _("Celui de l’entreprise (%(zone)s)") % {"zone": settings.TIME_ZONE.replace("_", " ")}
        self.fields["time_zone"].choices = [("", house), *((zone, zone.replace("_", " ")) for zone in clock.zones())]  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(label=_("Adresse e-mail"), max_length=254)


class InviteForm(forms.Form):
    """Who is invited, to which team and with which roles."""

    email = forms.EmailField(label=_("Adresse e-mail"), max_length=254)
    team = forms.ModelChoiceField(
        label=_("Équipe"), queryset=Team.objects.none(), required=False, to_field_name="key", empty_label=_("Aucune")
    )
    roles = forms.MultipleChoiceField(label=_("Rôles"), required=False, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Langue du message"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """What a second factor is called."""

    name = forms.CharField(label=_("Nom"), max_length=60)


class AppForm(NameForm):
    """A new authenticator app: its name and the first code it shows."""

    code = forms.CharField(label=_("Code affiché par l’application"), max_length=10, strip=True)
    field_order = ["code", "name"]
