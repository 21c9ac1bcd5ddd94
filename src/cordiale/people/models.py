"""Who the house knows: parties with every identifier, relation and consent, and the team that cares for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys


class Team(models.Model):
    """People who share customers."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None, **extra: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works here and signs in with an e-mail address."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("Comme le système")
        LIGHT = "light", _("Clair")
        DARK = "dark", _("Sombre")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    language = models.CharField(max_length=5, default="fr")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    single_keys = models.BooleanField(default=True, help_text="Whether single-key shortcuts are on (WCAG 2.1.4).")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


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
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=80, blank=True, help_text="Who told us first: import:<key>, demo, manual.")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="party_by_name"),
            models.Index(fields=["-created_at", "-id"], name="party_by_creation"),
            models.Index(fields=["owner", "sort_name", "id"], name="party_by_owner"),
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

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="identifiers")
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


class Relation(models.Model):
    """`party` is `kind` of `other`: works at, household, partner of, referred by."""

    class Kind(models.TextChoices):
        WORKS_AT = "works_at", _("Travaille chez")
        HOUSEHOLD = "household", _("Même foyer que")
        PARTNER_OF = "partner_of", _("Partenaire de")
        REFERRED_BY = "referred_by", _("Recommandé par")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="relations")
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


class Wording(models.Model):
    """The exact text a person agreed to, stored once by its hash."""

    hash = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    language = models.CharField(max_length=5)


class Consent(models.Model):
    """One line of the append-only ledger; the present state is the fold of the lines (safety 6.2)."""

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("Publicité")
        PROFILING = "profiling", _("Profilage")
        SURVEY = "survey", _("Enquêtes")
        OPEN_TRACKING = "open_tracking", _("Suivi des ouvertures")

    class State(models.TextChoices):
        GRANTED = "granted", _("accordé")
        REFUSED = "refused", _("refusé")
        WITHDRAWN = "withdrawn", _("retiré")
        EXPIRED = "expired", _("expiré")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consents")
    identifier = models.ForeignKey(
        Identifier, null=True, blank=True, on_delete=models.SET_NULL, related_name="consents"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=20, help_text="email, sms, phone, letter, web, all.")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField(help_text="When the person said so.")
    received_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=80, blank=True)
    wording = models.ForeignKey(Wording, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proof = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    jurisdiction = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "purpose", "channel", "at"], name="consent_fold")]


class TimelineEntry(models.Model):
    """A recent event of a party: written with the deed, copied to the spool, kept some weeks; the lake keeps years."""

    id = models.UUIDField(primary_key=True, help_text="The event's id.")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    data = models.JSONField(default=dict, blank=True)
    personal = models.JSONField(default=dict, blank=True)
    spooled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "-at", "-id"], name="timeline_of_party"),
            models.Index(fields=["at"], condition=models.Q(spooled_at=None), name="timeline_to_spool"),
        ]
