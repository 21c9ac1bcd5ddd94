"""`cordiale import`: the same engine as the screens, with its report on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cordiale.core.errors import Refusal
    from cordiale.listen.imports.models import ImportRun
    from cordiale.listen.imports.plans import Plan

DONE, WITH_REFUSALS = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of the command."""

    file: Path
    template: str = ""
    kind: str = ""
    dry_run: bool = False
    yes: bool = False
    columns: Sequence[str] = ()  # "column=field"
    refused: Path | None = None
    as_json: bool = False
    interactive: bool = False


def run(asked: Asked) -> int:
    """Import a file as asked; the exit code. Django stands and the database is migrated."""
    from cordiale.listen.imports import reports, runs

    plan = _plan(asked)
    if asked.template == "" and not asked.yes and not asked.dry_run and not _agreed(asked, plan):
        return DONE
    run = _resumable(asked, plan)
    with _bar() as progress:
        if asked.dry_run:
            run = runs.check(run.key, progress=progress)
        else:
            run = runs.carry_out(run.key, progress=progress)
            _say(_("Chargement du lac, chiffres et profils…"))
            runs.settle(run)
    refused_file = _write_refused(run, asked)
    if asked.as_json:
        sys.stdout.write(json.dumps(summary(run, refused_file), ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write(_title(run) + "\n\n" + reports.as_text(reports.tables(run)) + "\n")
        if refused_file:
            _say(_("Lignes refusées, à corriger et importer de nouveau\u00a0: %(path)s") % {"path": refused_file})
    return WITH_REFUSALS if run.counts["rows"]["refused"] else DONE


def wrong_use() -> tuple[type[Refusal], ...]:
    """The refusals that mean "asked wrongly" rather than "the file will not do"."""
    from cordiale.listen.imports import refusals

    return (
        refusals.FileMissing,
        refusals.UnknownTemplate,
        refusals.UnknownKind,
        refusals.BadMapping,
        refusals.MissingFields,
        refusals.NobodyToAsk,
    )


def summary(run: ImportRun, refused_file: Path | None) -> dict[str, Any]:
    """The report for a program."""
    return {
        "import": str(run.key),
        "file": run.file_name,
        "sha256": run.sha256,
        "state": run.state,
        "counts": run.counts,
        "report": run.report,
        "refused_file": str(refused_file) if refused_file else None,
    }


def _(text: str) -> str:
    from django.utils.translation import gettext

    return gettext(text)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _title(run: ImportRun) -> str:
    words = _("Import de %(file)s") if run.state == "done" else _("Essai à blanc de %(file)s\u00a0: rien n’a été écrit")
    return f"{words % {'file': run.file_name}}\nsha256 {run.sha256}\n{run.source}"


def _plan(asked: Asked) -> Plan:
    """The template's plan, or one suggested from the file; `--map` and `--kind` have the last word."""
    from cordiale.listen.imports import inspection, kinds, refusals, templates
    from cordiale.listen.imports.plans import Plan

    chosen = dict(pair.rsplit("=", 1) for pair in asked.columns if "=" in pair)
    if len(chosen) < len(asked.columns):
        raise refusals.BadMapping(what=", ".join(pair for pair in asked.columns if "=" not in pair))
    if asked.template:
        plan = templates.template(asked.template).plan
        return replace(plan, kind=asked.kind or plan.kind, columns={**plan.columns, **chosen})
    look = inspection.inspect(asked.file)
    kind = kinds.kind_of(asked.kind) if asked.kind else look.likely_kind()
    suggested = {s.column: s.field for s in look.suggestions(kind) if s.field not in chosen.values()}
    return Plan(kind=kind.name, columns={**suggested, **chosen}, reading=look.reading)


def _resumable(asked: Asked, plan: Plan) -> ImportRun:
    from cordiale.listen.imports import runs

    run = runs.create(path=asked.file, plan=plan, template=asked.template)
    if waiting := None if asked.dry_run else runs.interrupted(sha256=run.sha256, plan=plan):
        run.delete()
        waiting.path = str(asked.file.resolve())
        waiting.save(update_fields=["path"])
        _say(_("Un import interrompu de ce fichier est repris."))
        return waiting
    if earlier := runs.seen_before(run):
        _say(_("Ce fichier a déjà été importé (%(source)s).") % {"source": earlier.source})
    return run


def _agreed(asked: Asked, plan: Plan) -> bool:
    """Show what was detected, the mapping and the dry run; without a terminal nobody can be asked: refuse."""
    from cordiale.listen.imports import inspection, refusals, reports, runs

    if not asked.interactive:
        raise refusals.NobodyToAsk
    look = inspection.inspect(asked.file)
    _say(f"{look.reading}\n")
    for column in look.columns:
        field = plan.columns.get(column.name, "—")
        _say(f"  {column.name:30.30} → {field:16} {column.format.type} {column.format.style:5} {column.samples[:3]}")
    run = runs.create(path=asked.file, plan=plan)
    with _bar() as progress:
        run = runs.check(run.key, progress=progress)
    _say("\n" + reports.as_text(reports.tables(run)))
    runs.discard(run)
    return input(_("Importer maintenant\u00a0? [o/N] ")).strip().lower() in ("o", "oui", "y", "yes")


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress bar on standard error, where there is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from cordiale.jobs.progress import Progress as Told
    from cordiale.jobs.progress import Seen

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("", total=None)

        def report(*, done: int, total: int | None, text: str) -> Seen:
            bar.update(shown, completed=done, total=total, description=text)
            return Seen(held=True, cancelled=False)

        yield Told(report)


def _write_refused(run: ImportRun, asked: Asked) -> Path | None:
    from cordiale.listen.imports import refusals, refused

    if not run.counts["rows"]["refused"]:
        return None
    path = asked.refused or run.folder / "refused.csv"
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            refused.write_csv(run, out)
    except OSError as error:
        raise refusals.CannotWrite(path=path) from error
    return path
