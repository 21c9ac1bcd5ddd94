"""The fields and objects a company defines for itself; the values of parties stand in `Party.custom`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models import Party
from cordiale.people.rights.classes import CLASSES


def in_language(french: str, english: str) -> str:
    """The text in the reader's language, or in the one that was written."""
    return (english or french) if (get_language() or "fr").startswith("en") else (french or english)


class Labelled:
    """What has a label in each language."""

    label_fr: Any
    label_en: Any

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_fr, self.label_en)


class ObjectType(Labelled, models.Model):
    """A kind of thing the company keeps about its customers: a vehicle, a policy, a boat."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    name = models.CharField(max_length=40, unique=True, help_text="Never changes: addresses and the API use it.")
    label_fr = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    plural_fr = models.CharField(max_length=80)
    plural_en = models.CharField(max_length=80, blank=True)
    icon = models.CharField(max_length=40, default="layers")
    many = models.BooleanField(default=True, help_text="Whether a customer may have several.")
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    @property
    def plural(self) -> str:
        return in_language(self.plural_fr, self.plural_en)


class CustomField(Labelled, models.Model):
    """A field of parties, or of the records of an object (`of`), defined without code."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Texte")
        LONG_TEXT = "long_text", _("Texte long")
        NUMBER = "number", _("Nombre")
        MONEY = "money", _("Montant")
        DAY = "day", _("Jour")
        CHOICE = "choice", _("Choix")
        CHOICES = "choices", _("Plusieurs choix")
        FLAG = "flag", _("Oui ou non")
        REFERENCE = "reference", _("Autre fiche")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Téléphone")
        WEB = "web", _("Adresse web")

    class Index(models.TextChoices):
        NONE = "", _("pas d’index")
        BUILDING = "building", _("en construction")
        READY = "ready", _("rapide")

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    of = models.ForeignKey(ObjectType, null=True, blank=True, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40, help_text="Never changes: values, addresses and the API use it.")
    kind = models.CharField(max_length=10, choices=Kind, help_text="Never changes: values have this form.")
    label_fr = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    help_fr = models.CharField(max_length=200, blank=True)
    help_en = models.CharField(max_length=200, blank=True)
    data_class = models.CharField(max_length=12, choices=list(CLASSES.items()), default="contact")
    required = models.BooleanField(default=False)
    default = models.JSONField(null=True, blank=True)
    options = models.JSONField(default=list, blank=True, help_text="[{key, fr, en, retired}], in the order shown.")
    currency = models.CharField(max_length=3, blank=True)
    place = models.PositiveIntegerField(default=0)
    index = models.CharField(max_length=8, choices=Index, default=Index.NONE, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(of__isnull=True), name="party_field_once"),
            models.UniqueConstraint(
                fields=["of", "name"], condition=models.Q(of__isnull=False), name="object_field_once"
            ),
        ]

    @property
    def help(self) -> str:
        return in_language(self.help_fr, self.help_en)

    @property
    def index_name(self) -> str:
        return f"party_custom_{self.pk}"

    def words(self, option: str) -> str | None:
        """How an option reads, retired ones too: a value that was given stays readable."""
        found = next((one for one in self.options if one["key"] == option), None)
        return None if found is None else in_language(found["fr"], found["en"])

    def offered(self) -> list[tuple[str, str]]:
        """The options to choose from now."""
        return [(one["key"], in_language(one["fr"], one["en"])) for one in self.options if not one.get("retired")]


class Record(models.Model):
    """One thing of a kind, of one party: this vehicle, that policy."""

    key = models.UUIDField(default=keys.new, unique=True, editable=False)
    of = models.ForeignKey(ObjectType, on_delete=models.PROTECT, related_name="records", db_index=False)  # record_of
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="records")
    title = models.CharField(max_length=200)
    values = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of", "-created_at", "-id"], name="record_of")]

    def __str__(self) -> str:
        return self.title
