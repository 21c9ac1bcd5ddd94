"""Setting up a second factor: an authenticator app or a passkey."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people.signed_in import SignedRequest
from cordiale.people.signin import confirmation, sessions
from cordiale.people.signin.factors import books, passkeys, qr, totp
from cordiale.people.signin.forms import AppForm
from cordiale.people.signin.models import Factor
from cordiale.people.signin.views.entering import wrong_code, wrong_passkey
from cordiale.web.ways import way_back

SECRET = "signin.totp"


@require_GET
def set_up(request: SignedRequest) -> HttpResponse:
    """The choice: an app or a passkey. Where the company asks for a factor, nothing else is open before."""
    context = {"required": settings.MFA == "required" and not request.user.factors.exists(), "way": way_back(request)}
    return render(request, "signin/set_up.html", context)


@require_http_methods(["GET", "POST"])
def totp_new(request: SignedRequest) -> HttpResponse:
    """Show the secret as a QR code and as text, and take the first code."""
    if not confirmation.fresh(request):
        return confirmation.ask(request)
    secret = str(request.session.get(SECRET) or totp.new_secret())
    request.session[SECRET] = secret
    form = AppForm(request.POST or None, initial={"name": _("Mon téléphone")})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].replace(" ", "")
        factor = totp.add(request.user, secret=secret, code=code, name=form.cleaned_data["name"])
        if factor is not None:
            request.session.pop(SECRET)
            return _added(request, factor)
        form.add_error("code", wrong_code())
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"form": form, "qr": qr.svg(totp.uri(secret, user=request.user)), "secret": spaced}
    return render(request, "signin/totp.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def passkey_options(request: SignedRequest) -> HttpResponseBase:
    """What the browser needs to make a passkey."""
    if not confirmation.fresh(request):
        return confirmation.ask(request)
    return JsonResponse(passkeys.offer_new(request, request.user))


@require_http_methods(["GET", "POST"])
def passkey_new(request: SignedRequest) -> HttpResponse:
    """Make a passkey; the browser does the work, so this page needs its script."""
    if not confirmation.fresh(request):
        return confirmation.ask(request)
    context = {"name": _("Mon appareil")}
    if request.method == "POST":
        name = request.POST.get("name", "").strip() or context["name"]
        factor = passkeys.add(request, request.user, said=request.POST.get("credential", ""), name=name)
        if factor is not None:
            return _added(request, factor)
        context |= {"name": name, "notice": wrong_passkey()}
    return render(request, "signin/passkey.html", context, status=422 if request.method == "POST" else 200)


def _added(request: SignedRequest, factor: Factor) -> HttpResponse:
    """It stands. With the first one come the recovery codes, shown this once."""
    codes = books.added(request.user, factor)
    sessions.proved(request, second=True)
    if not codes:
        return redirect("signin:security")
    return render(request, "signin/codes.html", {"codes": codes, "way": "/"})
