"""The company's settings as the house may change them: kept in the settings file of the data directory.

They are read when a process starts. After a change the processes of `cordiale up` renew themselves, one by one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from cordiale.core.errors import Refusal
from cordiale.people import audit
from cordiale.people.models import User
from cordiale.project import upgrade
from cordiale.project.environment import file_values

NAMES = {
    "name": "CORDIALE_COMPANY",
    "language": "CORDIALE_LANGUAGE",
    "currency": "CORDIALE_CURRENCY",
    "country": "CORDIALE_COUNTRY",
    "time_zone": "CORDIALE_TIME_ZONE",
}


class SetElsewhere(Refusal):
    """The environment wins over the file: a change here would be without effect."""

    code = "set-elsewhere"
    sentence: ClassVar[str] = "%(name)s est fixé par l’environnement de la machine ; changez-le là."


@dataclass(frozen=True)
class Source:
    """Where a setting's value comes from: `environment` cannot be changed here."""

    setting: str
    place: str

    @property
    def changeable(self) -> bool:
        return self.place != "environment"


def present() -> dict[str, str]:
    """The values in force."""
    return {
        "name": settings.COMPANY_NAME,
        "language": settings.LANGUAGE_CODE,
        "currency": settings.CURRENCY,
        "country": settings.REGION,
        "time_zone": settings.TIME_ZONE,
    }


def sources() -> dict[str, Source]:
    """Where each value comes from."""
    in_file = file_values(_file())
    return {
        field: Source(name, "environment" if name in os.environ else "file" if name in in_file else "default")
        for field, name in NAMES.items()
    }


@transaction.atomic
def change(values: Mapping[str, str], *, by: User | None) -> list[str]:
    """Write the changed values into the settings file and ask the processes to renew; the fields that changed."""
    now, where = present(), sources()
    changed = [field for field in NAMES if field in values and values[field] != now[field]]
    for field in changed:
        if not where[field].changeable:
            raise SetElsewhere(name=NAMES[field])
    if changed:
        audit.write(by, "settings.changed", detail={"fields": changed})
        _write({NAMES[field]: values[field] for field in changed})
        transaction.on_commit(upgrade.renew)
    return changed


def _file() -> Path:
    return Path(settings.DATA / "cordiale.env")


def _write(values: Mapping[str, str]) -> None:
    """The other lines of the file stay as they are."""
    file = _file()
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in values]
    text = "\n".join([*kept, *(f"{name}={_one_line(value)}" for name, value in values.items())]) + "\n"
    draft = file.with_name(".cordiale.env.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _one_line(value: str) -> str:
    """A value cannot begin another line, whatever was typed."""
    return " ".join(value.split())
