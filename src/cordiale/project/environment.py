"""Typed readers of the environment: every problem is collected, then all are told at once and the start stops."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from cordiale.project.speech import say

YES = ("1", "true", "yes", "on", "oui")
NO = ("0", "false", "no", "off", "non", "")


@dataclass(frozen=True)
class Problem:
    """A setting that cannot be used. The value itself is never repeated: it may be a secret."""

    name: str
    form: str

    def __str__(self) -> str:
        return say("%(name)s : %(form)s", name=self.name, form=self.form)


class WrongSettings(Exception):
    """The start is refused; the text names each wrong setting and the form it must have."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        head = say("Cordiale ne peut pas démarrer : ces réglages sont à corriger (docs/settings.md).")
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


class Environment:
    """The settings as text, read one by one into their types.

    A wrong value gives the default and a problem; `finish()` raises them all together. `names` keeps what was
    read, for the test that compares with docs/settings.md.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[Problem] = []
        self.names: dict[str, str] = {}

    def finish(self) -> None:
        """Stop the start if anything was wrong."""
        if self.problems:
            raise WrongSettings(self.problems)

    def refuse(self, name: str, form: str) -> None:
        """Note that a setting is wrong, with a sentence on its right form."""
        self.problems.append(Problem(name, form))

    def given(self, name: str) -> bool:
        """Whether somebody set it."""
        return bool(self._values.get(name, "").strip())

    def text(self, name: str, *, default: str = "") -> str:
        """Any text; spaces around it are dropped."""
        self.names[name] = default
        return self._values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        raw = self.text(name, default="yes" if default else "no").lower()
        if raw not in YES + NO:
            self.refuse(name, say("écrivez « yes » ou « no »."))
            return default
        return raw in YES

    def integer(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number between two bounds, both included."""
        raw = self.text(name, default=str(default))
        if not re.fullmatch(r"[0-9]{1,9}", raw) or not least <= int(raw) <= most:
            form = say("écrivez un nombre entier de %(least)s à %(most)s.", least=least, most=most)
            self.refuse(name, form)
            return default
        return int(raw)

    def choice(self, name: str, *, default: str, among: Sequence[str]) -> str:
        """One word among a few."""
        raw = self.text(name, default=default)
        if raw not in among:
            self.refuse(name, say("choisissez parmi : %(choices)s.", choices=", ".join(among)))
            return default
        return raw

    def words(self, name: str, *, default: Sequence[str], pattern: str, form: str) -> list[str]:
        """Words separated by commas, each of the given form."""
        raw = self.text(name, default=",".join(default))
        words = [word.strip() for word in raw.split(",") if word.strip()]
        if (default and not words) or not all(re.fullmatch(pattern, word) for word in words):
            self.refuse(name, form)
            return list(default)
        return words

    def matching(self, name: str, *, default: str, pattern: str, form: str) -> str:
        """Text of a given form."""
        raw = self.text(name, default=default)
        if not re.fullmatch(pattern, raw):
            self.refuse(name, form)
            return default
        return raw

    def zone(self, name: str, *, default: str) -> str:
        """A time zone by its name in the world's list."""
        raw = self.text(name, default=default)
        if raw not in available_timezones():
            self.refuse(name, say("écrivez un fuseau horaire comme « Europe/Paris »."))
            return default
        return raw

    def mapping(self, name: str) -> dict[str, str]:
        """A JSON object of texts."""
        raw = self.text(name)
        try:
            found = json.loads(raw or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            self.refuse(name, say('écrivez un objet JSON de textes, par exemple {"AWS_REGION": "eu-west-3"}.'))
            return {}
        return found

    def store(self, name: str, *, default: str) -> str:
        """The address of an SQLite file or of a PostgreSQL database."""
        raw = self.text(name, default=default)
        if not _is_store(raw):
            form = say("écrivez « sqlite:////dossier/fichier.sqlite3 » ou « postgresql://nom:secret@hôte:5432/base ».")
            self.refuse(name, form)
            return default
        return raw


def database(url: str) -> dict[str, object]:
    """Django's description of the database at an address; the query string gives the driver's options."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        file = sqlite_file(url)
        # A file for tests too: threads and second processes must see the same database.
        # Kept open: the last connection to close would write the whole journal back, after every single request.
        test = {"NAME": file.with_name("test.sqlite3")}
        return {"ENGINE": "cordiale.jobs.sqlite", "NAME": file, "TEST": test, "CONN_MAX_AGE": 300}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_file(url: str) -> Path:
    """The file of an `sqlite:///` address: three slashes relative, four absolute."""
    return Path(unquote(url.removeprefix("sqlite:///")))


def file_values(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a settings file; blank lines and lines starting with # are skipped."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _is_store(url: str) -> bool:
    if url.startswith("sqlite:///"):
        return len(url) > len("sqlite:///")
    try:
        parts = urlsplit(url)
        return parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1 and (parts.port or 1) > 0
    except ValueError:
        return False
