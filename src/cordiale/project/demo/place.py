"""Where the demo lives, and the care not to touch anything else: a marker file says what was prepared."""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from cordiale.core.errors import Refusal

MARKER = "demo.json"
TRUTH = "truth.json"
DEFAULT_DATA = "var/demo"
COMPANY = "Rivage"


class OtherData(Refusal):
    """The directory or the database holds somebody's real work."""

    code = "other-data"
    sentence: ClassVar[str] = (
        "Le dossier %(data)s ou sa base contient déjà autre chose qu’une démonstration : rien n’a été touché. "
        "Donnez un autre dossier par CORDIALE_DATA."
    )


class AnotherDemo(Refusal):
    """What is there was prepared with other options."""

    code = "another-demo"
    sentence: ClassVar[str] = (
        "La démonstration de %(data)s a été préparée autrement (%(customers)s clients, graine %(seed)s, au %(as_of)s). "
        "Ajoutez --fresh pour la refaire, ou donnez un autre dossier par CORDIALE_DATA."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for, and whether it stands."""

    customers: int
    seed: int
    as_of: datetime
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The demo's data directory."""

    data: Path

    def plan(self) -> Plan | None:
        """What was prepared or begun here."""
        marker = self.data / MARKER
        if not marker.is_file():
            return None
        told = json.loads(marker.read_text(encoding="utf-8"))
        return Plan(**{**told, "as_of": datetime.fromisoformat(told["as_of"])})

    def keep(self, plan: Plan) -> Plan:
        """Write down what is being prepared, or that it is ready."""
        self._write(MARKER, {**asdict(plan), "as_of": plan.as_of.isoformat()})
        return plan

    def keep_truth(self, truth: dict[str, object]) -> Path:
        return self._write(TRUTH, truth)

    def _write(self, name: str, value: object) -> Path:
        path = self.data / name
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
        return path

    def check(self, *, customers: int | None, seed: int | None, as_of: datetime | None, occupied: bool) -> Plan | None:
        """The plan to open or go on with; None when the place is free. Refuses what is not this demo."""
        known = self.plan()
        if known is None:
            if occupied:
                raise OtherData(data=self.data)
            return None
        asked = (customers or known.customers, seed if seed is not None else known.seed, as_of or known.as_of)
        if asked != (known.customers, known.seed, known.as_of):
            raise AnotherDemo(
                data=self.data, customers=known.customers, seed=known.seed, as_of=known.as_of.date().isoformat()
            )
        return known

    def done(self, plan: Plan) -> Plan:
        return self.keep(replace(plan, ready=True))


def choose() -> None:
    """Before the settings are read: the demo's own directory and name, unless the environment says otherwise."""
    os.environ.setdefault("CORDIALE_DATA", DEFAULT_DATA)
    os.environ.setdefault("CORDIALE_COMPANY", COMPANY)
    os.environ.setdefault("CORDIALE_MFA", "optional")


def clear(data: Path) -> None:
    """Throw the prepared demo away: files of SQLite and of the lake, or the tables of the PostgreSQL it lives in.

    Call it only where `Place.plan` says that a demo is.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections

    from cordiale.people.audit import guards

    if connection.vendor == "sqlite":
        connections.close_all()
        _unlink(Path(str(settings.DATABASES["default"]["NAME"])))
    else:
        guards.remove(connection)  # the audit log of a demo goes with the demo
        call_command("flush", interactive=False, verbosity=0)
        guards.install(connection)
    for url in {settings.LAKE.spool_url, settings.LAKE.keyring_url}:
        if url.startswith("sqlite:///"):
            _unlink(Path(url.removeprefix("sqlite:///")))
        else:
            _drop_lake_tables()
    shutil.rmtree(settings.LAKE.root, ignore_errors=True)
    for name in (MARKER, TRUTH):
        (data / name).unlink(missing_ok=True)


def _unlink(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _drop_lake_tables() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        tables: Iterable[str] = connection.introspection.table_names(cursor)
        for table in tables:
            if table.startswith("lake_"):
                cursor.execute(f'DROP TABLE "{table}" CASCADE')
