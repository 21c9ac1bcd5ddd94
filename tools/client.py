"""The typed Python client: `python -m tools.client [write | check]`.

`clients/python/cordiale_client.py` is one file of the standard library only, made from the OpenAPI document: a
dataclass per shape, a method per operation. `check` fails when it is not what the interface says now.
"""

from __future__ import annotations

import keyword
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "clients/python/cordiale_client.py"
KERNEL = ROOT / "tools/client_kernel.py"
MARK = "# --- generated from openapi.json ---"
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"uuid": "UUID", "date-time": "datetime", "date": "date", "binary": "bytes"}


def text() -> str:
    """The whole client."""
    document = _document()
    shapes = document["components"]["schemas"]
    used = _used(document)
    classes = [_class(name, shape) for name, shape in sorted(shapes.items()) if name in used and name != "Problem"]
    methods = [
        _method(operation, method=method, path=path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    whole = "\n\n\n".join([KERNEL.read_text("utf-8").rstrip(), MARK, *classes, "class Cordiale(Caller):"])
    return _formatted(whole + '\n    """Every operation of the API."""\n\n' + "\n\n".join(methods) + "\n")


def _document() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")
    os.environ.setdefault("CORDIALE_DATA", tempfile.mkdtemp(prefix="cordiale-client-"))
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from cordiale.project.api import interface

    return interface.description()


def _used(document: dict[str, Any]) -> set[str]:
    """The shapes that an operation takes or gives, and those inside them."""
    waiting = _references(document["paths"])
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= _references(document["components"]["schemas"][name])
    return found


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"].rpartition("/")[2]} if "$ref" in node else set()
        return own.union(*map(_references, node.values()))
    return set().union(*map(_references, node)) if isinstance(node, list) else set()


def _type(schema: dict[str, Any]) -> str:  # noqa: PLR0911  one answer per form of a schema
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(sorted({_type(one) for one in schema["anyOf"]}, key=lambda one: (one == "None", one)))
    if "enum" in schema or "const" in schema:
        return "str"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if kind == "object":
        return "dict[str, Any]"
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "str")
    return PLAIN.get(kind or "", "Any")


def _maybe(kind: str) -> str:
    """The type with "not given" among its values; None stands last."""
    return f"{kind.removesuffix(' | None')} | Unset | None" if kind.endswith("| None") else f"{kind} | Unset"


def _class(name: str, shape: dict[str, Any]) -> str:
    """A dataclass. What need not be sent is UNSET until it is given, so that a change names what it changes."""
    required = set(shape.get("required", []))
    fields = [(field, _type(inner), field in required) for field, inner in shape.get("properties", {}).items()]
    fields.sort(key=lambda one: not one[2])
    lines = [
        f"    {_name(field)}: " + (kind if needed else f"{_maybe(kind)} = UNSET") for field, kind, needed in fields
    ] or ["    pass"]
    told = " ".join(shape.get("description", "").split()) or f"{name}, as the API tells it."
    return f'@dataclasses.dataclass(slots=True, kw_only=True)\nclass {name}:\n    """{told}"""\n\n' + "\n".join(lines)


def _name(text: str) -> str:
    clean = re.sub(r"\W", "_", text).lower()
    return f"{clean}_" if keyword.iskeyword(clean) else clean


def _method(operation: dict[str, Any], *, method: str, path: str) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema")
    files = "multipart/form-data" in content
    parameters = operation.get("parameters", [])
    inside = [one for one in parameters if one["in"] == "path"]
    outside = [one for one in parameters if one["in"] != "path"]
    arguments = ["self", *(f"{_name(one['name'])}: UUID" for one in inside)]
    if body:
        arguments.append(f"body: {_type(body)}")
    if files:
        arguments += ["file: bytes", "file_name: str"]
    options = [f"{_name(one['name'])}: {_maybe(_type(one['schema']))} = UNSET" for one in outside]
    if options:
        arguments += ["*", *options]
    gives, kind = _answer(operation)
    sent = {place: [one for one in outside if one["in"] == place] for place in ("query", "header")}
    call = [f'"{method.upper()}"', f'f"{_place(path)}"' if inside else f'"{path}"', f"gives={kind}"]
    call += [f"{place}={{{_pairs(some)}}}" for place, some in sent.items() if some]
    call += ["body=body"] if body else []
    call += ["file=(file_name, file)"] if files else []
    told = " ".join(operation.get("description", "").partition("\n\n")[0].split()).replace('"', "'")
    return (
        f"    def {operation['operationId']}({', '.join(arguments)}) -> {gives}:\n"
        f'        """{told}"""\n        answer: {gives} = self.call({", ".join(call)})\n        return answer'
    )


def _place(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: "{" + _name(found[1]) + "}", path)


def _pairs(some: list[dict[str, Any]]) -> str:
    return ", ".join(f'"{one["name"]}": {_name(one["name"])}' for one in some)


def _answer(operation: dict[str, Any]) -> tuple[str, str]:
    good = next(answer for status, answer in operation["responses"].items() if int(status) < 300)
    schema = next((one.get("schema") for one in good.get("content", {}).values()), None)
    kind = _type(schema) if schema else "None"
    return kind, "type(None)" if kind == "None" else kind


def _formatted(source: str) -> str:
    where = Path(sys.executable).parent / "ruff"
    config = ["--config", str(ROOT / "pyproject.toml")]
    sorted_ = subprocess.run(
        [where, "format", *config, "-", "--stdin-filename", "cordiale_client.py"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted_.stdout


def main() -> int:
    """Write the client, or tell whether it is what it should be."""
    made = text()
    if sys.argv[1:] == ["check"]:
        if PLACE.read_text("utf-8") == made:
            return 0
        print("clients/python/cordiale_client.py is not what the interface says: python -m tools.client write")
        return 1
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(made, "utf-8")
    print(f"{PLACE.relative_to(ROOT)}: {made.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
