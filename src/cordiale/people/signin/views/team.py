"""The accounts of the house and the invitations: for those who administer it.

The guard of addresses has asked for a fresh proof before the deeds that are `sensitive` (`powers`).
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin import accounts, invitations, powers
from cordiale.people.signin.factors import books
from cordiale.people.signin.forms import InviteForm
from cordiale.people.signin.models import Invitation


@require_GET
def team(request: SignedRequest) -> HttpResponse:
    """Who works here, who is invited."""
    page = accounts.page(after=request.GET.get("after", ""))
    context = {
        "people": page.rows, "following": page.following, "invitations": list(invitations.waiting()[:100]),
        "by_mail": settings.BY_MAIL,
    }  # fmt: skip
    return render(request, "signin/team.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: SignedRequest) -> HttpResponse:
    """Invite somebody; without a mail server the page shows the link to hand over."""
    initial = {"language": request.user.language, "email": request.GET.get("email", "")}
    form = InviteForm(request.POST or None, roles=powers.choices(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = invitations.invite(**form.cleaned_data, by=request.user)
        return _invited(request, made)
    return render(request, "signin/invite.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _invited(request: SignedRequest, invitation: Invitation) -> HttpResponse:
    context = {"invitation": invitation, "link": invitations.link(invitation), "by_mail": settings.BY_MAIL}
    return render(request, "signin/invited.html", context)


@require_POST
def resend(request: SignedRequest, key: UUID) -> HttpResponse:
    """Send an invitation again, with a new link."""
    return _invited(request, invitations.resend(key, by=request.user))


@require_POST
def cancel(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitations.cancel(key, by=request.user)
    messages.success(request, _("L’invitation est retirée."))
    return redirect("accounts:team")


@require_POST
def close(request: SignedRequest, key: UUID) -> HttpResponse:
    """Close an account: its sessions end at once."""
    closed = accounts.close(key, by=request.user)
    undo = reverse("accounts:reopen", args=[key])
    messages.success(request, _("Le compte de %(name)s est fermé.") % {"name": closed.name}, extra_tags=undo)
    return redirect("accounts:team")


@require_POST
def reopen(request: SignedRequest, key: UUID) -> HttpResponse:
    """Open a closed account again."""
    opened = accounts.reopen(key, by=request.user)
    messages.success(request, _("Le compte de %(name)s est de nouveau ouvert.") % {"name": opened.name})
    return redirect("accounts:team")


@require_POST
def set_back(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take the lost second factors of a colleague."""
    person = accounts.one(key)
    books.set_back(person, by=request.user)
    messages.success(request, _("%(name)s choisira un nouveau moyen de validation.") % {"name": person.name})
    return redirect("accounts:team")
