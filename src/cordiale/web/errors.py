"""Error pages: what happened and what to do, in the reader's language. Named as handlers in the project's urls."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from cordiale.core.errors import Refusal
from cordiale.web import partial, refusals

SAID = {
    400: (
        _("Cette demande n’est pas lisible"),
        _("L’adresse ou le formulaire est abîmé. Revenez en arrière et recommencez."),
    ),
    403: (
        _("Cette page ne vous est pas ouverte"),
        _("Demandez l’accès à la personne qui administre votre espace."),
    ),
    404: (
        _("Cette page n’existe pas"),
        _("L’adresse est peut-être ancienne ou incomplète. La recherche vous aidera à retrouver ce que vous cherchez."),
    ),
    409: (
        _("Quelqu’un a été plus rapide"),
        _("Ce que vous vouliez changer a été changé entre-temps. Revenez en arrière et rechargez la page."),
    ),
}
EXPIRED = (
    _("Votre formulaire a expiré"),
    _("Revenez en arrière, rechargez la page et envoyez-le de nouveau."),
)


class NoSuchAddress(Refusal):
    code = "no_such_address"
    sentence = "Cette adresse n’existe pas dans l’interface des programmes."
    status = 404


def page(request: HttpRequest, status: int, *, said: tuple[object, object] | None = None) -> HttpResponse:
    """The page of one error; a card with a retry for a panel that htmx asked for."""
    if partial.wanted(request):
        return render(request, "web/parts/panel_lost.html", {"retry": request.get_full_path()}, status=status)
    title, advice = said or SAID[status]
    context = {"status": status, "title": title, "advice": advice}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or too old (CSRF_FAILURE_VIEW)."""
    return page(request, 403, said=EXPIRED)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refusals.problem(NoSuchAddress())
    return page(request, 404)


def conflict(request: HttpRequest) -> HttpResponse:
    """For views that find a stale copy: `return errors.conflict(request)`."""
    return page(request, 409)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug or an outage: needs neither the database nor the session nor a context processor."""
    with override(get_language() or settings.LANGUAGE_CODE):
        if partial.wanted(request):
            body = render_to_string("web/parts/panel_lost.html", {"retry": request.get_full_path()})
            return HttpResponse(body, status=500)
        return HttpResponse(render_to_string("web/broken.html", {"company": settings.COMPANY_NAME}), status=500)
