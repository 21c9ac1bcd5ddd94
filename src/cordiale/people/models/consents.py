"""The append-only ledger of what people agreed to, refused or took back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cordiale.core import clock, keys
from cordiale.people.models.parties import Identifier, Party
from cordiale.people.models.users import User


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
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consents", db_index=False)  # consent_fold
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
