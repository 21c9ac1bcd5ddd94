"""The shell's own pages: sign-in, preferences, search, offline."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cordiale import __version__
from cordiale.web import attempts, manners, navigation, palette
from cordiale.web.forms import MannersForm, PasswordForm, SignInForm


def way_back(request: HttpRequest, *, otherwise: str = "/") -> str:
    """The page the form names in `next`, if it is one of ours."""
    following = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return following if ours else otherwise


class SignIn(LoginView):
    """The door. What was typed is kept, except the password."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @property
    def caller(self) -> dict[str, str]:
        return {"address": self.request.POST.get("username", ""), "machine": attempts.machine(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not attempts.too_many(**self.caller):
            return super().post(request, *args, **kwargs)
        form = SignInForm(request, initial={"username": self.caller["address"][:254]})
        minutes = attempts.WINDOW // 60
        notice = str(SignInForm.error_messages["too_many"]) % {"minutes": minutes}
        context = self.get_context_data(form=form, notice=notice)
        return self.render_to_response(context, status=429, headers={"Retry-After": str(attempts.WINDOW)})

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        attempts.succeeded(**self.caller)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        attempts.failed(**self.caller)
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(LogoutView):
    next_page = "web:sign-in"


def preferences(request: HttpRequest) -> HttpResponse:
    """Two forms on one page; the one that was sent is checked and kept as typed."""
    what = request.POST.get("what")
    manners_form = MannersForm(request.POST if what == "manners" else None, instance=request.user)
    password_form = PasswordForm(request.user, request.POST if what == "password" else None)
    if what == "manners" and manners_form.is_valid():
        user = manners_form.save()
        response = redirect("web:preferences")
        manners.remember(response, settings.LANGUAGE_COOKIE_NAME, user.language)
        manners.remember(response, manners.THEME_COOKIE, user.theme)
        with translation.override(user.language):
            messages.success(request, _("Vos préférences sont enregistrées."))
        return response
    if what == "password" and password_form.is_valid():
        update_session_auth_hash(request, password_form.save())
        messages.success(request, _("Votre mot de passe est changé. Vos autres sessions sont fermées."))
        return redirect("web:preferences")
    if what == "manners" and request.user.is_authenticated:
        request.user.refresh_from_db()  # the frame of the page shows what is kept, not what was refused
    context = {"manners_form": manners_form, "password_form": password_form}
    return render(request, "web/preferences.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, in this browser and on this account."""
    response = redirect(way_back(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        manners.remember(response, settings.LANGUAGE_COOKIE_NAME, code)
        manners.keep(request.user, language=code)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark from now on. The script has switched already and asks for no page."""
    silent = bool(request.headers.get("HX-Request"))
    response = HttpResponse(status=204) if silent else redirect(way_back(request))
    name = request.POST.get("theme", "")
    if name in manners.THEMES:
        manners.remember(response, manners.THEME_COOKIE, name)
        manners.keep(request.user, theme=name)
    return response


@require_GET
def palette_results(request: HttpRequest) -> HttpResponse:
    """The records for the palette, five of a kind."""
    found = palette.search(request.user, request.GET.get("q", "")[:100], limit=5)
    return render(request, "web/parts/palette_found.html", {"found": found})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The palette as a page, for those without script and for long answers."""
    text = request.GET.get("q", "")[:100].strip()
    pages = [entry for entry in navigation.entries(request.user) if text.lower() in str(entry.label).lower()]
    found = palette.search(request.user, text, limit=20)
    return render(request, "web/search.html", {"text": text, "found": found, "pages": pages})


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows without a network. The same for everybody."""
    response = render(request, "web/offline.html")
    response["Cache-Control"] = "no-cache"
    return response


SHELL_FILES = [
    "web/css/cordiale.css",
    "web/js/cordiale.js",
    "web/fonts/geist-latin.woff2",
    "web/icons/sprite.svg",
    "web/icons/mark.svg",
]


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it stands at the root because its reach is its folder."""
    page = "/hors-ligne/"
    files = [static(name) for name in SHELL_FILES]
    context = {"version": f"cordiale-{__version__}", "files": [*files, page], "offline": page}
    response = render(request, "web/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
