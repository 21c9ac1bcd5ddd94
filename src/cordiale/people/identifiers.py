"""Identifiers: how a key is normalised, whom it belongs to, and the deeds on a party's own keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.people import audit, naming, search
from cordiale.people.models import Identifier, Party, User
from cordiale.people.privacy import suppression
from cordiale.people.refusals import (
    BadIdentifier,
    InvalidEmail,
    InvalidPhone,
    KeyTaken,
    NoSuchIdentifier,
    NoSuchParty,
)
from cordiale.people.rights.lens import name_for

LONGEST = 254
REGION = "FR"
EXCLUSIVE = frozenset({Identifier.Kind.EXTERNAL, Identifier.Kind.DEVICE})
# RFC 5321 lengths; RFC 5322 dot-atom without quoted strings, which no customer has.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z][a-z0-9-]{0,61}[a-z0-9])")


@dataclass(frozen=True, slots=True)
class Normal:
    """A key as compared, and whether it is well formed. `issuer` is compared in lower case."""

    normal: str
    valid: bool
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key to be given to a party: as typed."""

    kind: str
    value: str
    issuer: str = ""
    main: bool = False


def normalise(kind: str, value: str, *, issuer: str = "", region: str = REGION) -> Normal:
    """The form in which two spellings of one key are equal.

    E-mail: trimmed, lower case, international domain in its ASCII form (RFC 5891). Phone: E.164, read as dialled in
    `region` (ISO 3166-1) when no country code is given. References and devices: trimmed, as the issuer writes them.
    """
    text = naming.clean(value)
    if kind == Identifier.Kind.EMAIL:
        return _email(text.removeprefix("mailto:"))
    if kind == Identifier.Kind.PHONE:
        return _phone(text, region)
    return Normal(text, valid=bool(text), issuer=naming.clean(issuer).lower())


def _email(text: str) -> Normal:
    local, at, domain = text.lower().rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return Normal(text.lower(), valid=False)
    normal = f"{local}{at}{domain}"
    valid = len(local) <= 64 and len(normal) <= LONGEST
    return Normal(normal, valid and bool(_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)))


def _phone(text: str, region: str) -> Normal:
    import phonenumbers  # its tables are large; web processes that never see a number need not load them

    usual = _usual_phone(text, region)
    if usual:
        return Normal(usual, valid=True)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        return Normal(re.sub(r"[^\d+]", "", text) or text, valid=False)
    return Normal(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), valid=True)


def _usual_phone(text: str, region: str) -> str:
    """The E.164 form of a number in one of the usual spellings of the regions we serve first, else "".

    The library takes 50 microseconds a number, half of what an import may take for a row; a test holds the two equal.
    """
    compact = text if text.isdigit() else text.translate(_SPACERS)
    for code, (home, pattern) in _usual_patterns().items():
        if compact.startswith(code):
            national = compact[len(code) :]
        elif region == home and compact[:1] == "0":
            national = compact[1:]
        else:
            continue
        return code + national if pattern.fullmatch(national) else ""
    return ""


_SPACERS = dict.fromkeys(map(ord, " .-\u00a0"))


@cache
def _usual_patterns() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Country code -> (region, what its valid national numbers look like), from the library's own tables."""
    import phonenumbers

    patterns = {}
    for code, region in (("+33", "FR"), ("+41", "CH"), ("+32", "BE")):
        known: Any = phonenumbers.PhoneMetadata.metadata_for_region(region)
        kinds = [known.mobile.national_number_pattern, known.fixed_line.national_number_pattern]
        patterns[code] = region, re.compile("|".join(f"(?:{kind})" for kind in kinds), re.ASCII)
    return patterns


def owners(*, kind: str, normals: Iterable[str], issuer: str = "") -> dict[str, UUID]:
    """Whose key each of these normalised values is, in one look-up per 500; for a shared e-mail, the first party."""
    wanted = list(dict.fromkeys(normals))
    found: dict[str, UUID] = {}
    for start in range(0, len(wanted), 500):
        rows = Identifier.objects.filter(kind=kind, issuer=issuer, normal__in=wanted[start : start + 500])
        for normal, key in rows.order_by("-party_id").values_list("normal", "party__key"):
            found[normal] = key
    return found


def checked(key: Key, *, region: str = REGION) -> Normal:
    """The key's normal form, or a refusal that says how to write it. For people's typing; imports keep bad ones."""
    normal = normalise(key.kind, key.value, issuer=key.issuer, region=region)
    if not normal.normal or max(len(normal.normal), len(key.value)) > LONGEST or len(normal.issuer) > 60:
        raise BadIdentifier(value=key.value[:40])
    if not normal.valid:
        raise (InvalidEmail if key.kind == Identifier.Kind.EMAIL else InvalidPhone)(value=key.value)
    return normal


def row(party: Party, key: Key, normal: Normal, *, main: bool, source: str) -> Identifier:
    """The key as a row, not yet saved."""
    value = naming.clean(key.value)
    return Identifier(
        party=party, kind=key.kind, issuer=normal.issuer, value=value, normal=normal.normal, valid=normal.valid,
        main=main, source=source,
    )  # fmt: skip


@transaction.atomic
@audit.followed
def add(
    party_key: UUID, *, key: Key, source: str = "manual", region: str = REGION, by: User | None = None
) -> Identifier:
    """Give a party one more key. The same key again changes nothing; a reference of somebody else is refused."""
    party = _locked(party_key)
    normal = checked(key, region=region)
    same = Identifier.objects.filter(kind=key.kind, issuer=normal.issuer, normal=normal.normal).select_related("party")
    mine = next((one for one in same if one.party_id == party.pk), None)
    if mine is not None:
        return mine
    if key.kind in EXCLUSIVE and same:
        raise KeyTaken(value=key.value, name=name_for(by, same[0].party))
    first = not party.identifiers.filter(kind=key.kind).exists()
    added = row(party, key, normal, main=first or key.main, source=source)
    added.save()
    suppression.heed([(party.pk, added.kind, added.normal)])
    if key.main and not first:
        party.identifiers.filter(kind=key.kind, main=True).exclude(pk=added.pk).update(main=False)
    _touched(party)
    return added


@transaction.atomic
@audit.followed
def make_main(party_key: UUID, *, identifier: int, by: User | None = None) -> Identifier:
    """Choose the e-mail, phone or reference to use first."""
    party = _locked(party_key)
    chosen = _of(party, identifier)
    party.identifiers.filter(kind=chosen.kind, main=True).exclude(pk=chosen.pk).update(main=False)
    chosen.main = True
    chosen.save(update_fields=["main"])
    _touched(party)
    return chosen


@transaction.atomic
@audit.followed
def remove(party_key: UUID, *, identifier: int, by: User | None = None) -> None:
    """Take a key away; the oldest one left of its kind becomes the main one."""
    party = _locked(party_key)
    gone = _of(party, identifier)
    gone.delete()
    heir = party.identifiers.filter(kind=gone.kind).order_by("pk").first()
    if gone.main and heir is not None:
        heir.main = True
        heir.save(update_fields=["main"])
    _touched(party)


def _locked(party_key: UUID) -> Party:
    party = Party.objects.select_for_update().filter(key=party_key).first()
    if party is None:
        raise NoSuchParty
    return party


def _of(party: Party, identifier: int) -> Identifier:
    found = party.identifiers.filter(pk=identifier).first()
    if found is None:
        raise NoSuchIdentifier
    return found


def _touched(party: Party) -> None:
    Party.objects.filter(pk=party.pk).update(updated_at=clock.now())
    search.index(party)
