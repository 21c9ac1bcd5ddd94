"""Parties with every identifier, address, relation, tag and note, and the words they are found by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models.users import Team, Territory, User


class Party(models.Model):
    """A person or an organisation: one row each, whatever the number of addresses and identifiers."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Personne")
        ORGANISATION = "organisation", _("Organisation")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=200, help_text="As shown; for a person, given and family name.")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=200, help_text="Folded (no accents, lower case), family name first.")
    language = models.CharField(max_length=5, blank=True)
    born_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # party_by_owner
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # party_by_territory
    do_not_contact = models.BooleanField(
        default=False, db_default=False, help_text="Nothing is sent and nobody calls, whatever the consents."
    )
    custom = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="Values of the fields the company defined, by field name."
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # party_merged
    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Counts the changes, so that two people editing at once are told."
    )
    source = models.CharField(max_length=80, blank=True, help_text="Who told us first: import:<key>, demo, manual.")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # The first two order the list; the others let a restricted reader's list walk it without opening the rows.
            models.Index(fields=["sort_name", "id", "archived_at", "owner", "team", "territory"], name="party_by_name"),
            models.Index(fields=["-created_at", "-id"], name="party_by_creation"),
            # Only of those who have an owner: in a large base most have none, and need no place in the index.
            models.Index(
                fields=["owner", "sort_name", "id"], name="party_by_owner", condition=models.Q(owner__isnull=False)
            ),
            models.Index(
                fields=["team", "sort_name", "id"], name="party_by_team", condition=models.Q(team__isnull=False)
            ),
            models.Index(
                fields=["territory", "sort_name", "id"],
                name="party_by_territory",
                condition=models.Q(territory__isnull=False),
            ),
            models.Index(fields=["merged_into"], name="party_merged", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["source"], name="party_by_source"),
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """One normalised key of a party: the single place where duplicates, imports, mail and recognition look."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Téléphone")
        EXTERNAL = "external", _("Référence externe")
        DEVICE = "device", _("Appareil")

    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="identifiers", db_index=False
    )  # identifier_once_per_party
    kind = models.CharField(max_length=8, choices=Kind)
    issuer = models.CharField(max_length=60, blank=True, help_text="Who gives the reference: erp, shop, online-retail.")
    value = models.CharField(max_length=254, help_text="As given.")
    normal = models.CharField(max_length=254, help_text="As compared: lower case, E.164, trimmed.")
    valid = models.BooleanField(default=True)
    main = models.BooleanField(default=False)
    source = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "issuer", "normal"], name="identifier_lookup")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "kind", "issuer", "normal"], name="identifier_once_per_party"),
            models.UniqueConstraint(
                fields=["kind", "issuer", "normal"],
                condition=models.Q(kind__in=["external", "device"]),
                name="identifier_of_one_party",
            ),
        ]


class Address(models.Model):
    """A postal address of a party, by purpose."""

    class Purpose(models.TextChoices):
        HOME = "home", _("Domicile")
        WORK = "work", _("Travail")
        BILLING = "billing", _("Facturation")
        DELIVERY = "delivery", _("Livraison")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.HOME)
    lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; empty when unknown.")
    main = models.BooleanField(default=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(Lower("city"), name="address_by_city"),
            models.Index(fields=["country"], name="address_by_country"),
        ]


class Relation(models.Model):
    """`party` is `kind` of `other`: works at, household, partner of, referred by."""

    class Kind(models.TextChoices):
        WORKS_AT = "works_at", _("Travaille chez")
        HOUSEHOLD = "household", _("Même foyer que")
        PARTNER_OF = "partner_of", _("Partenaire de")
        REFERRED_BY = "referred_by", _("Recommandé par")

    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="relations", db_index=False
    )  # relation_once
    other = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="relations_in")
    kind = models.CharField(max_length=12, choices=Kind)
    role = models.CharField(max_length=80, blank=True)
    since_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "other", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(party=models.F("other")), name="relation_between_two"),
        ]


class Tag(models.Model):
    """A word the team sticks on customers."""

    name = models.CharField(max_length=60)
    parties = models.ManyToManyField(Party, related_name="tags")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What someone of the team wrote about a customer."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(max_length=20_000)
    created_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)


class SearchEntry(models.Model):
    """The folded words a party is found by; the database keeps its own full-text index over them (migration 0004)."""

    party = models.OneToOneField(Party, primary_key=True, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
