"""Which programs read a person's record: for the person, who may ask. Their names stand with their accounts."""

from __future__ import annotations

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from cordiale.people.audit.models import Entry
from cordiale.people.privacy.map import Rows
from cordiale.people.privacy.subjects import Subject
from cordiale.project.api.models import ServiceAccount


def told(subject: Subject) -> Rows:
    """One row per program that read or exported the record, as long as the log goes back."""
    programs = dict(ServiceAccount.objects.values_list("user__key", "user__name"))
    reads = Entry.objects.filter(party__in=subject.keys, deed__in=("party.read", "party.exported"), actor__in=programs)
    rows = reads.order_by().values("actor").annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
    return [
        {
            "who": programs[row["actor"]],
            "what": _("lecture de la fiche"),
            "times": row["times"],
            "first_at": row["first_at"].isoformat(),
            "last_at": row["last_at"].isoformat(),
        }
        for row in rows
    ]
