"""The OpenAPI 3.1 document of the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import NinjaAPI

IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "description": "The same key with the same call gives the same answer for a day; nothing is done twice.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": '^(\\*|"[0-9]+-[0-9a-f]+")$'},
    "description": "The ETag read before: refused (412) when the record was changed since.",
}
GUARDED = {
    "change_party", "archive_party", "restore_party", "add_identifier", "remove_identifier", "put_address",
    "remove_address", "change_record",
}  # fmt: skip


_schemes: dict[str, Callable[[], dict[str, Any]]] = {}


def add_scheme(name: str, told: Callable[[], dict[str, Any]]) -> None:
    """Describe another way to be let in, beside the keys: whatever is shown at the door is a bearer's text."""
    _schemes[name] = told


def document(api: NinjaAPI) -> dict[str, Any]:
    """What the interface is, for people and for generators; the same bytes for the same code."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    told["servers"] = [{"url": "/"}]
    told["components"]["securitySchemes"] |= {name: scheme() for name, scheme in _schemes.items()}
    for place, methods in told["paths"].items():
        for method, operation in methods.items():
            _finish(operation, method=method, place=place)
    return told


def _finish(operation: dict[str, Any], *, method: str, place: str) -> None:
    operation["security"] = [*operation["security"], *({name: []} for name in _schemes)]
    parameters = operation.setdefault("parameters", [])
    if method != "get":
        parameters.append(IDEMPOTENCY)
    if operation["operationId"] in GUARDED:
        parameters.append(IF_MATCH)
    answers = operation["responses"]
    if not place.startswith("/api/v1/parties/{"):
        answers.pop("308", None)
    for status, answer in answers.items():
        if int(status) == 308:
            answer["description"] = "The record became part of another: the same call belongs there."
            answer["headers"] = {"Location": {"schema": {"type": "string"}}}
        if int(status) >= 300 and "content" in answer:
            answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
    if "{" not in place and "404" in operation["responses"]:
        del operation["responses"]["404"]
