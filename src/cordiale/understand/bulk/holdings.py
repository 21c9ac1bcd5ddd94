"""The files of exports on the map of personal data: kept a day, and gone with whoever stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy import stores
from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare
from cordiale.people.privacy.subjects import Subject, Words


def declare() -> None:
    """Called once when the house opens."""
    _declare(
        Holding(
            name="exports", label=_("Fichiers d’export, gardés un jour"), data_class="contact", purposes=("service",),
            basis="interest", retention="handover", recipients=("team",), order=94, counts=count, erases=erase,
            exports=stores.nothing,
        )
    )  # fmt: skip


def _naming(whom: Sequence[Subject]) -> Iterator[Path]:
    """The files with a line about one of them."""
    place, known = Path(settings.DATA) / "exports", Words(whom)
    for file in sorted(place.glob("*.csv")) if place.is_dir() else ():
        with file.open(encoding="utf-8", errors="replace") as lines:
            if any(known.in_text(line) for line in lines):
                yield file


def count(whom: Sequence[Subject]) -> int:
    """How many files name them."""
    return sum(1 for _ in _naming(whom))


def erase(whom: Sequence[Subject]) -> int:
    """Delete those files: whoever needs one asks for it again."""
    found = list(_naming(whom))
    for file in found:
        file.unlink(missing_ok=True)
    return len(found)
