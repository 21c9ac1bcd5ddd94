"""The addresses the list had before it spoke conditions: bookmarks and links of then still mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import QueryDict

from cordiale.core.conditions import Test

_SINGLE = ("kind", "owner", "team", "city", "country", "late", "cohort", "consent", "email", "archived")
_RANGES = {f"{name}_{side}": name for name in ("spent", "orders", "last", "r", "f", "m") for side in ("min", "max")}
_MOST = 20
_SAID: dict[str, Mapping[str, tuple[str, str | None]]] = {
    "late": {"1": ("is", "late"), "0": ("is", "on_time")},
    "email": {"with": ("known", None), "none": ("empty", None)},
    "owner": {"none": ("empty", None)},
}


def tests(params: QueryDict) -> Iterator[Test]:
    """What the old parameters ask, in their order; a value that was never one is left for the conditions to refuse."""
    ranges: set[str] = set()
    for name in params:
        if name in _SINGLE and params.get(name, "").strip():
            value = params.get(name, "").strip()
            op, meant = _SAID.get(name, {}).get(value, ("is", value))
            yield Test(name, op, meant)
        elif name == "tag":
            yield from (Test("tag", "is", tag.strip()) for tag in params.getlist("tag")[:_MOST] if tag.strip())
        elif name in _RANGES and _RANGES[name] not in ranges:
            ranges.add(_RANGES[name])
            yield from _range(_RANGES[name], params)


def _range(name: str, params: QueryDict) -> Iterator[Test]:
    low, high = (params.get(f"{name}_{side}", "").strip() for side in ("min", "max"))
    if low and high:
        yield Test(name, "between", (low, high))
    elif low or high:
        yield Test(name, "at_least" if low else "at_most", low or high)
