"""Sentences of the command line and of the start, before Django can translate: by the locale of the terminal."""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = ("fr", "en")


_asked: ContextVar[str] = ContextVar("spoken", default="")


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Speak a reader's language instead of the terminal's: a page that shows what the command line says."""
    before = _asked.set(spoken[:2])
    try:
        yield
    finally:
        _asked.reset(before)


def language(environ: Mapping[str, str] = os.environ) -> str:
    """The terminal's language if we speak it; a locale that names none (`C`) gives the house's own, French."""
    if _asked.get() in LANGUAGES:
        return _asked.get()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = environ.get(name, "")[:2].lower()
        if spoken in LANGUAGES:
            return spoken
        if environ.get(name) and not environ[name].startswith(("C", "POSIX")):
            return "en"
    chosen = environ.get("CORDIALE_LANGUAGE", "fr")
    return chosen if chosen in LANGUAGES else "fr"


def say(sentence: str, **details: object) -> str:
    """The sentence in the terminal's language, its `%(name)s` places filled."""
    translated = _catalogue(language()).gettext(sentence)
    return translated % details if details else translated


@cache
def _catalogue(spoken: str) -> gettext.NullTranslations:
    return gettext.translation("django", CATALOGUES, languages=[spoken], fallback=True)
