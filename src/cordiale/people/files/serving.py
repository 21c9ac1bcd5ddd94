"""Handing a file out so that it cannot act: as a download, of no origin, from a host of its own when there is one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, TimestampSigner
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import reverse

from cordiale.people.files import pictures
from cordiale.people.files.models import Attachment
from cordiale.people.files.refusals import NoSuchFile

VALID_S = 60
POLICY = "default-src 'none'; sandbox"
_SALT = "cordiale.files"


def answer(row: Attachment) -> FileResponse:
    """The bytes as a download that no browser opens in place or guesses the type of."""
    if not default_storage.exists(row.stored):
        raise NoSuchFile
    response = FileResponse(default_storage.open(row.stored), content_type=row.kind)
    plain = row.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"
    response["Content-Length"] = str(row.size)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def picture(row: Attachment) -> FileResponse:
    """The bytes of a picture to be drawn in a page: still of no origin, and of the type its content has."""
    if not pictures.shown(row) or not default_storage.exists(row.stored):
        raise NoSuchFile
    with default_storage.open(row.stored) as content:
        if not pictures.drawable(content, media=row.kind):
            raise NoSuchFile
    response = answer(row)
    response["Content-Disposition"] = "inline"
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if settings.FILES_HOST else "same-origin"
    return response


def elsewhere(request: HttpRequest, row: Attachment, *, small: bool = False) -> str:
    """The address on the files' own host, good for a minute; empty when there is none."""
    if not settings.FILES_HOST:
        return ""
    token = TimestampSigner(salt=_salt(small)).sign(row.key.hex)
    scheme = "https" if request.is_secure() else "http"
    name = "files:signed-picture" if small else "files:signed"
    return f"{scheme}://{settings.FILES_HOST}{reverse(name, args=[token])}"


def _salt(small: bool) -> str:
    return f"{_SALT}.picture" if small else _SALT


def key_of(token: str, *, small: bool = False) -> UUID:
    """Whose file a signed address asks for; refused when it is not ours or too old."""
    try:
        return UUID(TimestampSigner(salt=_salt(small)).unsign(token, max_age=VALID_S))
    except (BadSignature, ValueError) as no:
        raise NoSuchFile from no


class FilesHostMiddleware:
    """On the files' own host nothing else is served: no page, no session, nothing a file could speak to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = settings.FILES_HOST and request.get_host() == settings.FILES_HOST
        if ours and not request.path.startswith("/fichiers/signes/"):
            return HttpResponseNotFound()
        return self.get_response(request)
