"""Columns that point at another party: told by its reference, its e-mail or its key, read as its key."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench
from cordiale.people import identifiers
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Identifier, Party

AT_ONCE = 500


def keys_of(bench: Workbench, plan: Plan, fields: Iterable[tuple[str, CustomField]]) -> dict[str, str]:
    """The key of each party that these columns name; what names nobody, or several, is left out and refused later."""
    found: dict[str, str] = {}
    for column, one in fields:
        if one.kind == CustomField.Kind.REFERENCE:
            told = bench.rows(f"select distinct f_{column} from checked where f_{column} is not null")
            texts = (str(text) for (text,) in told)
            while some := list(islice(texts, AT_ONCE)):
                found.update(_found(some, issuer=plan.options.issuer))
    return found


def _found(texts: list[str], *, issuer: str) -> dict[str, str]:
    known: dict[str, set[str]] = {}
    for kind, given in (("external", issuer), ("email", "")):
        normals = {identifiers.normalise(kind, text, issuer=given).normal: text for text in texts}
        rows = Identifier.objects.filter(kind=kind, normal__in=normals, valid=True, party__merged_into=None)
        for normal, party in (rows.filter(issuer=given) if given else rows).values_list("normal", "party__key"):
            known.setdefault(normals[normal], set()).add(str(party))
    asked = {str(key): text for text in texts if (key := _uuid(text))}
    for key in Party.objects.filter(key__in=asked).values_list("key", flat=True):
        known.setdefault(asked[str(key)], set()).add(str(key))
    return {text: next(iter(keys)) for text, keys in known.items() if len(keys) == 1}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
