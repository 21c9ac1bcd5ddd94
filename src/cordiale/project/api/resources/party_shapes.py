"""How parties are told and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from cordiale.project.api.resources.custom import Values
from cordiale.project.api.resources.shapes import Count, Cursor, Filter, Limit, Name, Short, Shown, Text, Told, Wanted

Kind = Literal["person", "organisation"]
Sort = Literal["name", "-name", "created", "-created"]


class IdentifierTold(Told):
    """A key of a party: an e-mail, a telephone number, a reference somebody gave."""

    kind: Literal["email", "phone", "external", "device"]
    value: Annotated[Text, Field(min_length=1, max_length=254)]
    issuer: Annotated[Text, Field(max_length=60)] = ""
    main: bool = False


class AddressTold(Told):
    """An address; one for each purpose."""

    purpose: Literal["home", "work", "billing", "delivery"] = "home"
    lines: Annotated[Text, Field(max_length=300)] = ""
    postcode: Annotated[Text, Field(max_length=20)] = ""
    city: Annotated[Text, Field(max_length=120)] = ""
    country: Annotated[Text, Field(max_length=2)] = ""


class PartyTold(Told):
    """A new record. A name or an identifier is needed."""

    kind: Kind = "person"
    name: Name = ""
    given_name: Short = ""
    family_name: Short = ""
    identifiers: Annotated[list[IdentifierTold], Field(max_length=50)] = []
    address: AddressTold | None = None
    language: Annotated[Text, Field(max_length=5)] = ""
    born_on: date | None = None
    owner: UUID | None = None
    team: UUID | None = None
    custom: Values = {}
    allow_duplicates: bool = False


class PartyChange(Told):
    """What is to change; what is not named stays."""

    name: Name | None = None
    given_name: Short | None = None
    family_name: Short | None = None
    language: Annotated[Text, Field(max_length=5)] | None = None
    born_on: date | None = None
    owner: UUID | None = None
    team: UUID | None = None
    do_not_contact: bool | None = None
    custom: Values = {}


class CandidateShown(Shown):
    """Somebody who seems to be the same, and why: the same key, or the same name with a birth date or postcode."""

    party: UUID
    reason: str
    name: str = ""


class Candidates(Shown):
    rows: list[CandidateShown]


class IdentifierShown(Shown):
    id: UUID
    kind: str
    issuer: str
    value: str
    valid: bool
    main: bool


class AddressShown(Shown):
    id: UUID
    purpose: str
    lines: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    main: bool


class PartyShown(Shown):
    """A party as far as the key may see it."""

    key: UUID
    kind: str = ""
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    language: str = ""
    born_on: date | None = None
    owner: UUID | None = None
    team: UUID | None = None
    territory: UUID | None = None
    do_not_contact: bool = False
    merged_into: UUID | None = None
    version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    archived_at: datetime | None = None
    identifiers: list[IdentifierShown] = []
    addresses: list[AddressShown] = []
    tags: list[str] = []
    custom: dict[str, Any] = {}


class PartyPage(Shown):
    """A page of parties; `next` is empty on the last."""

    rows: list[PartyShown]
    next: str
    total: Count | None = None


class Question(Told):
    """Which parties, in which order, how much of each."""

    q: Annotated[Text, Field(max_length=100, description="Words of the name or an identifier.")] = ""
    kind: Kind | None = None
    owner: UUID | None = None
    team: UUID | None = None
    tag: Annotated[Text, Field(max_length=60)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    phone: Annotated[Text, Field(max_length=60)] = ""
    external: Annotated[Text, Field(max_length=315, description="`issuer:reference`")] = ""
    filter: Filter = ""
    view: Annotated[UUID | None, Field(description="Only what this saved view keeps.")] = None
    archived: bool = False
    sort: Sort = "name"
    fields: Wanted = ""
    count: bool = False
    limit: Limit = 50
    cursor: Cursor = ""
