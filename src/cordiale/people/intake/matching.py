"""Whom a row means: pure rules on keys. A reference decides; an e-mail can be shared; a phone needs the same name.

    reference or device known           that party; refused when they, or an e-mail, point to another one as well
    else e-mail of one party            that party, unless it bears another reference of the same issuer (a household)
    else phone of a party of that name  that party
    else                                a new party

A second row of the same source that means the same party is refused and told which row came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cordiale.people import naming
from cordiale.people.intake.drafts import EMAIL, PHONE, STRONG, Ready, Triple
from cordiale.people.refusals import KeysOfTwo, SamePartyTwice, SharedByMany


@dataclass(slots=True, eq=False)
class Owner:
    """A party as matching sees it. `pk` is negative for one that the source is about to make."""

    pk: int
    name: str
    sort_name: str
    references: dict[str, set[str]] = field(default_factory=dict)
    touched_by: str | None = None


@dataclass(slots=True)
class Index:
    """Whose each key is."""

    by_key: dict[Triple, list[Owner]] = field(default_factory=dict)

    def add(self, triple: Triple, owner: Owner) -> None:
        known = self.by_key.setdefault(triple, [])
        if owner not in known:
            known.append(owner)
        if triple[0] == "external":
            owner.references.setdefault(triple[1], set()).add(triple[2])

    def owners(self, triples: Iterable[Triple]) -> list[Owner]:
        """The parties of these keys, each once, in the order found."""
        return list(dict.fromkeys(owner for triple in triples for owner in self.by_key.get(triple, ())))


def owner_of(row: Ready, index: Index) -> Owner | None:
    """The known party that the row means, None for a new one; raises the refusals above."""
    owner = _by_reference(row, index) or _by_email(row, index) or _by_phone(row, index)
    if owner is not None and owner.touched_by is not None:
        raise SamePartyTwice(ref=owner.touched_by)
    return owner


def claim(row: Ready, index: Index, owner: Owner | None) -> Owner:
    """Note in the index that the row speaks of that party, or of a new one."""
    if owner is None:
        owner = Owner(-row.number, row.named.name, row.named.sort_name)
    owner.touched_by = row.ref
    for triple, (_, valid) in row.keys.items():
        if valid:
            index.add(triple, owner)
    return owner


def _by_reference(row: Ready, index: Index) -> Owner | None:
    known = index.owners(row.matching(STRONG))
    if len(known) > 1:
        raise KeysOfTwo(one=known[0].name, two=known[1].name)
    if not known:
        return None
    owner = known[0]
    sharing = index.owners(row.matching(EMAIL))
    if owner not in sharing:
        strangers = [other for other in sharing if not _distinct(other, row)]
        if strangers:
            raise KeysOfTwo(one=owner.name, two=strangers[0].name)
    return owner


def _by_email(row: Ready, index: Index) -> Owner | None:
    mails = row.matching(EMAIL)
    possible = [owner for owner in index.owners(mails) if not _distinct(owner, row)]
    if len(possible) > 1:
        named = [owner for owner in possible if row.told_name and naming.alike(owner.sort_name, row.named.sort_name)]
        if len(named) != 1:
            raise SharedByMany(value=mails[0][2])
        return named[0]
    return possible[0] if possible else None


def _by_phone(row: Ready, index: Index) -> Owner | None:
    if not row.told_name:
        return None
    possible = [
        owner
        for owner in index.owners(row.matching(PHONE))
        if naming.alike(owner.sort_name, row.named.sort_name) and not _distinct(owner, row)
    ]
    return possible[0] if len(possible) == 1 else None


def _distinct(owner: Owner, row: Ready) -> bool:
    """Whether the party bears another reference of an issuer that also numbered the row: then it is somebody else."""
    return any(owner.references.get(issuer) for issuer in row.references())
