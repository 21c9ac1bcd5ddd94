"""What a refusal becomes: a notice inside the page, a page of its own, or problem+json (RFC 9457) for programs.

Views hold no try/except: a verb raises a `Refusal`, this middleware says it in the reader's language.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from cordiale.core.errors import Refusal
from cordiale.web import partial


def sentence(refusal: Refusal) -> str:
    """The refusal's sentence in the active language."""
    said = gettext(refusal.sentence)
    return said % refusal.details if refusal.details else said


def wants_json(request: HttpRequest) -> bool:
    """Programs say so in their Accept header or call an address under /api/."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)


def problem(refusal: Refusal) -> JsonResponse:
    """The refusal as problem+json: `type` is the code, `detail` the sentence, the details beside them."""
    details = {name: str(value) for name, value in refusal.details.items()}
    body = {
        "type": f"urn:cordiale:{refusal.code}",
        "title": refusal.code,
        "code": refusal.code,
        "status": refusal.status,
        "detail": sentence(refusal),
        **({"details": details} if details else {}),
    }
    return JsonResponse(body, status=refusal.status, content_type="application/problem+json")


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in the form the caller reads; the audit log recognises it by `refused_with`."""
    response = _answer(request, refusal)
    response.refused_with = refusal.code  # type: ignore[attr-defined]
    return response


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return problem(refusal)
    context: dict[str, str] = {"sentence": sentence(refusal), "code": refusal.code}
    if partial.wanted(request):
        response = render(request, "web/parts/refusal.html", context, status=refusal.status)
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    user = getattr(request, "user", None)
    context["frame"] = "web/page.html" if user and user.is_authenticated else "web/bare.html"
    return render(request, "web/refusal.html", context, status=refusal.status)


class RefusalMiddleware:
    """Turn a `Refusal` into an answer; any other exception stays loud."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refusal) else None
