"""Forms of the shell: sign-in and preferences."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail and password. The answer is the same for an unknown address and a wrong password."""

    username = forms.EmailField(label=_("Adresse e-mail"), max_length=254)
    password = forms.CharField(
        label=_("Mot de passe"), strip=False, max_length=1024, widget=forms.PasswordInput(render_value=False)
    )
    error_messages = {
        "invalid_login": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, ou demandez de l’aide à la personne "
            "qui administre votre espace."
        ),
        "inactive": _("Ce compte est fermé. Demandez de l’aide à la personne qui administre votre espace."),
        "too_many": _("Trop d’essais avec cette adresse. Réessayez dans %(minutes)s minutes."),
    }


class MannersForm(forms.ModelForm):
    """Name, language, theme and single keys of the signed-in person."""

    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)

    class Meta:
        model = get_user_model()
        fields = ["name", "language", "theme", "single_keys"]
        labels = {"name": _("Nom affiché"), "theme": _("Thème"), "single_keys": _("Raccourcis d’une seule touche")}
        help_texts = {
            "single_keys": _("J et K entre les fiches, G puis une lettre pour changer de page, « ? » pour la liste."),
        }


class PasswordForm(PasswordChangeForm):
    """The present password, then the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Mot de passe actuel"),
            "new_password1": _("Nouveau mot de passe"),
            "new_password2": _("Nouveau mot de passe, encore une fois"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = _("Dix caractères au moins ; une phrase convient très bien.")
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
