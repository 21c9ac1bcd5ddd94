"""Pages of the door: address and password, second factor, way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordiale.people.models import User
from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin import devices, door, guard, sessions
from cordiale.people.signin.factors import passkeys
from cordiale.people.signin.forms import CodeForm, SignInForm
from cordiale.people.signin.models import Factor
from cordiale.web.ways import way_back


def wrong() -> str:
    return _(
        "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, ou demandez de l’aide à la personne "
        "qui administre votre espace."
    )


def wrong_code() -> str:
    return _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et réessayez.")


def wrong_passkey() -> str:
    return _("Cette clé d’accès n’a pas pu être vérifiée. Réessayez, ou choisissez un autre moyen.")


def wait_said(seconds: int) -> str:
    """How long to wait, in words."""
    if seconds <= 90:
        return _("Trop d’essais. Réessayez dans %(seconds)s secondes.") % {"seconds": seconds}
    return _("Trop d’essais. Réessayez dans %(minutes)s minutes.") % {"minutes": -(-seconds // 60)}


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, answer: door.Answer | None) -> HttpResponse:
    """The page again after a try: 422 for a wrong one, 429 with the time to wait for one too many."""
    if answer is None:
        return render(request, template, context)
    if not answer.wait:
        return render(request, template, context, status=422)
    context["notice"] = wait_said(answer.wait)
    response = render(request, template, context, status=429)
    response["Retry-After"] = str(answer.wait)
    return response


def admit(request: HttpRequest, user: User, *, proof: str, second: bool, way: str) -> HttpResponse:
    """After a good proof: to the second factor if there is one, else in."""
    if not second and user.factors.exists():
        door.put_off(request, user, proof=proof, way=way)
        return redirect("signin:second")
    door.enter(request, user, proof=proof, second=second)
    response = redirect(way)
    devices.hand_over(request, response)
    return response


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password, or a passkey. What was typed is kept, except the password."""
    way = way_back(request)
    if request.user.is_authenticated:
        return redirect(way)
    if "credential" in request.POST:
        return _with_passkey(request, way=way)
    if request.method == "POST" and settings.PASSWORDS:
        return _with_password(request, way=way)
    why = request.session.get(guard.WHY, "")
    return _door(request, SignInForm(), notice=guard.said(why) if why else "")


def _door(request: HttpRequest, form: SignInForm, *, notice: str = "", answer: Any = None) -> HttpResponse:
    context = {
        "form": form, "notice": notice, "next": request.POST.get("next", request.GET.get("next", "")),
        "passwords": settings.PASSWORDS, "company_name": settings.OIDC.name if settings.OIDC else "",
    }  # fmt: skip
    return shown(request, "signin/sign_in.html", context, answer=answer)


def _with_password(request: HttpRequest, *, way: str) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _door(request, form, answer=door.Answer())
    given = form.cleaned_data
    answer = door.knock(request, address=given["username"], password=given["password"])
    if answer.user is not None:
        return admit(request, answer.user, proof="password", second=False, way=way)
    if not answer.wait:
        form.add_error(None, wrong())
    return _door(request, form, answer=answer)


def _with_passkey(request: HttpRequest, *, way: str) -> HttpResponse:
    answer = door.try_passkey(request, request.POST["credential"])
    if answer.user is not None:
        return admit(request, answer.user, proof="passkey", second=True, way=way)
    return _door(request, SignInForm(), notice=wrong_passkey(), answer=answer)


@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """A challenge for whoever is at the door, or for the one whose second factor is awaited."""
    return JsonResponse(passkeys.offer(request, door.awaited(request)))


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second factor of the person whose password was good."""
    user = door.awaited(request)
    if user is None:
        return redirect(settings.LOGIN_URL)
    form, answer = CodeForm(request.POST if "code" in request.POST else None), None
    if "credential" in request.POST:
        answer = door.try_passkey(request, request.POST["credential"], user=user)
    elif form.is_valid():
        answer = door.try_code(request, user, form.cleaned_data["code"])
    elif request.method == "POST":
        answer = door.Answer()
    if answer is not None and answer.user is not None:
        proof = "passkey" if "credential" in request.POST else "code"
        return admit(request, user, proof=proof, second=True, way=door.way_on(request))
    return _second_page(request, user, form=form, answer=answer)


def _second_page(request: HttpRequest, user: User, *, form: CodeForm, answer: door.Answer | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "has_passkey": user.factors.filter(kind=Factor.Kind.PASSKEY).exists()}
    if answer is not None and not answer.wait and "credential" in request.POST:
        context["notice"] = wrong_passkey()
    elif answer is not None and not answer.wait and form.is_valid():
        form.add_error("code", wrong_code())
    return shown(request, "signin/second.html", context, answer=answer)


@require_POST
def sign_out(request: SignedRequest) -> HttpResponse:
    """End this session."""
    sessions.close(request, request.user)
    return redirect(settings.LOGIN_URL)
