"""Which connected programs were told of a person: for the person, who may ask."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from cordiale.channels.webhooks.models import Delivery
from cordiale.people.privacy.map import Rows
from cordiale.people.privacy.subjects import Subject


def told(subject: Subject) -> Rows:
    """One row per address that took an announcement: keys and dates of the last month."""
    taken = Delivery.objects.filter(party__in=subject.keys, state=Delivery.State.TAKEN)
    rows = taken.values("subscription__name", "subscription__url").annotate(
        times=Count("pk"), first_at=Min("happened_at"), last_at=Max("happened_at")
    )
    return [
        {
            "who": f"{row['subscription__name']} ({urlsplit(row['subscription__url']).hostname})",
            "what": _("annonces de changements, sans contenu"),
            "times": row["times"],
            "first_at": row["first_at"].isoformat(),
            "last_at": row["last_at"].isoformat(),
        }
        for row in rows
    ]
