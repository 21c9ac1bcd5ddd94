"""Addresses of erased people stay left alone: when one comes back, its new record starts with a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable

from cordiale.core import keys
from cordiale.people import bulk
from cordiale.people.models import Consent
from cordiale.people.privacy import journal
from cordiale.people.privacy.models import Suppression
from cordiale.people.privacy.subjects import Subject

CHANNELS = {"email": ("email",), "phone": ("phone", "sms")}
SOURCE = "suppression"
AT_ONCE = 500


def remember(subjects: Iterable[Subject]) -> int:
    """Keep the hashes of their e-mails and telephones; how many are new."""
    rows = {
        mark: Suppression(hash=mark, kind=kind)
        for one in subjects
        for kind, normal in one.addresses
        if (mark := journal.mark_of_address(kind, normal))
    }
    known = set(Suppression.objects.filter(pk__in=rows).values_list("pk", flat=True))
    fresh = [row for mark, row in rows.items() if mark not in known]
    Suppression.objects.bulk_create(fresh)
    return len(fresh)


def heed(told: Iterable[tuple[int, str, str]]) -> int:
    """For new addresses (party, kind, normal): whoever was erased with one has withdrawn since then; how many.

    A consent given after that moment counts again: the person came back and said so.
    """
    if not Suppression.objects.exists():
        return 0
    marks = {journal.mark_of_address(kind, normal): (party, kind) for party, kind, normal in told if kind in CHANNELS}
    found = dict[str, object]()
    wanted = list(marks)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Suppression.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        found |= dict(rows.values_list("pk", "at"))
    lines = [
        (keys.new(), marks[mark][0], Consent.Purpose.MARKETING, channel, Consent.State.WITHDRAWN, at, SOURCE)
        for mark, at in found.items()
        for channel in CHANNELS[marks[mark][1]]
    ]
    columns = ("key", "party_id", "purpose", "channel", "state", "at", "source")
    bulk.insert(Consent, columns=columns, rows=lines)
    return len(found)
