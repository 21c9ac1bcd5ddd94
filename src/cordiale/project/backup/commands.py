"""What `cordiale backup` and `cordiale restore` do and say."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

from cordiale.core import clock
from cordiale.project import console, lock
from cordiale.project.backup import journals, keeping, restoring, settling, taking, verifying
from cordiale.project.backup.place import SECRETS, Place
from cordiale.project.backup.refusals import NotABackup
from cordiale.project.backup.taking import Taken, Wish
from cordiale.project.console import out
from cordiale.project.speech import say

MIB = 1024 * 1024


def wish(*, folder: Path | None = None, suffix: str = "", database: bool = True) -> Wish:
    """The wish that the settings make, with what was said on the command line."""
    from django.conf import settings

    return Wish(
        folder=folder or settings.BACKUPS,
        apart=settings.BACKUPS_APART,
        suffix=suffix,
        database=database,
        keep=settings.BACKUP_KEEP,
        keyring_days=settings.BACKUP_KEYRING_DAYS,
    )


def back_up(asked: Wish, *, verify: bool) -> None:
    """Take a backup, prove it if asked, and tell what was made and what to keep apart."""
    place = Place.of_settings()
    with console.err.status(say("Sauvegarde…")) as status:
        taken = taking.take(place, asked, migrations=applied(), tell=status.update)
        proof = None
        if verify:
            status.update("verify")
            proof = verifying.verify(taken.path, place, apart=asked.apart, known_migrations=known())
            keeping.mark_verified(asked.folder, taken.manifest.stamp)
    _tell(taken)
    if proof is not None:
        out.print(say("Rendue à l’essai en %(seconds)s s, comparée, ouverte : elle est bonne.", seconds=proof.seconds))


def _tell(taken: Taken) -> None:
    told = taken.manifest
    rows = sum(sum(told.rows(name).values()) for name in ("product", "spool"))
    size = f"{told.bytes / MIB:.1f}"
    out.print(say("Sauvegarde : %(path)s", path=taken.path), style="bold")
    out.print(
        say("%(size)s Mio en %(seconds)s s ; lignes copiées : %(rows)s.", size=size, seconds=told.seconds, rows=rows)
    )
    if told.lake_is_remote:
        out.print(say("Le lac est distant et n’est pas copié : activez le versionnage de son seau."), style="yellow")
    if "product" not in told.databases:
        out.print(say("La base PostgreSQL n’est pas dans cette copie (docs/backup.md)."), style="yellow")
    if taken.removed:
        out.print(say("Anciennes copies ôtées : %(count)s.", count=len(taken.removed)))
    out.print(say("À GARDER À PART, sur un autre support que la sauvegarde :"), style="bold yellow")
    out.print(say("  trousseau : %(path)s", path=taken.keyring), style="yellow")
    if taken.secrets:
        out.print(say("  secrets : %(path)s", path=taken.secrets), style="yellow")
    out.print(say("Qui tient les trois lit tout ; sans eux, le personnel du lac est perdu."), style="yellow")


def put_back(path: Path, *, force: bool, apart: Path | None) -> None:
    """Restore into the house of the settings, which must be stopped; then settle it."""
    from django.conf import settings
    from django.db import connections

    from cordiale.people import privacy

    place = Place.of_settings()
    with lock.held(settings.DATA), console.err.status(say("Restauration…")) as status:
        connections.close_all()
        done = restoring.restore(
            path,
            place,
            apart=apart or settings.BACKUPS_APART,
            known_migrations=known(),
            force=force,
            tell=status.update,
        )
        for journal in place.journals:
            journals.merge((apart or settings.BACKUPS_APART) / journal.name, into=journal)
        erased = settling.settle()
        if erased:
            privacy.overwrite()  # their bytes came back with the copy
    if erased:
        out.print(say("Effacées de nouveau, car le journal les connaît : %(count)s personnes.", count=erased))
    out.print(say("Rendu : %(path)s, en %(seconds)s s.", path=path, seconds=done.seconds), style="bold")
    out.print(say("Tout le monde est déconnecté. Les clés d’API retirées depuis la copie sont à retirer de nouveau."))
    if done.keyring:
        out.print(say("Trousseau repris de %(name)s.", name=done.keyring))
    if done.aside:
        out.print(say("Ce qui était là est mis de côté sous « %(name)s » ; effacez-le une fois sûr.", name=done.aside))


def place_secrets(path: Path) -> None:
    """Before the settings are read: put the kept secrets where a new house would otherwise make its own."""
    data = Path(os.environ.get("CORDIALE_DATA", "").strip() or "var").resolve()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotABackup(path=path) from error
    data.mkdir(parents=True, exist_ok=True, mode=0o750)
    for name in SECRETS:
        target = data / name
        if name in found and not target.exists():
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(found[name])


def due() -> bool:
    """Whether the last good backup is older than the settings allow. A house of less than an hour has none to make."""
    from django.conf import settings

    if not settings.BACKUP_HOURS:
        return False
    last = keeping.last(settings.BACKUPS)
    if last is not None:
        return clock.now() - last.taken_at >= timedelta(hours=settings.BACKUP_HOURS)
    made = settings.DATA.stat().st_ctime if not (key := settings.DATA / "secret.key").exists() else key.stat().st_mtime
    return clock.now().timestamp() - made > 3600


def applied() -> list[str]:
    """The migrations in the database."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    done = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in done)


def known() -> set[str]:
    """The migrations of this version."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}
