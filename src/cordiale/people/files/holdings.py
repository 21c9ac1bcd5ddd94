"""Attached files on the map of personal data: counted, given out and erased with the person, bytes and all."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy.map import Files, Holding
from cordiale.people.privacy.map import declare as _declare
from cordiale.people.privacy.subjects import Subject


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="files.Attachment", label=_("Fichiers joints"), data_class="sensitive", purposes=("service",),
            basis="interest", retention="relation", recipients=("team", "hosting"), links=("party",),
            hidden=("stored",), order=80, erases=erase, files=files,
        )
    )  # fmt: skip


def erase(subjects: Sequence[Subject]) -> int:
    """Delete the bytes, then the rows; those of merged records too."""
    from cordiale.people.files import attachments

    return attachments.erase_of(pk for one in subjects for pk in one.pks)


def files(subject: Subject) -> Files:
    """The files themselves, under the names people gave them; two of one name are numbered."""
    from cordiale.people.files.models import Attachment

    found: Files = []
    for number, row in enumerate(Attachment.objects.filter(party_id__in=subject.pks).order_by("pk"), start=1):
        if default_storage.exists(row.stored):
            with default_storage.open(row.stored) as stored:
                found.append((f"fichiers/{number:04} {row.name}", stored.read()))
    return found
