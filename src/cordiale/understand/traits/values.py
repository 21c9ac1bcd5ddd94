"""The fields that the lake holds, and the values of many parties in the form it holds them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cordiale.core.conditions import Kind
from cordiale.lake.traits import Plain, Telling, Trait
from cordiale.people.fields.registry import Field, everything
from cordiale.people.models import Party

NOBODY = AnonymousUser()


def held() -> list[Field]:
    """The fields that the lake holds, in clear or sealed."""
    return [one for one in everything() if one.lake]


def defined(fields: Sequence[Field]) -> str:
    """A fingerprint of which fields the lake holds, and how: when it changes, everybody is told again."""
    told = "\n".join(f"{one.name} {one.kind} {one.lake}" for one in sorted(fields, key=lambda one: one.name))
    return hashlib.sha256(told.encode()).hexdigest()


def tellings(parties: Mapping[int, UUID], fields: Sequence[Field]) -> dict[UUID, Telling]:
    """What is told of each of these parties (id -> key); of one that is archived, merged or gone, nothing."""
    live = Party.objects.filter(pk__in=parties, archived_at=None, merged_into=None).values_list("pk", flat=True)
    pks = list(live)
    found: dict[int, list[Trait]] = {pk: [] for pk in pks}
    for one in fields:
        for pk, value in one.fetch(pks).items():
            found[pk] += _traits(one, value)
    return {key: _telling(found.get(pk, [])) for pk, key in parties.items()}


def _traits(one: Field, value: object) -> Iterator[Trait]:
    for each in value if isinstance(value, tuple | list) else (value,):
        if each is not None and each != "":
            yield Trait(one.name, _plain(one.kind, each), one.lake == "sealed")


def _plain(kind: Kind, value: object) -> Plain:
    """A number with its six decimals, an instant by its day where the house stands."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    if isinstance(value, bool | date):
        return value
    if kind in (Kind.NUMBER, Kind.MONEY):
        return Decimal(str(value)).quantize(Decimal("0.000001"))
    return str(value)


def _telling(traits: list[Trait]) -> Telling:
    """The fingerprint is made with a key of the house: nobody can try names against it."""
    told = "\x1e".join(sorted(f"{one.field}\x1f{one.value!r}\x1f{one.sealed}" for one in traits))
    return Telling(traits, hmac.new(_key(), told.encode(), hashlib.sha256).hexdigest()[:32] if traits else "")


def _key() -> bytes:
    return hashlib.sha256(f"traits {settings.SECRET_KEY}".encode()).digest()
