"""Whether the caller wants a piece of the page (htmx) or the whole of it."""

from django.http import HttpRequest


def wanted(request: HttpRequest) -> bool:
    """A piece: htmx asks and means to put it somewhere inside the page (htmx 4 says `full` for a whole body)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"
