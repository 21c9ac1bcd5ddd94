"""How far the lake knows what is known of parties."""

from __future__ import annotations

from django.db import models


class TraitState(models.Model):
    """Up to which place of the feed the lake was told, under which definitions; one row."""

    turn = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    defined = models.CharField(max_length=64, help_text="Fingerprint of the fields that the lake holds, and how.")
    told_at = models.DateTimeField(help_text="Of the last telling: the next one is later, whatever the clock says.")
