"""One's own preferences and safety: manners, password, second factors, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people import users
from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin import confirmation, door, sessions, traces
from cordiale.people.signin.factors import books, recovery
from cordiale.people.signin.forms import MannersForm, NameForm, PasswordForm
from cordiale.people.signin.views.entering import wait_said
from cordiale.web import manners


@require_http_methods(["GET", "POST"])
def preferences(request: SignedRequest) -> HttpResponse:
    """Two forms on one page; the one that was sent is checked and kept as typed."""
    what = request.POST.get("what")
    user = request.user
    now = {"name": user.name, "language": user.language, "theme": user.theme, "single_keys": user.single_keys,
           "time_zone": user.time_zone}  # fmt: skip
    manners_form = MannersForm(request.POST if what == "manners" else None, initial=now)
    password_form = PasswordForm(request.POST if what == "password" else None, person=user)
    if what == "manners" and manners_form.is_valid():
        return _keep_manners(request, manners_form.cleaned_data)
    if what == "password" and password_form.is_valid() and _old_password_is_good(request, password_form):
        return _change_password(request, password_form.cleaned_data)
    context = {"manners_form": manners_form, "password_form": password_form, "passwords": user.has_usable_password()}
    return render(request, "signin/preferences.html", context, status=422 if request.method == "POST" else 200)


def _keep_manners(request: SignedRequest, given: dict[str, Any]) -> HttpResponse:
    user = users.change_preferences(request.user.key, **given)
    response = redirect("signin:preferences")
    manners.remember(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    manners.remember(response, manners.THEME_COOKIE, user.theme)
    with translation.override(user.language):
        messages.success(request, _("Vos préférences sont enregistrées."))
    return response


def _old_password_is_good(request: SignedRequest, form: PasswordForm) -> bool:
    answer = door.try_password(request.user, form.cleaned_data["old"])
    if answer.user is None:
        said = wait_said(answer.wait) if answer.wait else _("Le mot de passe actuel n’est pas le bon.")
        form.add_error("old", said)
    return answer.user is not None


def _change_password(request: SignedRequest, given: dict[str, Any]) -> HttpResponse:
    users.change_password(request.user.key, current=given["old"], new=given["new"])
    traces.tell(request.user, "password.changed")
    sessions.keep_only_this(request, request.user)
    messages.success(request, _("Votre mot de passe est changé. Vos autres sessions sont fermées."))
    return redirect("signin:preferences")


@require_GET
def security(request: SignedRequest) -> HttpResponse:
    """Second factors, recovery codes, sessions."""
    marks = sessions.Marks.of(request)
    context = {
        "factors": list(books.of(request.user)), "codes_left": recovery.left(request.user),
        "sessions": list(sessions.open_of(request.user)[:50]), "this": marks.row if marks else "",
        "required": settings.MFA == "required",
    }  # fmt: skip
    return render(request, "signin/security.html", context)


@require_http_methods(["GET", "POST"])
def rename_factor(request: SignedRequest, key: UUID) -> HttpResponse:
    """Give a second factor the name its owner knows it by."""
    factor = books.one(request.user, key=key)
    form = NameForm(request.POST or None, initial={"name": factor.name})
    if request.method == "POST" and form.is_valid():
        books.rename(request.user, key=key, name=form.cleaned_data["name"])
        return redirect("signin:security")
    status = 422 if request.method == "POST" else 200
    return render(request, "signin/rename.html", {"form": form, "factor": factor}, status=status)


@require_POST
def remove_factor(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take a second factor away."""
    if not confirmation.fresh(request):
        return confirmation.ask(request)
    books.remove(request.user, key=key)
    messages.success(request, _("Ce moyen de validation est retiré."))
    return redirect("signin:security")


@require_POST
def renew_codes(request: SignedRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    if not confirmation.fresh(request):
        return confirmation.ask(request)
    return render(request, "signin/codes.html", {"codes": books.renew_codes(request.user), "way": ""})


@require_POST
def end_session(request: SignedRequest, key: UUID) -> HttpResponse:
    """Close one of one's sessions."""
    sessions.end(request.user, key=key)
    messages.success(request, _("Cette session est fermée."))
    return redirect("signin:security")


@require_POST
def end_all(request: SignedRequest) -> HttpResponse:
    """Sign out everywhere else; this session goes on."""
    users.raise_epoch(request.user.key)
    traces.tell(request.user, "session.revoked")
    sessions.keep_only_this(request, request.user)
    messages.success(request, _("Toutes vos autres sessions sont fermées."))
    return redirect("signin:security")
