"""A run's figures in words for the pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cordiale.listen.imports import refusals
from cordiale.listen.imports.inspection import Inspection
from cordiale.listen.imports.kinds import all_kinds
from cordiale.listen.imports.kinds.base import Kind
from cordiale.listen.imports.models import ImportRun


def kinds() -> list[Kind]:
    """What can be imported, for the first page."""
    return list(all_kinds().values())


def found(look: Inspection) -> Iterator[tuple[str, str]]:
    """How the file is written, as detected."""
    reading = look.reading
    names = {"csv": "CSV", "excel": "Excel", "parquet": "Parquet", "jsonl": _("JSON par lignes")}
    yield _("Format"), names.get(reading.format, reading.format)
    if reading.encoding:
        yield _("Encodage"), reading.encoding.upper()
    if reading.delimiter:
        yield _("Séparateur"), {"\t": _("tabulation")}.get(reading.delimiter, f"« {reading.delimiter} »")
    if reading.sheet:
        yield _("Feuille"), reading.sheet
    yield _("Colonnes"), str(len(look.columns))


def refusal(run: ImportRun) -> str:
    """Why the whole file was refused, in words."""
    kept = run.refusal
    if not kept:
        return ""
    found = getattr(refusals, str(kept["name"]), None)
    if found is None:
        return _("Le fichier est refusé.")
    return _(found.sentence) % kept["details"] if kept["details"] else _(found.sentence)
