"""What a person may have: everything held about them (access), or what they told us, for machines (portability)."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.models import Party, User
from cordiale.people.privacy import map, others, recipients, stores, subjects, tables
from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.models import Handover
from cordiale.people.privacy.refusals import NoSuchFile
from cordiale.people.privacy.subjects import Subject
from cordiale.people.refusals import NoSuchParty

KEPT_FOR = timedelta(days=7)
FILE = "donnees.zip"


@transaction.atomic
def ask(key: UUID, *, portable: bool = False, by: User) -> Handover:
    """Ask for the file of a person; a job makes it."""
    from cordiale.people.privacy import tasks

    party = Party.objects.filter(key=key).first()
    if party is None:
        raise NoSuchParty
    made = Handover.objects.create(party=party, portable=portable, asked_by=by)
    audit.write(by, "handover.asked", party=party, subject=str(made.key), detail={"portable": portable})
    tasks.prepare.enqueue(key=str(made.key))
    return made


def told(subject: Subject, *, portable: bool = False) -> dict[str, Any]:
    """Everything, place by place; `portable` keeps what the person gave."""
    names = others.names_of(subject)
    places = [_place(one, subject, names=names) for one in map.every() if one.given or not portable]
    received = {} if portable else {"received_by": recipients.of(subject)}
    return {
        "format": "cordiale-person-1",
        "made_at": clock.now().isoformat(),
        "controller": settings.COMPANY_NAME,
        "key": str(subject.key),
        **received,
        "places": [one for one in places if one["rows"]],
    }


def _place(holding: Holding, subject: Subject, *, names: list[str]) -> dict[str, Any]:
    rows = holding.exports(subject) if holding.exports else tables.export(holding, subject)
    if holding.data_class in others.CLASSES:
        rows = others.hidden(rows, subject=subject, names=names)
    return {
        "name": holding.name,
        "label": str(holding.label),
        "class": holding.data_class,
        "purposes": [str(map.PURPOSES[one]) for one in holding.purposes],
        "basis": str(map.BASES[holding.basis]),
        "kept": str(map.RETENTIONS[holding.retention]),
        "recipients": [str(map.RECIPIENTS[one]) for one in holding.recipients],
        "rows": rows,
    }


def prepare(key: UUID) -> None:
    """Write the zip: JSON for machines, a page for people. The file is complete before it is announced."""
    made = Handover.objects.select_related("party").filter(key=key).first()
    if made is None or made.ready_at is not None:
        return
    subject = subjects.of(made.party.key)
    if subject is None:
        return
    data = told(subject, portable=made.portable)
    folder = stores.folder_of(made.key)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / "draft"
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("donnees.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        if not made.portable:
            file.writestr("lisez-moi.html", render_to_string("privacy/handed_over.html", {"data": data}))
        for name, content in _attachments(subject):
            file.writestr(name, content)
    final = draft.rename(folder / FILE)
    now = clock.now()
    rows = sum(len(one["rows"]) for one in data["places"])
    with transaction.atomic():
        Handover.objects.filter(pk=made.pk).update(ready_at=now, until=now + KEPT_FOR, size=final.stat().st_size)
        audit.write(made.asked_by, "handover.made", party=made.party, subject=str(made.key), rows=rows)


def _attachments(subject: Subject) -> list[tuple[str, bytes]]:
    """The files kept about the person, from the places that hold any."""
    return [file for one in map.every() if one.files for file in one.files(subject)]


@transaction.atomic
def take(key: UUID, *, of: UUID, by: User) -> Path:
    """Where the file stands, for the one who hands it over; the log learns that it left."""
    made = Handover.objects.select_for_update().select_related("party").filter(key=key, party__key=of).first()
    path = stores.folder_of(key) / FILE
    if made is None or made.until is None or made.until < clock.now() or not path.exists():
        raise NoSuchFile
    made.taken_at = clock.now()
    made.save(update_fields=["taken_at"])
    audit.write(by, "handover.taken", party=made.party, subject=str(key), detail={"portable": made.portable})
    return path


def expire() -> int:
    """Delete what is older than seven days; how many."""
    old = Handover.objects.filter(asked_at__lt=clock.now() - KEPT_FOR)
    for key in old.values_list("key", flat=True):
        shutil.rmtree(stores.folder_of(key), ignore_errors=True)
    number, _each = old.delete()
    return number


def title(portable: bool) -> str:
    """What the file is, in words."""
    return _("Portabilité") if portable else _("Accès")
