"""What the profiles tell retention: who bought, and who was heard of lately."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from cordiale.understand.profile.models import Profile


def since(moment: datetime) -> Q:
    """The parties that bought since then, or wrote, called or came within the last ninety days."""
    mine = Profile.objects.filter(party=OuterRef("pk"))
    return Q(Exists(mine.filter(Q(last_order_at__gte=moment) | Q(inbound_90d__gt=0))))


def customer() -> Q:
    """The parties that ever bought."""
    return Q(Exists(Profile.objects.filter(party=OuterRef("pk"), order_count__gt=0)))
