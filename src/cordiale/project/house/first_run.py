"""The first visit: company, first account, a sample to look at or one's own customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from babel import Locale
from babel.numbers import get_territory_currencies
from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cordiale.core.errors import Refusal
from cordiale.people import audit, users
from cordiale.people.models import User
from cordiale.people.signin.views import entering
from cordiale.project import accounts, invitation
from cordiale.project.house import company, tasks
from cordiale.project.house.forms import CompanyForm


class LinkUsed(Refusal):
    """Somebody else was faster with the same link."""

    code = "link-used"
    sentence: ClassVar[str] = "Ce lien vient de servir. Connectez-vous avec le compte qui a été créé."


class FirstRunForm(CompanyForm):
    """The company's form, the first account, and what to begin with."""

    full_name = forms.CharField(label=_("Votre nom"), max_length=120)
    email = forms.CharField(label=_("Votre adresse e-mail"), max_length=254, validators=[validate_email])
    password = forms.CharField(
        label=_("Mot de passe"), max_length=256, strip=False, widget=forms.PasswordInput(render_value=False),
        help_text=_("Dix caractères au moins\u00a0; une phrase fait un bon mot de passe."),
    )  # fmt: skip
    begin = forms.ChoiceField(
        label=_("Pour commencer"),
        choices=[("own", _("Vos propres clients")), ("sample", _("Douze clients d’exemple"))],
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """The only page that works without an account; it exists until there is one."""
    if not invitation.stands(token):
        raise Http404
    where = company.sources()
    start = {**_guessed(request, where), "begin": "own"}
    form = FirstRunForm({**start, **request.POST.dict()} if request.method == "POST" else None, initial=start)
    for field, source in where.items():
        form.fields[field].disabled = not source.changeable
    if where["time_zone"].place == "default":
        form.fields["time_zone"].widget.attrs["data-own-zone"] = ""
    if form.is_bound and form.is_valid():
        owner = set_up(token, form.cleaned_data)
        return entering.admit(request, owner, proof="password", second=False, way="/")
    return render(request, "house/first_run.html", {"form": form}, status=422 if form.is_bound else 200)


def _guessed(request: HttpRequest, where: Mapping[str, company.Source]) -> dict[str, str]:
    """What nobody has said yet is proposed as the visitor's browser speaks: `fr-CH` gives Switzerland, francs."""
    told = company.present()
    spoken = next(iter(request.headers.get("Accept-Language", "").split(","))).partition(";")[0].strip()
    land = spoken.partition("-")[2].upper()
    guesses = {"name": "", "language": get_language() or told["language"]}
    if len(land) == 2 and land in Locale("en").territories:
        guesses["country"] = land
        guesses["currency"] = next(iter(get_territory_currencies(land)), told["currency"])
    return told | {field: value for field, value in guesses.items() if where[field].place == "default"}


@transaction.atomic
def set_up(token: str, told: dict[str, Any]) -> User:
    """Make the first account, an owner, and the company. A refused password leaves the link as it was."""
    owner = accounts.create(email=told["email"], name=told["full_name"], password=told["password"], admin=True)
    if User.objects.exclude(pk=owner.pk).exists():
        raise LinkUsed
    users.change_preferences(owner.key, language=told["language"])
    audit.write(owner, "house.opened")
    company.change({field: told[field] for field in company.NAMES}, by=owner)
    if told["begin"] == "sample":
        tasks.load_sample.enqueue()
    if not invitation.use(token):
        raise LinkUsed
    return owner
