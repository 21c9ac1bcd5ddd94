"""What an intake did, row by row if asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.translation import gettext

from cordiale.people.intake.staging import Stage


class RefusedRow(NamedTuple):
    """A row that was not taken in: its reference, a code for programs, a sentence in the reader's language."""

    ref: str
    code: str
    sentence: str


@dataclass
class IntakeReport:
    """Counts, and the rows behind them. Close it (or use it in `with`) to free the temporary tables."""

    stage: Stage
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_count: int = 0
    invalid_keys: int = 0

    @property
    def seen(self) -> int:
        """How many rows were looked at."""
        return self.created + self.updated + self.unchanged + self.refused_count

    @property
    def refused(self) -> Iterator[RefusedRow]:
        """The refused rows, in order; may be read again."""
        for ref, code, sentence, details in self.stage.read("ref, code, sentence, details", where="code is not null"):
            yield RefusedRow(ref, code, gettext(sentence) % json.loads(details))

    @property
    def keys(self) -> Iterator[tuple[str, UUID]]:
        """(ref, party key) of every row taken in, in order; may be read again. Empty for what a dry run would make."""
        for ref, key in self.stage.read("ref, party_key", where="party_key is not null"):
            yield ref, UUID(key)

    def close(self) -> None:
        """Forget the rows; the counts stay."""
        self.stage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class RevertReport:
    """What taking back a source did: parties removed, restored to what they were, kept because others use them."""

    removed: int = 0
    restored: int = 0
    kept: int = 0
