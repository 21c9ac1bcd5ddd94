"""The company's logo: given, taken away, put back."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cordiale.core.errors import Refusal
from cordiale.people import audit
from cordiale.people.models import User
from cordiale.project.house import pictures
from cordiale.web.brand import CARD, Logo

ASIDE = f"{CARD}.removed"


class NoLogo(Refusal):
    """There is none to take away or to put back."""

    code = "no-logo"
    status = 404
    sentence: ClassVar[str] = "Il n’y a pas de logo ici."


@transaction.atomic
def give(upload: UploadedFile, *, by: User) -> Logo:
    """Make a picture safe and show it everywhere from now on."""
    if (upload.size or 0) > pictures.MOST_BYTES:
        raise pictures.PictureTooLarge
    picture = pictures.clean(upload.read(pictures.MOST_BYTES + 1))
    digest = hashlib.sha256(picture.content).hexdigest()[:32]
    told = Logo(f"logo-{digest}.{picture.extension}", picture.media, picture.width, picture.height, digest)
    audit.write(by, "settings.changed", detail={"fields": ["logo"]})
    _write(told.path, picture.content)
    _write(_folder() / CARD, json.dumps(asdict(told)).encode())
    for old in _folder().glob("logo-*"):
        if old.name != told.file:
            old.unlink()
    return told


@transaction.atomic
def remove(*, by: User) -> None:
    """Show the house's own mark again; the picture waits."""
    _move(CARD, ASIDE, by=by)


@transaction.atomic
def put_back(*, by: User) -> None:
    """Show the picture that was taken away."""
    _move(ASIDE, CARD, by=by)


def _move(source: str, target: str, *, by: User) -> None:
    audit.write(by, "settings.changed", detail={"fields": ["logo"]})
    try:
        (_folder() / source).replace(_folder() / target)
    except FileNotFoundError as none:
        raise NoLogo from none


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a process that reads meanwhile sees the former one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.draft")
    with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
