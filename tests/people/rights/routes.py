"""Every route of the house, found by itself, with arguments that fit."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from cordiale.web import public

NOBODY = UUID(int=1)
SAMPLES = {"int": 1, "str": "x", "slug": "x", "path": "x", "uuid": NOBODY}


def every() -> dict[str, dict[str, object]]:
    """The name of each route that asks who is there, with sample arguments."""
    found = dict(_below(get_resolver().url_patterns, namespace=""))
    return {name: found[name] for name in sorted(found.keys() - public.reasons().keys())}


def _below(patterns: list[URLPattern | URLResolver], *, namespace: str) -> Iterator[tuple[str, dict[str, object]]]:
    names = {type(converter): name for name, converter in get_converters().items()}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern.url_patterns, namespace=inside)
        else:
            filled = {arg: SAMPLES.get(names[type(one)], "x") for arg, one in pattern.pattern.converters.items()}
            yield namespace + str(pattern.name), filled
