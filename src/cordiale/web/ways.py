"""Where to go next: only ever to a page of our own."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, *, otherwise: str = "/") -> str:
    """The page the form or the address names in `next`, if it is one of ours."""
    following = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return following if ours and following.startswith("/") else otherwise
