"""The stores below and beside the tables: the lake with its spool, sessions, files made for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session

from cordiale.people import lakehouse
from cordiale.people.privacy import tables
from cordiale.people.privacy.map import Rows
from cordiale.people.privacy.subjects import Subject, Words

EVENTS_MOST = 100_000


def nothing(subject: Subject) -> Rows:
    """A store that holds only copies of what other places give."""
    return []


def count_lake(subjects: Sequence[Subject]) -> int:
    """How many events the lake holds of them."""
    from cordiale.lake import history

    lake = lakehouse.lake()
    return sum(history.count(lake, [key for one in subjects for key in one.keys]).values())


def erase_lake(subjects: Sequence[Subject]) -> int:
    """Destroy their keys, hide their facts, delete what waits in the spool. Their files are rewritten at night."""
    number = count_lake(subjects)
    lakehouse.lake().erase_all([key for one in subjects for key in one.keys])
    return number


def export_lake(subject: Subject) -> Rows:
    """Every event, opened with the person's own key."""
    from cordiale.lake import history

    events = [event for key in subject.keys for event in history.of_party(lakehouse.lake(), key, limit=EVENTS_MOST)]
    names = ("id", "kind", "at", "source", "subject", "amount", "currency")
    return [
        {name: tables.value(getattr(event, name)) for name in names}
        | {"data": dict(event.data), "personal": dict(event.personal)}
        for event in sorted(events, key=lambda one: one.at)
    ]


def _naming(subjects: Sequence[Subject]) -> Iterator[Any]:
    """The sessions in which one of them is named."""
    known = Words(subjects)
    for session in Session.objects.iterator(chunk_size=500):
        text = json.dumps(session.get_decoded(), ensure_ascii=False, default=str)
        if known.in_text(text):
            yield session


def count_sessions(subjects: Sequence[Subject]) -> int:
    """How many sessions name them."""
    return sum(1 for _ in _naming(subjects))


def erase_sessions(subjects: Sequence[Subject]) -> int:
    """Close them: their owners sign in again, and nothing is left of whom they saw."""
    found = [session.pk for session in _naming(subjects)]
    Session.objects.filter(pk__in=found).delete()
    return len(found)


def folder_of(key: object) -> Path:
    """Where the file made for a person stands."""
    return Path(settings.DATA) / "handovers" / str(key)


def _handovers(subjects: Sequence[Subject]) -> list[Path]:
    from cordiale.people.privacy.models import Handover

    pks = [pk for one in subjects for pk in one.pks]
    keys = Handover.objects.filter(party_id__in=pks).values_list("key", flat=True)
    return [folder for key in keys if (folder := folder_of(key)).exists()]


def count_handovers(subjects: Sequence[Subject]) -> int:
    """How many files were made for them and are still here."""
    return len(_handovers(subjects))


def erase_handovers(subjects: Sequence[Subject]) -> int:
    """Delete those files."""
    found = _handovers(subjects)
    for folder in found:
        shutil.rmtree(folder)
    return len(found)
