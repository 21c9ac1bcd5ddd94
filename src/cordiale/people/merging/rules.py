"""How the people room's own tables follow a merge: relations, consents, main contacts, earlier merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from django.db.models import Q

from cordiale.core import clock
from cordiale.people import ledger
from cordiale.people.merging import follows
from cordiale.people.merging.journal import Journal
from cordiale.people.models import Address, Consent, Identifier, Party, Relation
from cordiale.people.relations import MUTUAL

STAYING = {
    "people.TimelineEntry": "A fact keeps the number it was told with; the timeline reads all numbers of a person.",
    "people.SearchEntry": "The words a party is found by are written anew from its name and keys.",
    "people.IntakeTrace": "What a source did to a record can only be taken back from that record.",
    "audit.RecordChange": "The history of a record is sealed with that record.",
    "merging.Merge": "It is the memory of the merge itself.",
    "merging.Merged": "It is the memory of the merge itself.",
    "merging.Suspect": "It compares two records, not two persons; it is looked for again each night.",
    "merging.Apart": "It compares two records, not two persons.",
}


def register() -> None:
    """Tell the room; called once at start."""
    for label, reason in STAYING.items():
        follows.stay(label, reason)
    follows.by("people.Relation", relations)
    follows.by("people.Identifier", identifiers)
    follows.by("people.Address", addresses)
    follows.by("people.Consent", consents)


def relations(journal: Journal, survivor: Party, merged: Sequence[Party]) -> None:
    """Every relation of the merged, from either side; one with the survivor itself, or told already, goes."""
    gone = {one.pk: survivor.pk for one in merged}
    for row in Relation.objects.filter(Q(party__in=merged) | Q(other__in=merged)).order_by("pk"):
        party, other = gone.get(row.party_id, row.party_id), gone.get(row.other_id, row.other_id)
        same = Q(party_id=party, other_id=other, kind=row.kind)
        if row.kind in MUTUAL:
            same |= Q(party_id=other, other_id=party, kind=row.kind)
        if party == other or Relation.objects.filter(same).exclude(pk=row.pk).exists():
            journal.delete(row)
        else:
            journal.update(row, party_id=party, other_id=other)


def identifiers(journal: Journal, survivor: Party, merged: Sequence[Party]) -> None:
    """Every key; one main e-mail, phone and reference, the survivor's own first."""
    follows.move(journal, Identifier, "party_id", survivor=survivor, merged=merged)
    _one_main(journal, survivor.identifiers.order_by("pk"), survivor=survivor, by="kind")


def addresses(journal: Journal, survivor: Party, merged: Sequence[Party]) -> None:
    """Every address; the same one told twice stands once."""
    known = {_place(one) for one in survivor.addresses.all()}
    for row in Address.objects.filter(party__in=merged).order_by("pk"):
        if _place(row) in known:
            journal.delete(row)
        else:
            known.add(_place(row))
            journal.update(row, party_id=survivor.pk)
    _one_main(journal, survivor.addresses.order_by("pk"), survivor=survivor, by="")


def _place(one: Address) -> tuple[str, ...]:
    return one.purpose, one.lines.casefold(), one.postcode, one.city.casefold(), one.country


def _one_main(journal: Journal, rows: Iterable[Identifier | Address], *, survivor: Party, by: str) -> None:
    """Of several main ones of a kind, the survivor's own (the first, as merged ones came behind) stays the main one."""
    held: dict[object, list[Identifier | Address]] = {}
    for row in rows:
        if row.main:
            held.setdefault(getattr(row, by) if by else None, []).append(row)
    moved = {change.row for change in journal.moved(Identifier if by else Address)}
    for mains in held.values():
        ordered = sorted(mains, key=lambda row: (str(row.pk) in moved, row.pk))
        for row in ordered[1:]:
            journal.update(row, main=False)


def consents(journal: Journal, survivor: Party, merged: Sequence[Party]) -> None:
    """Every line of the ledgers. Where one of them had said no and the lines together would say yes, the no stands.

    It stands by the ledger's own fold: a line is added, as of now, that names the merge.
    """
    ledgers = [_lines(one) for one in (survivor, *merged)]
    for row in Consent.objects.filter(party__in=merged).order_by("pk"):
        journal.update(row, party_id=survivor.pk)
    together = _lines(survivor)
    now = clock.now()
    for purpose, lines in together.items():
        addresses = [None, *sorted({line.identifier for line in lines if line.identifier is not None})]
        refused: set[str] = set()
        for channel, identifier in product(ledger.CHANNELS, addresses):
            # Keys have moved by now, so a line of any of them names its address as the survivor has it.
            said = [_standing(each.get(purpose, []), channel, identifier) for each in ledgers]
            against = [one for one in said if one is not None and one.state != Consent.State.GRANTED]
            union = _standing(lines, channel, identifier)
            granted = union is not None and union.state == Consent.State.GRANTED
            if against and granted and channel not in refused:
                worst = max(against, key=lambda one: ledger.PROTECTIVE[one.state])
                if identifier is None:
                    refused.add(channel)
                journal.insert(
                    Consent(
                        party=survivor, identifier_id=identifier, purpose=purpose, channel=channel, state=worst.state,
                        at=now, received_at=now, source=f"merge:{journal.merge.key}", proof={"line": str(worst.key)},
                    )
                )  # fmt: skip


def _lines(party: Party) -> dict[str, list[ledger.Line]]:
    rows = Consent.objects.filter(party=party).values_list("purpose", "key", "channel", "state", "at", "identifier_id")
    found: dict[str, list[ledger.Line]] = {}
    for purpose, key, channel, state, at, identifier in rows:
        found.setdefault(purpose, []).append(ledger.Line(key, channel, state, at, identifier))
    return found


def _standing(lines: Iterable[ledger.Line], channel: str, identifier: int | None) -> ledger.Line | None:
    heard = [line for line in lines if ledger.concerns(line, channel=channel, identifier=identifier)]
    return ledger.fold(heard, at=clock.now())
