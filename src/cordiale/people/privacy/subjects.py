"""Whom a request is about: the record, those merged into it, and the words they can be recognised by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cordiale.people import naming
from cordiale.people.models import Address, Consent, Identifier, IntakeTrace, Party

DEPTH = 20
AT_ONCE = 500
RUN = re.compile(r"[^\W_]+")  # letters and digits


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
        return Words([self]).in_text(text)


class Words:
    """The words by which people are recognised, looked up in a text at one pass, however many they are.

    A word counts where it stands by itself: a reference inside a longer one is another.
    """

    def __init__(self, whom: Iterable[Subject]) -> None:
        self._by_start: dict[str, set[str]] = defaultdict(set)
        for word in {word for one in whom for word in one.words}:
            start = RUN.search(word)
            if start is not None:
                self._by_start[start[0]].add(word[start.start() :])

    def in_text(self, text: str) -> bool:
        """Whether one of them stands in the text, whatever its case and accents."""
        return any(self._stand_in(spelling) for spelling in (text.lower(), naming.fold(text)))

    def _stand_in(self, text: str) -> bool:
        for run in RUN.finditer(text):
            for word in self._by_start.get(run[0], ()):
                end = run.start() + len(word)
                if text.startswith(word, run.start()) and not text[end : end + 1].isalnum():
                    return True
        return False


def of(key: UUID) -> Subject | None:
    """The subject of that key; None when no such record exists any more."""
    return next(iter(of_many([key])), None)


def of_many(keys: Iterable[UUID]) -> list[Subject]:
    """The subjects that still exist, in the order asked."""
    wanted, found = list(keys), []
    for start in range(0, len(wanted), AT_ONCE):
        found += _some(wanted[start : start + AT_ONCE])
    return found


def _some(keys: list[UUID]) -> list[Subject]:
    """A few hundred at a time: a fixed number of questions, however many they are."""
    heads = dict(Party.objects.filter(key__in=keys).values_list("key", "pk"))
    heads = {key: heads[key] for key in keys if key in heads}
    whose = _merged(heads.values())
    rows = {pk: (key, name, source) for pk, key, name, source in
            Party.objects.filter(pk__in=whose).values_list("pk", "key", "name", "source")}  # fmt: skip
    held: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for pk, *told in Identifier.objects.filter(party_id__in=whose).values_list("party_id", "kind", "value", "normal"):
        held[pk].append((told[0], told[1], told[2]))
    sources: dict[int, set[str]] = defaultdict(set)
    for model in (Identifier, Address, Consent, IntakeTrace):
        for pk, source in (
            model._default_manager.filter(party_id__in=whose).values_list("party_id", "source").distinct()
        ):
            sources[pk].add(source)
    mine: dict[int, list[int]] = defaultdict(list)
    for pk, head in whose.items():
        mine[head].append(pk)
    return [_subject(key, mine[pk], rows=rows, held=held, sources=sources) for key, pk in heads.items()]


def _subject(
    key: UUID,
    pks: list[int],
    *,
    rows: dict[int, tuple[UUID, str, str]],
    held: dict[int, list[tuple[str, str, str]]],
    sources: dict[int, set[str]],
) -> Subject:
    keys = tuple(rows[pk][0] for pk in pks)
    known = [one for pk in pks for one in held[pk]]
    words = {str(one) for one in keys} | {one.hex for one in keys}
    words |= {text.lower() for _, value, normal in known for text in (value, normal) if len(text) > 3}
    words |= {naming.fold(rows[pk][1]) for pk in pks if " " in rows[pk][1]}
    addresses = {(kind, normal) for kind, _, normal in known if kind in ("email", "phone")}
    # Who told us something about them: `import:<key>` names the run and its files.
    told = {rows[pk][2] for pk in pks}.union(*(sources[pk] for pk in pks))
    return Subject(key, tuple(pks), keys, tuple(sorted(addresses)), frozenset(words), frozenset(told))


def _merged(heads: Iterable[int]) -> dict[int, int]:
    """The records with those merged into them, however deep, each with the record it ended in."""
    found = {pk: pk for pk in heads}
    fresh = list(found)
    for _ in range(DEPTH):
        more = Party.objects.filter(merged_into__in=fresh).exclude(pk__in=found).values_list("pk", "merged_into_id")
        below = {pk: found[into] for pk, into in more if into is not None}
        if not below:
            return found
        found |= below
        fresh = list(below)
    return found
