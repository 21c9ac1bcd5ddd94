"""What the shell's templates know on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cordiale.web import brand, manners, navigation, partial


def shell(request: HttpRequest) -> dict[str, Any]:
    """Theme, keys, company and its logo everywhere; the navigation only for signed-in people."""
    user = getattr(request, "user", None)
    if user is None:
        return {"company": settings.COMPANY_NAME, "logo": brand.logo()}
    known: dict[str, Any] = {
        "company": settings.COMPANY_NAME,
        "logo": None if partial.wanted(request) else brand.logo(),
        "theme": manners.theme_of(request),
        "single_keys": manners.single_keys_of(request),
        "languages": settings.LANGUAGES,
    }
    if user.is_authenticated and not partial.wanted(request):
        known["nav_groups"] = navigation.groups(user)
        known["nav_phone"] = [entry for entry in navigation.entries(user) if entry.phone][:4]
        known["nav_current"] = navigation.current(request)
    return known
