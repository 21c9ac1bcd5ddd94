"""Who sees a customer, why, and with whom they are shared."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordiale.people import access
from cordiale.people.models import Party
from cordiale.people.rights import deciding, sharing
from cordiale.people.rights.forms import ShareForm
from cordiale.people.signed_in import SignedRequest


@require_safe
def readers(request: SignedRequest, key: UUID) -> HttpResponse:
    """Everybody who sees this customer, each with the reason; and the shares."""
    return _page(request, access.party_for(request.user, key), form=ShareForm())


def _page(request: SignedRequest, party: Party, *, form: ShareForm, status: int = 200) -> HttpResponse:
    context = {
        "party": party,
        "readers": sharing.readers(party),
        "shares": sharing.held(party),
        "form": form,
        "may_share": bool(deciding.allow(request.user, "party.share", party)),
    }
    return render(request, "rights/readers.html", context, status=status)


@require_POST
def share(request: SignedRequest, key: UUID) -> HttpResponse:
    """Show the customer to a person or a team."""
    party = access.party_for(request.user, key, verb="party.share")
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, party, form=form, status=422)
    given = form.cleaned_data
    sharing.share(
        party, may_change=given["may_change"], last_day=given["last_day"], reason=given["reason"], by=request.user,
        **form.grantee(),
    )  # fmt: skip
    messages.success(request, _("Le client est partagé."))
    return redirect("rights:readers", key)


@require_POST
def end(request: SignedRequest, key: UUID, share_key: UUID) -> HttpResponse:
    """Stop sharing."""
    party = access.party_for(request.user, key, verb="party.share")
    sharing.end(party, key=share_key, by=request.user)
    messages.success(request, _("Le partage a pris fin."))
    return redirect("rights:readers", key)
