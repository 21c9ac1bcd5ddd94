"""What may be shown at the door, told apart by its first letters: our own keys, and what other rooms register."""

from __future__ import annotations

from typing import Protocol

from cordiale.project.api.access import keys
from cordiale.project.api.access.principals import Principal


class Recogniser(Protocol):
    """Says whom a text stands for, or raises `KeyRefused`."""

    def __call__(self, text: str, *, address: str) -> Principal: ...


_known: dict[str, Recogniser] = {}


def register(prefix: str, recogniser: Recogniser) -> None:
    """Texts that begin with `prefix_` are for this recogniser."""
    _known[prefix] = recogniser


def recognise(text: str, *, address: str) -> Principal:
    """Whom the text stands for; what nobody knows is looked at as a key."""
    return _known.get(text.partition("_")[0], keys.recognise)(text, address=address)
