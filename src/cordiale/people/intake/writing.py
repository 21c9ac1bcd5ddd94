"""Writing a batch: each table once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cordiale.core import keys
from cordiale.people import bulk, search
from cordiale.people.intake.changes import Change
from cordiale.people.intake.drafts import Ready, Triple
from cordiale.people.models import Address, Consent, Identifier, IntakeTrace, Party, Tag, TimelineEntry
from cordiale.people.privacy import suppression

_PARTY = (
    "id", "key", "kind", "name", "given_name", "family_name", "sort_name", "language", "born_on", "source",
    "created_at", "updated_at", "custom",
)  # fmt: skip
_KEY = ("party_id", "kind", "issuer", "value", "normal", "valid", "main", "source", "created_at")
_ADDRESS = ("party_id", "purpose", "lines", "postcode", "city", "country", "main", "source")
_CONSENT = ("key", "party_id", "purpose", "channel", "state", "at", "received_at", "source")
_EVENT = ("id", "party_id", "kind", "at", "received_at", "source", "data")
_TRACE = ("source", "party_id", "created", "before", "after", "tags", "at")
_PLACE = ("lines", "postcode", "city", "country")
_FIELDS = ("name", "given_name", "family_name", "sort_name", "language", "born_on", "custom", "updated_at")

NewKeys = tuple[int, Ready, list[Triple], set[str]]  # of a party: the row, its keys to add, the kinds to make main


def create(rows: Sequence[Ready], *, source: str, now: datetime) -> list[tuple[int, UUID]]:
    """Make a party of each row; its id and key."""
    if not rows:
        return []
    made = [(pk, row.key or keys.new()) for pk, row in zip(bulk.new_ids(Party, len(rows)), rows, strict=True)]
    told = [(pk, row) for (pk, _), row in zip(made, rows, strict=True)]
    bulk.insert(
        Party,
        columns=_PARTY,
        rows=[
            (pk, key, row.kind, row.named.name, row.named.given_name, row.named.family_name, row.named.sort_name,
             row.language, row.born_on, source, row.known_since or now, now, row.custom)
            for (pk, key), row in zip(made, rows, strict=True)
        ],
    )  # fmt: skip
    _insert_keys([(pk, row, list(row.keys), _firsts(row)) for pk, row in told], source=source, now=now)
    _insert_addresses(
        [(pk, purpose, place, not place_number) for pk, row in told
         for place_number, (purpose, place) in enumerate(row.addresses.items())],
        source=source,
    )  # fmt: skip
    _insert_consents([(pk, line) for pk, row in told for line in row.consents], source=source, now=now)
    _stick([(pk, tag) for pk, row in told for tag in row.tags])
    words = {pk: search.words_of(name=row.named.name, identifiers=_searchable(row)) for pk, row in told}
    search.store(words, new=True)
    bulk.insert(IntakeTrace, columns=_TRACE, rows=[(source, pk, True, {}, {}, list(row.tags), now) for pk, row in told])
    return made


def _searchable(row: Ready) -> list[tuple[str, str]]:
    return [(kind, normal) for kind, _, normal in row.keys]


def _firsts(row: Ready) -> set[str]:
    """The kinds of which the first key becomes the main one: all."""
    return {kind for kind, _, _ in row.keys}


def change(told: Sequence[tuple[Change, Ready]], *, source: str, now: datetime) -> None:
    """Write what the rows change in known parties."""
    if not told:
        return
    changes = [one for one, _ in told]
    _update_fields(changes, now=now)
    Identifier.objects.filter(pk__in=[pk for one in changes for pk in one.demoted]).update(main=False)
    new_keys = [(one.known.pk, row, one.keys, {triple[0] for triple in one.mains}) for one, row in told]
    _insert_keys(new_keys, source=source, now=now)
    places = [(place, pk) for one in changes for pk, place in one.addresses.items()]
    bulk.update(Address, columns=_PLACE, rows=[(*(place[name] for name in _PLACE), pk) for place, pk in places])
    _insert_addresses(
        [(one.known.pk, purpose, place, not one.known.addresses)
         for one in changes for purpose, place in one.new_addresses.items()],
        source=source,
    )  # fmt: skip
    _insert_consents([(one.known.pk, line) for one in changes for line in one.consents], source=source, now=now)
    _stick([(one.known.pk, tag) for one in changes for tag in one.tags])
    reindex([one.known.pk for one in changes if one.fields or one.keys])
    _trace(changes, source=source, now=now)


def _update_fields(changes: Sequence[Change], *, now: datetime) -> None:
    names = _FIELDS[:-1]
    rows = [
        (*(one.fields.get(name, getattr(one.known, name)) for name in names), now, one.known.pk) for one in changes
    ]  # fmt: skip
    bulk.update(Party, columns=_FIELDS, rows=rows)


def _insert_keys(told: Sequence[NewKeys], *, source: str, now: datetime) -> None:
    rows = []
    for pk, row, triples, mains in told:
        waiting = set(mains)
        for triple in triples:
            kind, issuer, normal = triple
            value, valid = row.keys[triple]
            rows.append((pk, kind, issuer, value, normal, valid, kind in waiting, source, now))
            waiting.discard(kind)
    bulk.insert(Identifier, columns=_KEY, rows=rows)
    suppression.heed((row[0], row[1], row[4]) for row in rows)


def _insert_addresses(told: Sequence[tuple[int, str, dict[str, str], bool]], *, source: str) -> None:
    rows = [(pk, purpose, *(place[name] for name in _PLACE), main, source) for pk, purpose, place, main in told]
    bulk.insert(Address, columns=_ADDRESS, rows=rows)


def _insert_consents(told: Sequence[tuple[int, tuple[str, str, str, datetime]]], *, source: str, now: datetime) -> None:
    """The lines, and their events: as `consents.grant` and its like tell them, for all at once."""
    lines = [(keys.new(), pk, line) for pk, line in told]
    bulk.insert(
        Consent,
        columns=_CONSENT,
        rows=[(key, pk, purpose, channel, state, at, now, source) for key, pk, (purpose, channel, state, at) in lines],
    )
    bulk.insert(
        TimelineEntry,
        columns=_EVENT,
        rows=[
            (keys.derived("consent", key.hex), pk, f"consent.{state}", at, now, source,
             {"purpose": purpose, "channel": channel, "line": str(key)})
            for key, pk, (purpose, channel, state, at) in lines
        ],
    )  # fmt: skip


def _stick(told: Sequence[tuple[int, str]]) -> None:
    if not told:
        return
    words = {word.casefold(): word for _, word in told}
    known = {name.casefold(): pk for pk, name in Tag.objects.values_list("pk", "name")}
    for folded, word in words.items():
        if folded not in known:
            known[folded] = Tag.objects.create(name=word).pk
    rows = list(dict.fromkeys((pk, known[word.casefold()]) for pk, word in told))
    bulk.insert(Tag.parties.through, columns=("party_id", "tag_id"), rows=rows)


def reindex(parties: Sequence[int]) -> None:
    """Write the search words of these parties anew, from what the database now holds."""
    if not parties:
        return
    names = dict(Party.objects.filter(pk__in=parties).values_list("pk", "name"))
    told: dict[int, list[tuple[str, str]]] = {pk: [] for pk in names}
    rows = Identifier.objects.filter(party_id__in=names).order_by("pk").values_list("party_id", "kind", "normal")
    for pk, kind, normal in rows:
        told[pk].append((kind, normal))
    search.store({pk: search.words_of(name=name, identifiers=told[pk]) for pk, name in names.items()})


def _trace(changes: Sequence[Change], *, source: str, now: datetime) -> None:
    """One trace per source and party: the first `before` of each field stays, the last `after` counts."""
    by_party = {one.known.pk: one for one in changes}
    for one in changes:
        one.before["updated_at"] = one.known.updated_at.isoformat()
    earlier = {trace.party_id: trace for trace in IntakeTrace.objects.filter(source=source, party_id__in=by_party)}
    for trace in earlier.values():
        one = by_party[trace.party_id]
        trace.before, trace.after = one.before | trace.before, trace.after | one.after
        trace.tags, trace.at = [*trace.tags, *one.tags], now
    IntakeTrace.objects.bulk_update(earlier.values(), ["before", "after", "tags", "at"], batch_size=200)
    new = [one for pk, one in by_party.items() if pk not in earlier]
    rows = [(source, one.known.pk, False, one.before, one.after, one.tags, now) for one in new]
    bulk.insert(IntakeTrace, columns=_TRACE, rows=rows)
