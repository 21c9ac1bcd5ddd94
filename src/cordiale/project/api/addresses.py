"""The addresses of the interface: which operation answers which method where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RegexPattern

from cordiale.core import heap

if TYPE_CHECKING:
    from ninja.operation import Operation


@dataclass(frozen=True)
class Address:
    """One address with its operations by method."""

    route: str
    operations: Mapping[str, Operation]

    def __call__(self, request: HttpRequest, **places: Any) -> HttpResponse:
        return cast(HttpResponse, self.operations[request.method or ""].run(request, **places))

    @property
    def name(self) -> str:
        """What the audit log calls it."""
        return "api/v1/" + self.route.replace("<uuidstr:", "<")

    @property
    def methods(self) -> list[str]:
        """What the Allow header says; HEAD wherever GET is."""
        return [*self.operations, *(["HEAD"] if "GET" in self.operations else []), "OPTIONS"]

    def parameters(self, method: str) -> frozenset[str]:
        """The names an address may carry after its question mark."""
        query = (one for one in self.operations[method].models if one.__ninja_param_source__ == "query")
        return frozenset(name for one in query for name in one.__ninja_flatten_map__)


@cache
def every() -> tuple[Address, ...]:
    """All addresses, in the order of the interface."""
    from ninja.utils import normalize_path, replace_path_param_notation

    from cordiale.project.api.interface import api

    found: dict[str, dict[str, Operation]] = {}
    for router in api._get_bound_routers():
        for place, view in router.path_operations.items():
            whole = "/".join(part for part in (router.prefix, place) if part)
            route = normalize_path(replace_path_param_notation(whole)).strip("/")
            for operation in view.operations:  # several modules may answer at one place, each for its methods
                found.setdefault(route, {}).update(dict.fromkeys(operation.methods, operation))
    heap.settle()  # the first call has loaded the whole interface
    return tuple(Address(route, operations) for route, operations in found.items())


@cache
def resolver() -> URLResolver:
    """Finds the address of a path."""
    patterns: list[URLPattern] = [path(address.route, address, name=address.name) for address in every()]
    return URLResolver(RegexPattern(r"^/"), patterns)
