"""The first visit: company, first account, a sample to look at or one's own customers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cordiale.core.errors import Refusal
from cordiale.people import audit
from cordiale.people.models import User
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
        label=_("Mot de passe"), max_length=256, strip=False, widget=forms.PasswordInput(render_value=False)
    )
    begin = forms.ChoiceField(
        label=_("Pour commencer"),
        choices=[("own", _("Mes clients, à importer ensuite")), ("sample", _("Douze clients d’exemple, effaçables"))],
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """The only page that works without an account; it exists until there is one."""
    if not invitation.stands(token):
        raise Http404
    start = {**company.present(), "begin": "own"}
    form = FirstRunForm({**start, **request.POST.dict()} if request.method == "POST" else None, initial=start)
    for field, source in company.sources().items():
        form.fields[field].disabled = not source.changeable
    if form.is_bound and form.is_valid():
        set_up(token, form.cleaned_data)
        return redirect("signin:sign-in")
    return render(request, "house/first_run.html", {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic
def set_up(token: str, told: dict[str, Any]) -> User:
    """Make the first account, an owner, and the company. A refused password leaves the link as it was."""
    owner = accounts.create(email=told["email"], name=told["full_name"], password=told["password"], admin=True)
    if User.objects.exclude(pk=owner.pk).exists():
        raise LinkUsed
    audit.write(owner, "house.opened")
    company.change({field: told[field] for field in company.NAMES}, by=owner)
    if told["begin"] == "sample":
        tasks.load_sample.enqueue()
    if not invitation.use(token):
        raise LinkUsed
    return owner
