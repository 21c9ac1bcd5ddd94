"""The description of the interface, for generators and for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordiale.project.api import replies


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    from cordiale.project.api import interface  # loads every operation; a screen does not need them

    return replies.reply(interface.description())


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and a form to try it."""
    from cordiale.project.api import interface, samples

    return render(request, "api/documentation.html", {"groups": samples.groups(interface.description())})
