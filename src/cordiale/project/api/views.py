"""The description of the interface, for generators and for the documentation page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordiale.project.api import interface, replies


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return replies.reply(interface.description())
