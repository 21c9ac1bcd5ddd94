"""What of a record a caller is shown: the field policy, masks, and the fields that were asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cordiale.project.api.access.principals import Principal
from cordiale.project.api.refusals import Invalid

KEPT_ALWAYS = frozenset({"key"})


def wanted(fields: str, *, known: Collection[str]) -> frozenset[str]:
    """The fields named in `fields=`, all when none is; an unknown name is refused."""
    names = frozenset(name for part in fields.split(",") if (name := part.strip()))
    unknown = sorted(names - set(known))
    if unknown:
        raise Invalid(errors=[{"place": ["query", "fields", name[:60]], "code": "unknown_field"} for name in unknown])
    return (names | KEPT_ALWAYS) if names else frozenset(known)


def shown(caller: Principal, field: str, value: Any) -> Any:
    """The value as far as the caller sees it; `HIDDEN` when not at all."""
    level = caller.level(field)
    if level == "hidden":
        return HIDDEN
    return masked(value) if level == "masked" else value


class Hidden:
    """Stands for a value the caller may not see: the field is left out."""


HIDDEN = Hidden()


def masked(value: Any) -> Any:
    """Enough to recognise, not enough to use: the first letter of each word; a number's last two digits."""
    if not isinstance(value, str):
        return None
    if not value:
        return value
    local, at, domain = value.rpartition("@")
    if at:
        return f"{local[:1]}•••@{domain[:1]}•••"
    if sum(letter.isdigit() for letter in value) > len(value) / 2:
        return f"•••{value[-2:]}"
    return " ".join(f"{word[:1]}•••" for word in value.split())
