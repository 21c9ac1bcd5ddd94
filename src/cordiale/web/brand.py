"""The company's logo, where it has given one: shown in the shell, at the door, on paper and in mails."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

CARD = "logo.json"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture made safe before it was kept; its digest stands in its address, so that browsers keep it."""

    file: str
    media: str
    width: int
    height: int
    digest: str

    @property
    def wide(self) -> bool:
        """Whether it is a written name rather than a sign: the name is then not written again beside it."""
        return self.width >= 2 * self.height

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file


def logo() -> Logo | None:
    """The logo in force; one look at the disk, whichever process changed it."""
    card = Path(settings.MEDIA_ROOT) / CARD
    try:
        return _read(card, card.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4)
def _read(card: Path, _changed: int) -> Logo:
    return Logo(**json.loads(card.read_text(encoding="utf-8")))
