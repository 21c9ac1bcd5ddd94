"""Step-up: asks again who is there, then goes on where the person was, with the form that was sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin import confirmation, door, sessions
from cordiale.people.signin.factors import passkeys
from cordiale.people.signin.forms import CodeForm
from cordiale.people.signin.models import Factor
from cordiale.people.signin.views.entering import shown, wrong_code, wrong_passkey


@require_http_methods(["GET", "POST"])
def confirm(request: SignedRequest) -> HttpResponse:
    """A passkey or a code for those who have one; else the password; else the company's own sign-in."""
    number = request.GET.get("demande", "")
    kinds = set(request.user.factors.values_list("kind", flat=True))
    answer = _try(request, has_factor=bool(kinds)) if request.method == "POST" else None
    if answer is not None and answer.user is not None:
        sessions.proved(request, second=bool(kinds))
        return go_on(request, number)
    context: dict[str, Any] = {
        "number": number, "has_factor": bool(kinds), "has_passkey": Factor.Kind.PASSKEY in kinds,
        "has_password": request.user.has_usable_password(), "code_form": CodeForm(),
        "company_name": settings.OIDC.name if settings.OIDC else "",
    }  # fmt: skip
    if answer is not None and not answer.wait:
        context["notice"] = _wrong(request)
    return shown(request, "signin/confirm.html", context, answer=answer)


def _try(request: SignedRequest, *, has_factor: bool) -> door.Answer:
    if "credential" in request.POST:
        return door.try_passkey(request, request.POST["credential"], user=request.user)
    if has_factor:
        return door.try_code(request, request.user, request.POST.get("code", "")[:40])
    return door.try_password(request.user, request.POST.get("password", "")[:1024])


def _wrong(request: SignedRequest) -> str:
    if "credential" in request.POST:
        return wrong_passkey()
    return wrong_code() if "code" in request.POST else _("Ce mot de passe n’est pas le bon.")


def go_on(request: SignedRequest, number: str) -> HttpResponse:
    """Back to the page; a form that was sent is shown with one button and sends itself where scripts run."""
    kept = confirmation.kept(request, number)
    if kept is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    confirmation.forget(request, number)
    if kept["sent"] is None:
        return redirect(kept["way"])
    return render(request, "signin/go_on.html", {"way": kept["way"], "sent": kept["sent"]})


@require_POST
def passkey_options(request: SignedRequest) -> JsonResponse:
    """A challenge for the person who is signed in."""
    return JsonResponse(passkeys.offer(request, request.user))
