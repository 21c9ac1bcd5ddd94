"""What a file says about a party, and the same made ready for comparing: cleaned, normalised, or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from cordiale.core.errors import Refusal
from cordiale.people import identifiers, ledger, naming
from cordiale.people.addresses import Place
from cordiale.people.bearers import Triple
from cordiale.people.fields import values
from cordiale.people.fields.models import CustomField
from cordiale.people.identifiers import EXCLUSIVE, LONGEST
from cordiale.people.models import Consent, Identifier, Party
from cordiale.people.parties import Naming
from cordiale.people.refusals import BadIdentifier, EmptyTag, NameMissing, UnknownChoice, UnknownConsent

MOST_KEYS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """One row of a source. Empty means "not told" and never overwrites what is known.

    `ref` is the row's own number or reference, given back in the report. `identifiers` are (kind, issuer, value), the
    first of a kind being the main one. `addresses` are mappings with `purpose` (home), `lines`, `postcode`, `city`,
    `country` (ISO 3166-1 alpha-2). `consents` are mappings with `purpose`, `channel`, `state`, `at` (aware datetime).
    `custom` are the company's own fields, each with what was typed.
    `kind`, `fallback_name`, `key` (the public key it has elsewhere) and `known_since` count only for a party that is
    made from this row.
    """

    ref: str
    kind: str = Party.Kind.PERSON
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    fallback_name: str = ""
    identifiers: Sequence[tuple[str, str, str]] = ()
    addresses: Sequence[Mapping[str, str]] = ()
    tags: Sequence[str] = ()
    consents: Sequence[Mapping[str, object]] = ()
    born_on: date | None = None
    language: str = ""
    key: UUID | None = None
    known_since: datetime | None = None
    custom: Sequence[tuple[CustomField, object]] = ()


Line = tuple[str, str, str, datetime]  # purpose, channel, state, at: what makes two consent lines the same


@dataclass(slots=True)
class Ready:
    """A draft made ready. `keys` maps what is compared to (value as given, well formed)."""

    ref: str
    kind: str
    named: Naming
    told_name: bool
    keys: dict[Triple, tuple[str, bool]]
    addresses: dict[str, dict[str, str]]
    tags: tuple[str, ...]
    consents: tuple[Line, ...]
    born_on: date | None
    language: str
    key: UUID | None = None
    known_since: datetime | None = None
    number: int = 0
    custom: dict[str, object] = field(default_factory=dict)

    def matching(self, kinds: frozenset[str]) -> list[Triple]:
        """The well-formed keys of these kinds."""
        return [triple for triple, (_, valid) in self.keys.items() if valid and triple[0] in kinds]

    def references(self) -> set[str]:
        """Who gave this party a reference."""
        return {issuer for kind, issuer, _ in self.keys if kind == "external"}


@dataclass(slots=True)
class Unusable:
    """A draft that cannot become a party, and why."""

    ref: str
    refusal: Refusal
    number: int = field(default=0)


def prepare(draft: PartyDraft, *, region: str) -> Ready | Unusable:
    """Clean and normalise a draft. An ill-formed e-mail or phone is kept and marked, never compared."""
    try:
        return _prepare(draft, region)
    except Refusal as refusal:  # a bad row is an expected end of that row, not of the file
        return Unusable(draft.ref, refusal)


def _prepare(draft: PartyDraft, region: str) -> Ready:
    if draft.kind not in _PARTIES:
        raise UnknownChoice(value=draft.kind[:40])
    keys = _keys(draft.identifiers, region)
    named = Naming.of(name=draft.name, given_name=draft.given_name, family_name=draft.family_name)
    told = bool(named.name)
    if not told:
        named = Naming.of(name=draft.fallback_name or next((value for value, _ in keys.values()), "")[:200])
    if not named.name:
        raise NameMissing
    places = [Place(**dict(address)).checked() for address in draft.addresses]
    return Ready(
        ref=draft.ref,
        kind=str(draft.kind),
        named=named,
        told_name=told,
        keys=keys,
        addresses={place.pop("purpose"): place for place in places if any(place.values())},
        tags=tuple(dict.fromkeys(_tag(tag) for tag in draft.tags)),
        consents=tuple(_line(consent) for consent in draft.consents),
        born_on=draft.born_on,
        language=draft.language[:5],
        key=draft.key,
        known_since=draft.known_since,
        custom={one.name: value for one, typed in draft.custom if (value := values.read(one, typed)) is not None},
    )


def _keys(told: Sequence[tuple[str, str, str]], region: str) -> dict[Triple, tuple[str, bool]]:
    keys: dict[Triple, tuple[str, bool]] = {}
    for kind, issuer, value in told[:MOST_KEYS]:
        if kind not in _KINDS:
            raise UnknownChoice(value=kind[:40])
        normal = identifiers.normalise(kind, value, issuer=issuer, region=region)
        if not normal.normal:
            continue
        if max(len(normal.normal), len(value)) > LONGEST or len(normal.issuer) > 60:
            raise BadIdentifier(value=value[:40])
        keys.setdefault((kind, normal.issuer, normal.normal), (naming.clean(value), normal.valid))
    return keys


def _tag(name: str) -> str:
    word = naming.clean(name)
    if not word or len(word) > 60:
        raise EmptyTag
    return word


def _line(consent: Mapping[str, object]) -> Line:
    purpose, channel, state, at = (consent.get(name) for name in ("purpose", "channel", "state", "at"))
    known = purpose in _PURPOSES and channel in ledger.CHANNELS and state in _STATES
    if not known or not isinstance(at, datetime) or at.tzinfo is None:
        raise UnknownConsent(value=f"{purpose} {channel} {state} {at}"[:60])
    return str(purpose), str(channel), str(state), at.astimezone(UTC)


_PARTIES = frozenset(Party.Kind.values)
_KINDS = frozenset(Identifier.Kind.values)
_PURPOSES = frozenset(Consent.Purpose.values)
_STATES = frozenset(Consent.State.values)
EMAIL = frozenset({str(Identifier.Kind.EMAIL)})
PHONE = frozenset({str(Identifier.Kind.PHONE)})
STRONG = frozenset(str(kind) for kind in EXCLUSIVE)

__all__ = ["EMAIL", "PHONE", "STRONG", "Line", "PartyDraft", "Ready", "Triple", "Unusable", "prepare"]
