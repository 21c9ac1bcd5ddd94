"""Whom a request is about: the record, those merged into it, and the words they can be recognised by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cordiale.people import naming
from cordiale.people.models import Address, Consent, Identifier, IntakeTrace, Party

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """One person or organisation: `pks` and `keys` hold the records merged into it as well."""

    key: UUID
    pks: tuple[int, ...]
    keys: tuple[UUID, ...]
    addresses: tuple[tuple[str, str], ...]
    words: frozenset[str]
    sources: frozenset[str] = frozenset()

    def in_text(self, text: str) -> bool:
        """Whether a text names this person: one of their keys, addresses, or their whole name."""
        return named_in(text, [self])


def named_in(text: str, whom: Sequence[Subject]) -> bool:
    """Whether a text names one of these people; a reference inside a longer one is another."""
    spellings = (text.lower(), naming.fold(text))
    return any(_stands(word, spelling) for one in whom for word in one.words for spelling in spellings)


def _stands(word: str, text: str) -> bool:
    """Whether the word stands in the text by itself."""
    at = text.find(word)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(word) : at + len(word) + 1]
        if not any(one.isalnum() for one in around):
            return True
        at = text.find(word, at + 1)
    return False


def of(key: UUID) -> Subject | None:
    """The subject of that key; None when no such record exists any more."""
    party = Party.objects.filter(key=key).first()
    if party is None:
        return None
    pks = _merged([party.pk])
    rows = list(Party.objects.filter(pk__in=pks).values_list("pk", "key", "name"))
    keys = tuple(one for _, one, _ in rows)
    held = list(Identifier.objects.filter(party_id__in=pks).values_list("kind", "value", "normal"))
    words = {str(one) for one in keys} | {one.hex for one in keys}
    words |= {text.lower() for _, value, normal in held for text in (value, normal) if len(text) > 3}
    words |= {naming.fold(name) for _, _, name in rows if " " in name}
    addresses = {(kind, normal) for kind, _, normal in held if kind in ("email", "phone")}
    return Subject(key, tuple(pks), keys, tuple(sorted(addresses)), frozenset(words), _sources(pks))


def _sources(pks: list[int]) -> frozenset[str]:
    """Who told us something about them: `import:<key>` names the run and its files."""
    told: set[str] = set(Party.objects.filter(pk__in=pks).values_list("source", flat=True))
    for model in (Identifier, Address, Consent, IntakeTrace):
        told |= set(model._default_manager.filter(party_id__in=pks).values_list("source", flat=True))
    return frozenset(told)


def of_many(keys: Iterable[UUID]) -> list[Subject]:
    """The subjects that still exist."""
    return [one for one in map(of, keys) if one is not None]


def _merged(pks: list[int]) -> list[int]:
    """The records, with those merged into them, however deep."""
    found = list(pks)
    for _ in range(DEPTH):
        more = Party.objects.filter(merged_into__in=pks).exclude(pk__in=found).values_list("pk", flat=True)
        pks = list(more)
        if not pks:
            return found
        found += pks
    return found
