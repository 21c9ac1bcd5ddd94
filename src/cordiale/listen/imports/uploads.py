"""A file that comes through the browser: kept in the run's own folder, read once, given a plan to start from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from cordiale.core import keys
from cordiale.core.errors import Refusal
from cordiale.listen.imports import inspection, runs
from cordiale.listen.imports.inspection import Inspection
from cordiale.listen.imports.kinds.base import Kind
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Options, Plan
from cordiale.people.models import User

_UNSAFE = re.compile(r"[^\w.() -]+")


def receive(upload: UploadedFile, *, template: str = "", by: User) -> ImportRun:
    """Keep an uploaded file and open a draft for it, with the template's plan or the one its look suggests."""
    folder = Path(settings.DATA) / "imports" / str(keys.new())
    folder.mkdir(parents=True, mode=0o750)
    name = upload.name or "fichier"
    path = folder / (_UNSAFE.sub("_", Path(name).name)[-120:] or "file")
    with path.open("wb") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
    try:
        look = inspection.inspect(path)
        plan = None if template else suggested(look, look.likely_kind())
        run = runs.create(path=path, file_name=name, plan=plan, template=template, by=by)
    except Refusal:
        shutil.rmtree(folder)
        raise
    run.folder.mkdir(parents=True, exist_ok=True)
    run.path = str(shutil.move(path, run.folder / path.name))
    run.save(update_fields=["path"])
    folder.rmdir()
    return run


def suggested(look: Inspection, kind: Kind) -> Plan:
    """The plan a kind would take for this file, before anybody corrects it."""
    columns = {found.column: found.field for found in look.suggestions(kind)}
    options = Options(currency=settings.CURRENCY, time_zone=settings.TIME_ZONE)
    return Plan(kind=kind.name, columns=columns, reading=look.reading, options=options)
