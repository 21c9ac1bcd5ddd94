"""What of a record a caller is shown: the field policy, masks, and the fields that were asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cordiale.people.rights import masking
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
    return masked(field, value) if level == "masked" else value


class Hidden:
    """Stands for a value the caller may not see: the field is left out."""


HIDDEN = Hidden()


def masked(field: str, value: Any) -> Any:
    """Enough to recognise, not enough to use."""
    return masking.mask(value, field) if isinstance(value, str) else None
