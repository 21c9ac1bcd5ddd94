"""What the doctor looks at, part by part."""

import difflib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cordiale.core import clock
from cordiale.jobs.models import Job
from cordiale.lake.keyring import Keyring
from cordiale.lake.schemas import TABLES
from cordiale.lake.spool import Spool
from cordiale.people.lakehouse import lake
from cordiale.project import lock, surroundings
from cordiale.project.backup import commands, keeping
from cordiale.project.doctor import Finding, care, ill, well
from cordiale.project.entrance_examined import examine_signin
from cordiale.project.speech import say

GIB = 1024**3
LATE_JOB = timedelta(minutes=5)
LATE_FACTS = 100_000
SKEW_S = 5.0
# A clock that says less than this is wrong: this version did not exist yet.
RELEASED_AT = 1_790_000_000.0
PROBE = UUID(int=0)


def examine_settings() -> Iterator[Finding]:
    """Names nobody reads (often a misspelling), and settings that do not go together."""
    names = settings.SETTING_NAMES
    unknown = [name for name in os.environ if name.startswith("CORDIALE_") and name not in names]
    for name in sorted(unknown):
        close = difflib.get_close_matches(name, names, n=1)
        todo = say("Vouliez-vous dire %(name)s ?", name=close[0]) if close else say("Retirez-le.")
        yield care("settings", say("Le réglage %(name)s n’existe pas.", name=name), todo)
    host = settings.LISTEN.rpartition(":")[0]
    if not settings.HTTPS and host not in ("127.0.0.1", "localhost", "[::1]"):
        said = say("Le site répond au réseau sans HTTPS : les mots de passe passeraient en clair.")
        yield care("settings", said, say("Placez un mandataire HTTPS devant et réglez CORDIALE_HTTPS=yes."))
    for name in ("secret.key", "keyring.secret"):
        path = settings.DATA / name
        if path.exists() and path.stat().st_mode & 0o077:
            said = say("D’autres que vous peuvent lire %(path)s.", path=path)
            yield ill("settings", said, f"chmod 600 {path}")
    if not unknown:
        yield well("settings", say("Dossier de données : %(path)s.", path=settings.DATA))


def examine_disk() -> Iterator[Finding]:
    """Room on each disk the house writes to: data, lake, backups."""
    folders = [settings.DATA, settings.BACKUPS, *([] if "://" in settings.LAKE.root else [Path(settings.LAKE.root)])]
    disks = {folder.stat().st_dev: folder for folder in reversed(folders) if folder.is_dir()}
    for folder in disks.values():
        yield from _room(folder)


def _room(folder: Path) -> Iterator[Finding]:
    usage = shutil.disk_usage(folder)
    told = {"free": f"{usage.free / GIB:.1f}", "total": f"{usage.total / GIB:.0f}", "folder": folder}
    free = say("%(free)s Gio libres sur %(total)s (%(folder)s).", **told)
    if usage.free < GIB:
        yield ill("disk", free, say("Libérez de la place : sous 64 Mio, plus rien n’est accepté."))
    elif usage.free < usage.total * 0.1:
        yield care("disk", free, say("Prévoyez de la place."))
    else:
        yield well("disk", free)


def examine_clock() -> Iterator[Finding]:
    """The clock against the code's age, the data directory's files and the database server."""
    now = time.time()
    todo = say("Mettez la machine à l’heure (NTP), puis redémarrez Cordiale.")
    newest = max((path.stat().st_mtime for path in settings.DATA.iterdir()), default=0.0)
    skew = max(newest - now, abs(_server_clock() - now)) if connection.vendor == "postgresql" else newest - now
    if now < RELEASED_AT:
        yield ill("clock", say("L’horloge retarde : cette version n’existait pas encore."), todo)
    elif skew > SKEW_S:
        yield care("clock", say("L’horloge diffère de %(seconds)s s de celle des données.", seconds=round(skew)), todo)
    else:
        yield well("clock", say("L’horloge est plausible."))


def examine_database() -> Iterator[Finding]:
    """It answers, is whole, is at this version's shape and, on SQLite, writes ahead."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        said = say("Changements de forme à appliquer : %(count)s.", count=pending)
        yield ill("database", said, "cordiale migrate")
    if connection.vendor == "sqlite":
        yield from _examine_sqlite()
    else:
        yield well("database", say("PostgreSQL %(version)s répond.", version=_scalar("SHOW server_version")))


def examine_spool() -> Iterator[Finding]:
    """It can be written, what waits is not too much, and nothing had to be put aside."""
    spool = Spool.open(settings.LAKE.spool_url)
    waiting, aside = spool.waiting(0), spool.quarantine.count()
    if waiting > LATE_FACTS:
        said = say("Faits en attente d’entrer dans le lac : %(count)s.", count=waiting)
        yield care("spool", said, say("Vérifiez que « cordiale up » tourne, ou lancez « cordiale load »."))
    if aside:
        said = say("Faits illisibles mis de côté : %(count)s.", count=aside)
        yield care("spool", said, say("Le journal dit pourquoi ; ils peuvent être rejoués."))
    if not aside and waiting <= LATE_FACTS:
        yield well("spool", say("Le tampon est sain. Faits en attente : %(count)s.", count=waiting))


def examine_lake() -> Iterator[Finding]:
    """Every table that exists can be opened, and its files are where it says."""
    tables = lake().tables
    found = [table for name in TABLES if (table := tables.find(name)) is not None]
    files = [uri for table in found for uri in table.file_uris()]
    gone = 0 if tables.remote else sum(1 for uri in files if not Path(uri).exists())
    if gone:
        said = say("Fichiers du lac introuvables : %(count)s.", count=gone)
        yield ill("lake", said, say("Rendez le dossier du lac depuis la dernière sauvegarde."))
    else:
        yield well(
            "lake",
            say("Le lac est lisible : %(tables)s tables, %(count)s fichiers.", tables=len(found), count=len(files)),
        )


def examine_keyring() -> Iterator[Finding]:
    """The secret opens the keyring: a probe is encrypted and read again."""
    ring = Keyring.open(settings.LAKE.keyring_url, secret=settings.LAKE.keyring_secret)
    if ring.decrypt(PROBE, ring.encrypt(PROBE, b"cordiale")) == b"cordiale":
        said = say("Le secret ouvre le trousseau. Gardez-en une copie hors de cette machine.")
        yield well("keyring", said)


def examine_work() -> Iterator[Finding]:
    """Somebody works: no job is long overdue, none was given up."""
    overdue = Job.objects.filter(next_at__lt=clock.now() - LATE_JOB).count()
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    running = lock.holder(settings.DATA)
    if overdue:
        said = say("Travaux en attente depuis plus de cinq minutes : %(count)s.", count=overdue)
        todo = (
            say("Démarrez « cordiale up ».") if running is None else say("Ajoutez des travailleurs : CORDIALE_WORKERS.")
        )
        yield care("work", said, todo)
    if failed:
        said = say("Travaux abandonnés : %(count)s.", count=failed)
        yield care("work", said, say("Le journal dit pourquoi ; ils peuvent être repris."))
    if running is None:
        yield well("work", say("« cordiale up » ne tourne pas sur cette machine."))
    elif not overdue:
        yield well("work", say("« cordiale up » tourne (processus %(pid)s).", pid=running))


def _examine_sqlite() -> Iterable[Finding]:
    result, mode = _scalar("PRAGMA quick_check(1)"), _scalar("PRAGMA journal_mode")
    name = Path(connection.settings_dict["NAME"]).name
    if result != "ok":
        todo = say("Arrêtez Cordiale, gardez une copie du fichier, rendez la dernière sauvegarde.")
        return [ill("database", say("La base %(name)s est abîmée : %(result)s", name=name, result=result), todo)]
    if mode != "wal":
        said = say("La base %(name)s n’écrit pas son journal d’avance (%(mode)s).", name=name, mode=mode)
        return [care("database", said, say("Un disque réseau ? Placez les données sur un disque de la machine."))]
    return [well("database", say("SQLite est saine (%(name)s).", name=name))]


def _scalar(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _server_clock() -> float:
    return float(str(_scalar("SELECT extract(epoch FROM clock_timestamp())")))


def examine_backup() -> Iterator[Finding]:
    """When the last good backup was taken and when one was last proved; what a restore set aside."""
    last = keeping.last(settings.BACKUPS)
    if last is None and settings.BACKUP_HOURS and not commands.due():
        yield well("backup", say("Maison neuve : la première sauvegarde viendra dans l’heure."))
    elif last is None:
        yield care("backup", say("Aucune sauvegarde n’a encore été prise."), "cordiale backup --verify")
    else:
        age = clock.now() - last.taken_at
        days = say("Dernière sauvegarde : il y a %(hours)s h.", hours=round(age.total_seconds() / 3600))
        proved = any(kept.verified_at for kept in keeping.finished(settings.BACKUPS))
        if age > timedelta(hours=2 * (settings.BACKUP_HOURS or 24)):
            yield care("backup", days, say("Vérifiez que « cordiale up » tourne, ou lancez « cordiale backup »."))
        elif not proved:
            yield care("backup", say("Aucune sauvegarde gardée n’a été rendue à l’essai."), "cordiale backup --verify")
        else:
            yield well("backup", days)
    aside = sorted(path.name for path in settings.DATA.glob("before_restore_*"))
    if aside:
        said = say("Données mises de côté par une restauration : %(names)s.", names=", ".join(aside))
        yield care("backup", said, say("Effacez ce dossier une fois la restauration vérifiée."))


EXAMINATIONS: dict[str, Callable[[], Iterable[Finding]]] = {
    "settings": examine_settings,
    "signin": examine_signin,
    "address": surroundings.examine_address,
    "mail": surroundings.examine_mail,
    "disk": examine_disk,
    "clock": examine_clock,
    "database": examine_database,
    "server": surroundings.examine_server,
    "spool": examine_spool,
    "lake": examine_lake,
    "keyring": examine_keyring,
    "work": examine_work,
    "programs": surroundings.examine_programs,
    "audit": surroundings.examine_audit,
    "backup": examine_backup,
}
