"""The interface as a whole: every router, how it describes itself, how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from cordiale.core.errors import Refusal
from cordiale.project.api import replies
from cordiale.project.api.access.principals import Principal
from cordiale.project.api.refusals import Invalid, Merged, Unreadable
from cordiale.project.api.resources import (
    about,
    audit,
    bulk,
    changes,
    consents,
    events,
    fields,
    files,
    history,
    imports,
    merging,
    notes,
    objects,
    parties,
    party_deeds,
    privacy,
    reach,
    relations,
    runs,
    shares,
    shelf,
    tags,
    tasks,
    team,
    views,
    webhooks,
)

VERSION = "1"
PREFIX = "api/v1"


class Bearer(HttpBearer):
    """For the description; the door recognised the caller before."""

    def __call__(self, request: HttpRequest) -> Principal | None:
        return getattr(request, "caller", None)

    def authenticate(self, request: HttpRequest, token: str) -> Principal | None:
        return getattr(request, "caller", None)


api = NinjaAPI(
    title="Cordiale",
    version=VERSION,
    description="The customer file for programs: the same verbs, rights and refusals as on the screens.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1-operations",
    auth=Bearer(),
)
for _name, _router in (
    ("", about.router),
    ("/parties", parties.router),
    ("/parties", party_deeds.router),
    ("/parties", reach.router),
    ("/parties", tags.router),
    ("/parties", relations.router),
    ("/parties", notes.router),
    ("/parties", consents.router),
    ("", bulk.router),
    ("", fields.router),
    ("", objects.router),
    ("", views.router),
    ("", tasks.router),
    ("", merging.router),
    ("", runs.router),
    ("", shelf.router),
    ("", shares.router),
    ("", history.router),
    ("", privacy.router),
    ("", events.router),
    ("", changes.router),
    ("", team.router),
    ("", webhooks.router),
    ("", files.router),
    ("", imports.router),
    ("", audit.router),
):
    api.add_router(_name, _router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    response = replies.problem(refusal)
    if isinstance(refusal, Merged):
        here, there = str(refusal.details["party"]), str(refusal.details["survivor"])
        response.headers["Location"] = request.get_full_path().replace(here, there, 1)
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Where and what, never the value: it may be a secret or a customer's."""
    told = [
        {"place": [str(part)[:60] for part in one.get("loc", ())], "code": str(one.get("type", "")), "say": _said(one)}
        for one in error.errors[:50]
    ]
    return replies.problem(Invalid(errors=told))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return replies.problem(Unreadable())


def _said(error: Mapping[str, Any]) -> str:
    return "" if error.get("type") == "value_error" else str(error.get("msg", ""))[:200]


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    from cordiale.project.api import describing

    return describing.document(api)
