"""Rows that lead to nobody and name somebody all the same: a saved list's address, an answer kept for a program.

Nothing but their words tells whom they name. A whole row goes, or only the values that name the person are blotted out;
a value is blotted whole, so that a condition finds nobody afterwards, never everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from django.apps import apps

from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.subjects import Subject, Words

BLOT = "…"
AT_ONCE = 1_000


def naming(holding: Holding, whom: Sequence[Subject]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows whose texts name one of these people: primary key and texts."""
    if not holding.texts or not whom:
        return
    known, rows = Words(whom), apps.get_model(holding.name)._default_manager.filter(**holding.among)
    for pk, *values in rows.values_list("pk", *holding.texts).iterator(chunk_size=AT_ONCE):
        if any(names(value, known) for value in values):
            yield pk, dict(zip(holding.texts, values, strict=True))


def names(value: Any, known: Words) -> bool:
    """Whether a column's value names one of these people, written plainly or as in an address."""
    text = _text(value)
    if not text:
        return False
    return known.in_text(text) or (("%" in text or "+" in text) and known.in_text(unquote_plus(text)))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str) if value else ""


def erase(holding: Holding, whom: Sequence[Subject]) -> int:
    """Delete these rows, or blot the person out of them; how many."""
    model, found = apps.get_model(holding.name), list(naming(holding, whom))
    if holding.passing == "delete":
        for start in range(0, len(found), AT_ONCE):
            model._default_manager.filter(pk__in=[pk for pk, _ in found[start : start + AT_ONCE]]).delete()
        return len(found)
    known = Words(whom)
    for pk, told in found:
        clean = {column: blotted(value, known) for column, value in told.items() if names(value, known)}
        model._default_manager.filter(pk=pk).update(**clean)
    return len(found)


def blotted(value: Any, known: Words) -> Any:
    """The same without the values that name them: leaf by leaf in JSON, parameter by parameter in an address."""
    if isinstance(value, dict):
        return {name: blotted(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [blotted(one, known) for one in value]
    if not isinstance(value, str) or not names(value, known):
        return value
    pairs = parse_qsl(value, keep_blank_values=True) if "=" in value and " " not in value else []
    return urlencode([(name, BLOT if names(one, known) else one) for name, one in pairs]) if pairs else BLOT
