"""Pages of the service accounts: which programs work here in their own name, since when, and a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordiale.people import rights
from cordiale.people.rights.models import Role
from cordiale.people.signed_in import SignedRequest
from cordiale.project.api.access import accounts


class ProgramForm(forms.Form):
    """A program that is to work in its own name; its role only for those who may give roles."""

    name = forms.CharField(label=gettext_lazy("Nom du programme"), max_length=80)
    reason = forms.CharField(label=gettext_lazy("À quoi sert-il\u00a0?"), max_length=200)
    role = forms.ModelChoiceField(
        Role.objects.none(), label=gettext_lazy("Rôle"), required=False, to_field_name="key",
        empty_label=gettext_lazy("aucun pour le moment"), help_text=gettext_lazy("Il ne peut jamais plus que ce rôle."),
    )  # fmt: skip

    def __init__(self, *args: Any, gives_roles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Role.objects.filter(retired_at=None).exclude(code=rights.roles.OWNER)
        self.fields["role"].queryset = offered if gives_roles else Role.objects.none()  # type: ignore[attr-defined]


@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """Every service account, what it is for, its roles, when it was last used."""
    may_give, may_end = (rights.may(f"access.{verb}")(request.user) for verb in ("give", "end"))
    context = {"rows": accounts.every(), "may_give": may_give, "may_end": may_end, "days": accounts.UNUSED_FOR.days}
    return render(request, "api/programs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Open an account for a program."""
    form = ProgramForm(request.POST or None, gives_roles=bool(rights.allow(request.user, "role.give")))
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        made = accounts.create(name=told["name"], reason=told["reason"], role=told["role"], by=request.user)
        messages.success(
            request,
            _("Le compte de «\u00a0%(name)s\u00a0» est ouvert\u00a0: donnez-lui une clé.") % {"name": made.name},
        )
        return redirect("access:programs")
    return render(request, "api/new_program.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def suspend(request: SignedRequest, key: UUID) -> HttpResponse:
    """Let a program do nothing more."""
    gone = accounts.suspend(key, by=request.user)
    messages.success(
        request, _("Le compte de «\u00a0%(name)s\u00a0» est suspendu, ses clés sont fermées.") % {"name": gone.name}
    )
    return redirect("access:programs")


@require_POST
def reopen(request: SignedRequest, key: UUID) -> HttpResponse:
    """Let it work again, with new keys."""
    back = accounts.reopen(key, by=request.user)
    messages.success(
        request, _("Le compte de «\u00a0%(name)s\u00a0» est rouvert\u00a0: donnez-lui une clé.") % {"name": back.name}
    )
    return redirect("access:programs")
