"""Pages behind links sent by mail: a forgotten password, an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordiale.people.signin import callers, invitations, resets
from cordiale.people.signin.forms import AddressForm, JoinForm, NewPassword
from cordiale.people.signin.views.entering import admit


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer never says whether the address is known."""
    form = AddressForm(request.POST or None)
    if not settings.PASSWORDS:
        return redirect(settings.LOGIN_URL)
    if request.method == "POST" and form.is_valid():
        resets.ask(address=form.cleaned_data["email"], machine=callers.machine(request))
        return render(request, "signin/forgotten_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "signin/forgotten.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password; the second factor is asked for as at every sign-in."""
    wish = resets.find(token)
    form = NewPassword(request.POST or None, person=wish.user)
    if request.method == "POST" and form.is_valid():
        user = resets.carry_out(token, password=form.cleaned_data["new"])
        messages.success(request, _("Votre mot de passe est changé. Vos autres sessions sont fermées."))
        return admit(request, user, proof="link", second=False, way=settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "email": wish.user.email}
    return render(request, "signin/reset.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join: a name and a password; the second factor comes next where the company asks for one."""
    invitation = invitations.find(token)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = invitations.accept(token, name=given["name"], password=given["new"])
        return admit(request, user, proof="link", second=False, way=settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "invitation": invitation}
    return render(request, "signin/accept.html", context, status=422 if request.method == "POST" else 200)
