"""Postal addresses of a party, by purpose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from cordiale.core import clock
from cordiale.people import audit, naming
from cordiale.people.models import Address, Party, User
from cordiale.people.refusals import BadCountry, NoSuchAddress, NoSuchParty, TooLong

MOST = {"lines": 300, "postcode": 20, "city": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address as told; `country` is ISO 3166-1 alpha-2, empty when unknown."""

    purpose: str = Address.Purpose.HOME
    lines: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    def checked(self) -> dict[str, str]:
        """The fields, cleaned; refused when too long or when the country is no two-letter code."""
        fields = {
            "purpose": str(self.purpose),
            "lines": naming.clean(self.lines),
            "postcode": naming.clean(self.postcode),
            "city": naming.clean(self.city),
            "country": naming.clean(self.country).upper(),
        }
        for name, most in MOST.items():
            if len(fields[name]) > most:
                raise TooLong(value=fields[name][:40], most=most)
        country = fields["country"]
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise BadCountry(value=country[:40])
        return fields


@transaction.atomic
@audit.followed
def put(party_key: UUID, *, place: Place, source: str = "manual", by: User | None = None) -> Address:
    """Write the address of that purpose: the one there is changed, or a first one added."""
    party = Party.objects.select_for_update().filter(key=party_key).first()
    if party is None:
        raise NoSuchParty
    main = not party.addresses.exclude(purpose=place.purpose).filter(main=True).exists()
    address, _ = Address.objects.update_or_create(
        party=party,
        purpose=place.purpose,
        defaults=place.checked(),
        create_defaults={**place.checked(), "main": main, "source": source},
    )
    Party.objects.filter(pk=party.pk).update(updated_at=clock.now())
    return address


@transaction.atomic
@audit.followed
def remove(party_key: UUID, *, address: int, by: User | None = None) -> None:
    """Take an address away."""
    gone, _ = Address.objects.filter(pk=address, party__key=party_key).delete()
    if not gone:
        raise NoSuchAddress
