"""The shell's own pages: search, language, theme, offline."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from cordiale import __version__
from cordiale.web import manners, navigation, palette
from cordiale.web.ways import way_back


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


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to install the site as an application."""
    sizes = [
        ("mark-192.png", "192x192", "any"),
        ("mark-512.png", "512x512", "any"),
        ("mark-mask.png", "512x512", "maskable"),
    ]
    told = {
        "id": "/",
        "name": settings.COMPANY_NAME,
        "short_name": settings.COMPANY_NAME[:12],
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf9f6",
        "theme_color": "#2e56d5",
        "icons": [
            {"src": static(f"web/icons/{name}"), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size, purpose in sizes
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


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
