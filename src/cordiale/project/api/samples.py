"""For the documentation page: the operations in groups, each with an example of what to send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

DEEPEST = 6
BY_FORMAT = {"uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "date-time": "2026-11-22T09:30:00Z", "date": "1990-04-01"}
TEXTS = {
    "email": "emma@example.fr", "name": "Emma Bovary", "given_name": "Emma", "family_name": "Bovary",
    "value": "emma@example.fr", "url": "https://shop.example/hook", "kind": "call.made", "at": BY_FORMAT["date-time"],
    "currency": "", "country": "FR", "city": "Rouen", "postcode": "76000", "language": "fr", "issuer": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    told: str
    parameters: list[dict[str, Any]]
    body: str
    form: bool
    answers: list[tuple[str, str]]


def groups(document: dict[str, Any]) -> list[tuple[str, list[Operation]]]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found.setdefault((told.get("tags") or [""])[0], []).append(
                _operation(document, told, path=path, method=method)
            )
    return list(found.items())


def _operation(document: dict[str, Any], told: dict[str, Any], *, path: str, method: str) -> Operation:
    content = told.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    body = json.dumps(example(schema, document), indent=2, ensure_ascii=False) if schema else ""
    answers = [(status, _answer(answer)) for status, answer in told["responses"].items() if int(status) < 300]
    return Operation(
        id=told["operationId"], method=method.upper(), path=path, title=told.get("summary", ""),
        told=told.get("description", ""), parameters=[_parameter(one) for one in told.get("parameters", [])], body=body,
        form="multipart/form-data" in content, answers=answers,
    )  # fmt: skip


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one.get("schema", {})
    return {
        "name": one["name"], "place": one["in"], "required": one.get("required", False),
        "choices": schema.get("enum") or next((part["enum"] for part in schema.get("anyOf", []) if "enum" in part), []),
        "kind": schema.get("type", ""), "told": schema.get("description") or one.get("description", ""),
    }  # fmt: skip


def _answer(answer: dict[str, Any]) -> str:
    schema: dict[str, Any] = next((one.get("schema", {}) for one in answer.get("content", {}).values()), {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def example(schema: dict[str, Any], document: dict[str, Any], *, name: str = "", left: int = DEEPEST) -> Any:
    """A value that fits a schema: what it must hold, and what people usually send."""
    if left == 0:
        return None
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return example(named, document, name=name, left=left - 1)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], document, name=name, left=left)
    if schema.get("type") == "object":
        return {
            field: example(inner, document, name=field, left=left - 1)
            for field, inner in schema.get("properties", {}).items()
        }
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), document, name=name, left=left - 1)]
    return _single(schema, name)


def _single(schema: dict[str, Any], name: str) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    kind = schema.get("type")
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return schema.get("default", 1)
    return TEXTS.get(name, schema.get("default", "…"))
