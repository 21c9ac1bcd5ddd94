"""Erasing from the command line: shown first, then done at once, or replayed after a restore."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import typer

from cordiale.project.console import out
from cordiale.project.speech import say


def replay() -> None:
    """Erase again whoever a restored backup brought back."""
    from cordiale.people import privacy

    out.print(say("Personnes effacées à nouveau\u00a0: %(count)s.", count=privacy.replay()))


def run(keys: Sequence[UUID], *, reason: str, dry_run: bool, yes: bool) -> None:
    """Show what would go; then, agreed, let it go, and overwrite what it leaves."""
    from cordiale.people.privacy import erasing, subjects, tasks

    whom = subjects.of_many(keys)
    for name, number in sorted(erasing.preview(whom).items()):
        out.print(f"{number:>8}  {name}")
    if dry_run:
        return
    if not yes:
        typer.confirm(say("Effacer pour toujours %(count)s fiche(s)\u00a0?", count=len(whom)), abort=True)
    done = erasing.carry_out(erasing.plan(keys, reason=reason, by=None).key)
    tasks.scrub()
    for name, (number, seconds) in done.report.items():
        out.print(f"{number:>8}  {seconds:>8.3f} s  {name}")
    out.print(say("C’est effacé. Les sauvegardes plus anciennes perdront ces fiches à leur restauration."))
