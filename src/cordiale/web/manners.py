"""How the reader wants to be served: language, time zone, theme, keys; from the account, else cookie, else browser."""

from collections.abc import Callable, Iterator
from datetime import tzinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

THEME_COOKIE = "theme"
THEMES = ("", "light", "dark")
YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """The language of this request, always one of `LANGUAGES`."""
    known = {code for code, _ in settings.LANGUAGES}
    chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    if chosen in known:
        return str(chosen)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


def zone_of(request: HttpRequest) -> tzinfo:
    """Where the reader reads the clock: as the account says, else where the house stands."""
    return getattr(request.user, "zone", None) or timezone.get_default_timezone()


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or empty for what the system says."""
    if request.user.is_authenticated:
        return str(getattr(request.user, "theme", ""))
    cookie = request.COOKIES.get(THEME_COOKIE, "")
    return cookie if cookie in THEMES else ""


def single_keys_of(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "single_keys", True))


_keepers: list[Callable[..., object]] = []


def kept_by(keeper: Callable[..., object]) -> None:
    """Name the verb that keeps choices on an account: `keeper(key, language="en")`. Accounts live above this room."""
    _keepers[:] = [keeper]


def keep(user: AbstractBaseUser | AnonymousUser, **choices: str) -> None:
    """Keep choices on the account, when there is one."""
    if user.is_authenticated:
        for keeper in _keepers:
            keeper(getattr(user, "key"), **choices)  # noqa: B009 -- the account's class is not known here


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice for a year in this browser."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)


class MannersMiddleware:
    """Speak the reader's language and read the reader's clock during the request.

    Stands after the authentication, which knows the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone_of(request)):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _written(iter(response), language=language, zone=zone_of(request))
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def _written(pieces: Iterator[bytes], *, language: str, zone: tzinfo) -> Iterator[bytes]:
    """A file that is written while it is sent: long after the request, but in its language all the same."""
    with translation.override(language), timezone.override(zone):
        yield from pieces
